"""Charts as coordinates; the templates draw them as SVG, so that every text passes the same escaping."""
