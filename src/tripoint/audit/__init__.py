"""What is kept about the node's own use: who read what, who signed in, and what was refused.

These are node records outside the ledger: they leave the node in no feed. They are written once and never changed.
"""
