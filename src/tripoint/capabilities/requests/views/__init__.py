"""The pages of requests: lists, the dossier, drafts and their release, and each step."""
