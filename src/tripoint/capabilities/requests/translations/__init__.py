"""Translations of what a request's statements say: asked of a colleague or of the other party, and handed in as entries."""
