"""What programs send about requests: the bodies of the calls in `api`."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Self, get_args

from pydantic import BaseModel, Field, create_model, model_validator

from tripoint.api.routes import Body
from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.contents import LONGEST_TEXT, Attachment, ChannelReference, ItemContent, Language
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.message_entries import LONGEST_MESSAGE
from tripoint.capabilities.requests.oral.calls import Call
from tripoint.capabilities.requests.translations.entries import EngineName, Made
from tripoint.ledger.blobs import BlobRef
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.forbidden_fields import MOST_SUBJECTS
from tripoint.subjects import Subject

PlaceOfText = Annotated[str, Field(max_length=24)]
Upload = Field(None, max_length=80)


def _holds_file(annotation: Any) -> bool:
    """Whether a member is a file as the ledger names it: a program sends the id of an upload instead."""
    return annotation in (BlobRef, Attachment) or any(map(_holds_file, get_args(annotation)))


Draft: type[BaseModel] = create_model(
    "Draft",
    __base__=Body,
    __doc__="A request as it is written: everything may still be missing (RequestForm). `upload`: an attached file.",
    **{
        name: (one.annotation, one) for name, one in RequestForm.model_fields.items() if not _holds_file(one.annotation)
    },
    upload=(str | None, Upload),
)  # type: ignore[call-overload]  # the members are RequestForm's own, so that a new kind's come through by themselves


CallBody: type[BaseModel] = create_model(
    "CallBody",
    __base__=Body,
    __doc__="A request by telephone (Call): it leaves at once. `upload`: an attached file.",
    **{name: (one.annotation, one) for name, one in Call.model_fields.items() if not _holds_file(one.annotation)},
    upload=(str | None, Upload),
)  # type: ignore[call-overload]  # likewise


class Text(Body):
    """Words, their language, and the id of an upload that goes with them."""

    language: Language = "en"
    text: str = Field("", max_length=LONGEST_TEXT)
    upload: str | None = Upload


class Message(Text):
    """One line, and a photo perhaps."""

    text: str = Field("", max_length=LONGEST_MESSAGE)
    graded: Graded
    handling_words: str = Field("", max_length=2_000)


class Ask(Text):
    """What the addressee lacks (list clarification_asks)."""

    asks: tuple[e.ListCode, ...] = Field(min_length=1, max_length=16)


class AnswerBody(Text):
    """The answer: `items` in codes by subject, `said` what is said about them."""

    scope: str = Field(pattern=r"^(part|whole|supplement)$")
    items: tuple[e.AnswerItem, ...] = Field(min_length=1, max_length=MOST_SUBJECTS)
    said: tuple[ItemContent, ...] = Field((), max_length=MOST_SUBJECTS)
    handling_words: str = Field("", max_length=2_000)


class Remind(Text):
    """A reminder; `to` names the addressee of a joint request, and is left out for another."""

    to: str = Field("", max_length=2)


class Give(Text):
    """The reply to a question; `asked` is the question's entry."""

    asked: e.EntryId
    graded: Graded
    subjects: tuple[Subject, ...] = Field((), max_length=MOST_SUBJECTS)


class Ground(Text):
    """A refusal (list refusal_grounds). `elsewhere`: where it was answered, with the ground ANSWERED and only then."""

    ground: e.ListCode
    elsewhere: ChannelReference | None = None


class Extend(Body):
    """More time (list extension_grounds), until a day."""

    ground: e.ListCode
    until: datetime.date


class Pass(Body):
    """To another office of the party (list redirect_reasons)."""

    to_office: e.OfficeCode
    reason: e.ListCode


class Reason(Body):
    """Why it is withdrawn (list withdrawal_reasons). `everywhere`: in all dossiers of its reference at once."""

    reason: e.ListCode
    everywhere: bool = False


class Close(Body):
    """What the answer was worth (list usefulness)."""

    usefulness: e.ListCode | None = None


class Assign(Body):
    """Whom the matter is given to at home."""

    to_office: e.OfficeCode


class AskTranslation(Text):
    """Who is to translate the statement `item`: the translators of `to_office`, or the participant `of`; just one."""

    item: e.EntryId
    into: Language
    to_office: e.OfficeCode | None = None
    of: e.PartyCode | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.to_office is None) == (self.of is None):
            raise ValueError("an office or a party is asked")
        return self


class Translate(Body):
    """A translation of `item`: texts by their place in it. `shared`: for all participants, else at home; `asked` is what
    it answers; `numbers_read`: somebody has looked at the numbers that the source alone has."""

    item: e.EntryId
    into: Language
    texts: dict[PlaceOfText, str] = Field(min_length=1, max_length=2 * MOST_SUBJECTS)
    made: Made = "officer"
    engine: EngineName | None = None
    asked: e.EntryId | None = None
    shared: bool = False
    numbers_read: bool = False


class DeclineTranslation(Text):
    """What was asked and will not be translated; the text says why."""

    asked: e.EntryId
