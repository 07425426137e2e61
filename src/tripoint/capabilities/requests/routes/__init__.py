"""Approval routes: which steps a draft passes before it leaves, who may sign each, and how that is configured."""
