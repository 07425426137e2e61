"""Which of our languages a browser asks for (RFC 9110, section 12.5.4)."""

from __future__ import annotations

from collections.abc import Collection

READ_AT_MOST = 200  # characters of the header: a browser's own list is far shorter


def preferred(header: str, known: Collection[str]) -> str | None:
    """The language of `known` that an `Accept-Language` header wants most, or None.

    Region and writing are left aside (`lo-LA` is `lo`); of equal weight the first counts; weight 0 is a no.
    """
    best, most = None, 0.0
    for part in header[:READ_AT_MOST].split(","):
        name, _, weight = part.partition(";")
        code = name.strip().replace("_", "-").split("-")[0].lower()
        wanted = _weight(weight)
        if code in known and wanted > most:
            best, most = code, wanted
    return best


def _weight(text: str) -> float:
    """The number behind `q=`, 1 where there is none, 0 where it cannot be read."""
    name, _, number = text.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(float(number), 1.0) if name.strip().lower() == "q" else 1.0
    except ValueError:
        return 0.0
