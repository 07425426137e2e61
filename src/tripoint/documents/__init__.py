"""Letters that are printed, and files that are taken in: ``letter``, ``attachments``, ``resumable``.

Nothing here knows of the web, of the database or of the ledger. See docs/documents.md.
"""
