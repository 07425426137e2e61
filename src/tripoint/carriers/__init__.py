"""How bundles travel: over https from node to node, or as files; and the courier that keeps at it."""
