"""What a checked dossier file proves and what not, in plain words: the same on a page and from `tripoint verify`."""

from tripoint.documents.wording import mark as _
from tripoint.documents.wording import say
from tripoint.ledger.verify import Report

HOLDS = _("Everything that was checked holds.")
FAILS = _("This file does not hold.")
DO_NOT_RELY = _("Do not rely on it. Ask for the file again, from the other side as well.")
PROVES = (
    _("Each statement was signed with a key of the party named, and is unchanged since."),
    _("Each receipt was signed by the party that gave it, over exactly these statements in this order."),
)
PROVES_NOT = (
    _("That a statement is true."),
    _("That the times are right: they are the signers' own."),
    _("That nothing else was said: whoever exported the file may have left out the end."),
)
COMPARE = _("It rests on these fingerprints. Compare them with those that each party publishes.")
# What is wrong, by the refusal's code (docs/protocol.md); every other code is a rule that a statement breaks.
_CHANGED = _("Bytes were changed after they were signed, or the file is damaged.")
_KEY = _("A signature is not of a key that the party's card lists, or the key was revoked.")
_RULE = _("A statement breaks a rule, so it counts nowhere.")
_WRONG = {
    "fork": _("A party has signed two different statements with one number."),
    "opening-missing": _("The beginning of the dossier is not in the file."),
    "too-large": _("The file is larger than a dossier file may be."),
    "participant": _("A statement of another dossier or party stands in the file."),
    **dict.fromkeys(("key-unknown", "key-revoked", "party-unknown"), _KEY),
    **dict.fromkeys(
        ("base64", "json", "json-deep", "malformed", "member", "typ", "alg", "signature", "digest", "prev", "time-format",
         "card-root"), _CHANGED,
    ),
}  # fmt: skip


def wrong(code: str, language: str) -> str:
    """What a problem with this CODE means, in LANGUAGE."""
    return say(language, _WRONG.get(code, _RULE))


def sayings(report: Report, language: str) -> dict[str, list[str]]:
    """What REPORT comes to: `verdict`, and `proves`, `proves_not` and `compare` where everything holds."""
    if not report.sound:
        return {"verdict": [say(language, FAILS), say(language, DO_NOT_RELY)]}
    return {
        "verdict": [say(language, HOLDS)],
        "proves": [say(language, one) for one in PROVES],
        "proves_not": [say(language, one) for one in PROVES_NOT],
        "compare": [say(language, COMPARE)],
    }
