"""The words of a translation, each with the place in its source that it stands for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tripoint.capabilities.requests.contents import (
    LONGEST_TEXT,
    AnsweredContent,
    Attachment,
    Described,
    OpenedContent,
)
from tripoint.capabilities.requests.message_entries import MessageContent
from tripoint.ledger.registry import Content
from tripoint.safeguards.forbidden_fields import MOST_SUBJECTS

PLACE = r"^(place|handling_words|review_reason|held_at\.(0|[1-9][0-9]{0,2})|items\.(0|[1-9][0-9]{0,2})\.text)$"
Place = Annotated[str, Field(pattern=PLACE, max_length=24)]
TEXT = "text"


class TranslatedPart(Content):
    """The translation of one text beside the main one. No place is a name, a number or an address of somebody."""

    place: Place
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)


class TranslatedContent(Described):
    """What a statement says, in another language; `text` stands for the source's `text`. It brings no file."""

    parts: tuple[TranslatedPart, ...] = Field((), max_length=2 * MOST_SUBJECTS)
    attachments: tuple[Attachment, ...] = Field((), max_length=0)

    @property
    def by_place(self) -> dict[str, str]:
        """Its texts by place."""
        found = {one.place: one.text for one in self.parts}
        return {TEXT: self.text, **found} if self.text else found


def texts_of(content: Content | None) -> dict[str, str]:
    """The texts of a statement that can be translated, by place, in the order in which they are shown; `items` count
    subjects as the statement does."""
    if not isinstance(content, Described):
        return {}
    found = {TEXT: content.text}
    match content:
        case OpenedContent():
            found |= {"place": content.place}
            found |= {f"held_at.{number}": one for number, one in enumerate(content.held_at)}
            found |= {"handling_words": content.handling_words, "review_reason": content.review_reason}
        case AnsweredContent():
            found |= {f"items.{one.subject}.text": one.text for one in content.items}
            found |= {"handling_words": content.handling_words}
        case MessageContent():
            found |= {"handling_words": content.handling_words}
        case _:
            pass
    return {place: text for place, text in found.items() if text.strip()}
