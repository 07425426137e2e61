"""Read the name field of a machine-readable zone (ICAO Doc 9303 part 3, 4.6)."""

import re

_LINE = re.compile(r"^[A-Z][A-Z0-9<](?=[A-Z<]{3})")


def read_name_field(line: str) -> str:
    """Give the name in a machine-readable line, surname first.

    Args:
        line: the name field (``LAKHAMPHONG<<VILAY<<<``) or the whole first line of a passport
            (``P<LAOLAKHAMPHONG<<VILAY``).

    Returns:
        Surname and given names separated by spaces; the text itself without fillers if it is no such line.
    """
    text = line.strip()
    if re.fullmatch("[A-Z0-9<]+", text) and "<<" in text and _LINE.match(text) and len(text) >= 36:
        text = text[5:]
    surname, _, given = text.strip("<").partition("<<")
    return " ".join((surname + " " + given).replace("<", " ").split())
