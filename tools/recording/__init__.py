"""Records runs of a Python program without ever getting in its way."""
