"""S12, audit on both sides: every statement says under which office and by whom it was made and released.

An officer stands in the facts as a pseudonym: 22 letters of a keyed hash, the same within one dossier, unlinkable
between dossiers and meaningless to the partner; the author's own node can tell who it is. A request leaves only when a
second officer has released it, and this is checked where it arrives too. Signatures and receipts are the ledger's;
the read log is kept by `tripoint.audit`.

Source: the trust complaint ("nobody can say who asked for what"); Rules on the Processing of Data, Article 21.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from tripoint.safeguards.finding import Finding

Pseudonym = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]


def check_release(*, author: str, released_by: str) -> Iterator[Finding]:
    """Two officers, not one: the writer and the one who releases."""
    if author == released_by:
        yield Finding("s12-second-officer", "released_by", "the author cannot release")
