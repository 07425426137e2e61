"""Measuring two nodes with each other, in exercise dossiers that no real node admits."""
