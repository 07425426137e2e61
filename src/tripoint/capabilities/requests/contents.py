"""The describing parts of a request's entries: names, text, who signs, the keys of attached files. Erasable."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field

from tripoint.ledger.registry import Content
from tripoint.safeguards.forbidden_fields import MOST_SUBJECTS
from tripoint.subjects import Address, Person, Subject
from tripoint.subjects.persons import Number, code_of

LONGEST_TEXT = 20_000  # characters: about eight printed pages
Language = Literal["vi", "lo", "km", "en"]
Line = Annotated[str, Field(max_length=200)]


class Attachment(Content):
    """An attached file: its ciphertext's digest (also in the facts) and what opens it."""

    digest: str = Field(pattern=r"^[A-Za-z0-9_-]{43}$")
    key: str = Field(pattern=r"^[A-Za-z0-9_-]{43}$")
    media_type: Literal["image/jpeg", "image/png", "image/webp", "application/pdf"]
    size: int = Field(ge=1)  # bytes of the file itself
    pages: int = Field(1, ge=1)


class Title(Content):
    """The signatory's post in the languages in which it is known."""

    en: Line = ""
    vi: Line = ""
    lo: Line = ""
    km: Line = ""


class ChannelReference(Content):
    """The matter's number in another channel (list channels), of what date there; nothing of what was said there."""

    channel: Annotated[str, Field(max_length=32), code_of("channels")]
    number: Number
    date: datetime.date | None = None


MOST_CHANNELS = 6
Channels = Annotated[tuple[ChannelReference, ...], Field(max_length=MOST_CHANNELS)]


class Described(Content):
    """What every describing part has: free text with its language, the signatory with a telephone, attached files."""

    language: Language
    text: str = Field("", max_length=LONGEST_TEXT)
    signatory: Line = ""
    title: Title = Title()
    phone: str = Field("", max_length=40)
    attachments: tuple[Attachment, ...] = Field((), max_length=1)
    number: Line = ""  # of the letter, as the sender's registry book has it


class OpenedContent(Described):
    """The matter and the subjects in the order of the facts; `laws` in that of the offences.

    `held_at`: the place of custody of each person, in words; `place`: where help is needed; `channels`: the same matter
    in other channels, for a number may tell whom it is about.
    """

    subjects: tuple[Subject, ...] = Field(max_length=MOST_SUBJECTS)
    held_at: tuple[Line, ...] = Field((), max_length=MOST_SUBJECTS)
    place: Line = ""
    laws: tuple[Line, ...] = Field((), max_length=16)  # the article that names the offence, as the asker's law has it
    warrant_number: Line = ""
    warrant_court: Line = ""
    handling_words: str = Field("", max_length=2_000)  # what H3 limits
    review_reason: str = Field("", max_length=LONGEST_TEXT)
    review_blind: str = Field("", max_length=22)  # 16 bytes, base64url
    channels: Channels = ()


class CalledContent(Described):
    """A request by telephone: `text` says what is asked, `signatory` who called, `whom` who was called."""

    text: str = Field(min_length=1, max_length=2_000)
    whom: Line = ""


class ItemContent(Content):
    """What is said about one subject, which counts from 0 in the request's order."""

    subject: int = Field(ge=0, lt=MOST_SUBJECTS)
    text: str = Field("", max_length=LONGEST_TEXT)
    address: Address | None = None
    person: Person | None = None  # the person as this party knows him or her


class AnsweredContent(Described):
    """The answer's text and its items."""

    items: tuple[ItemContent, ...] = Field((), max_length=MOST_SUBJECTS)
    handling_words: str = Field("", max_length=2_000)


class RefusedContent(Described):
    """A refusal; `elsewhere`: where it was answered, with the ground ANSWERED."""

    elsewhere: ChannelReference | None = None


class GivenContent(Described):
    """What was asked back for; `subjects` replace those of the request where the same place is filled."""

    subjects: tuple[Subject, ...] = Field((), max_length=MOST_SUBJECTS)
