"""LightGBM models, judged by repeated cross-validation on a pinned data set."""
