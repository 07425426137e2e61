"""How bundles travel: over https from node to node, or as files; and the courier that keeps at it."""

import sys

# httpx's own command line, which no node needs: where its parts happen to be installed, they cost each process 6 MB.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None: never to be imported
