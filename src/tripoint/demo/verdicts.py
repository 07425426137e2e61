"""What a refusal means, in the visitor's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tripoint.demo.hexdump import sealed_from
from tripoint.ledger.verify import verify_dossier

REFUSALS = {
    "digest": _("Refused: these are not the bytes that were signed for"),
    "seal": _("Refused: the seal does not open"),
    "signature": _("Refused: the signature does not fit"),
    "malformed": _("Refused: this is no bundle any more"),
    "base64": _("Refused: a signed part was changed"),
    "json": _("Refused: a signed part was changed"),
    "key-unknown": _("Refused: nobody known signed this"),
    "feed-gap": _("Refused: something before it has not come yet"),
}
OTHER = _("Refused")


def explain(answer: dict[str, Any], data: bytes, place: int) -> dict[str, Any]:
    """What to show of a node's answer to a carried file; `place` is the changed byte, -1 for none."""
    if "receipt" in answer:
        return {"taken": True, "position": answer["position"]}
    code = str(answer.get("refused", ""))
    found: dict[str, Any] = {"taken": False, "code": code, "title": REFUSALS.get(code, OTHER)}
    if place >= 0:
        found |= {
            "place": place + 1,
            "before": f"{data[place]:02x}",
            "now": f"{data[place] ^ 1:02x}",
            "outside": place < sealed_from(data),
        }
    return found


def explain_file(data: bytes | None) -> dict[str, Any]:
    """The same with the exported dossier: verified whole, and with one letter of one statement changed."""
    if not data:
        return {}
    whole = verify_dossier(data)
    report = verify_dossier(spoil(data))
    return {
        "file": {
            "entries": len(whole.entries),
            "sound": whole.sound,
            "receipts": sum(len(one.receipts) for one in whole.entries),
            "problem": report.problems[0].code if report.problems else "",
        }
    }


def spoil(data: bytes) -> bytes:
    """The dossier file with one letter changed, within the signed payload of its first entry."""
    start = data.find(b'"entries"')
    place = data.find(b'"jws":"', start) + 220
    spoilt = bytearray(data)
    spoilt[place] = ord("A") if spoilt[place] != ord("A") else ord("B")
    return bytes(spoilt)
