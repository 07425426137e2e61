"""Requests on one matter: leads from what they have in common, and what officers said of two of them."""
