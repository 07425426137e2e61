"""The node: one folder on disk, and what is set in it."""

from tripoint.node.config import ConfigRefused, NodeConfig

__all__ = ["ConfigRefused", "NodeConfig"]
