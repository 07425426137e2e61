"""What the box for a photo or PDF says, in the words of this package, so that every capability says it alike."""

from tripoint.documents.attachments import REFUSALS
from tripoint.documents.wording import mark, say

_ = mark

WORDS = {
    "label": _("Photo or PDF"),
    "camera": _("Take a photo"),
    "hint": _("One file of at most 20 MB. Place, date and author are removed from it before it is sent."),
    "preparing": _("Preparing the file …"),
    "sending": _("Sending: {percent} %"),
    "waiting": _("No connection. Sending goes on by itself."),
    "checking": _("Checking the file …"),
    "kept": _("Attached, {size}."),
    "remove": _("Remove the file"),
    "signed-out": _("Your session has ended. Sign in again in another window; sending then goes on."),
    "failed": _("The file could not be sent. Choose it again."),
    "heic": REFUSALS["heic"],
}


def field_words(language: str) -> dict[str, str]:
    """Return WORDS in LANGUAGE; ``{percent}`` and ``{size}`` are filled where the words are shown."""
    return {key: say(language, sentence) for key, sentence in WORDS.items()}
