"""Requests: one party asks another about named persons in one matter, with a clock, and gets an answer or a ground."""
