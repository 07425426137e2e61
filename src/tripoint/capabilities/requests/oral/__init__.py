"""Requests by telephone: the call that leaves at once, and its record, which is owed."""
