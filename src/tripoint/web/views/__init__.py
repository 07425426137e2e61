"""The views that belong to no capability."""
