"""Tripoint: cooperation between sovereign ministries, each on its own node, without a centre."""

__version__ = "0.1.0"
