"""The forms of requests: coded fields first, free text last. What the rules find is shown at the field it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from tripoint import reference
from tripoint.capabilities.requests.contents import ChannelReference
from tripoint.capabilities.requests.pairs import MATCHES, SCOPES
from tripoint.capabilities.requests.problems import Problem
from tripoint.capabilities.requests.screens import Choices, choices
from tripoint.safeguards.forbidden_fields import questions
from tripoint.subjects.persons import NUMBER_LENGTH

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SEVERAL = ("asks",)
"""Boxes in which more than one value is chosen."""
LANGUAGES = [("vi", "Tiếng Việt"), ("lo", "ລາວ"), ("km", "ខ្មែរ"), ("en", "English")]
TOPICS = {
    "origin": _("origin or people"),
    "faith": _("faith"),
    "politics": _("politics or unions"),
    "family": _("family networks"),
}
PENALTIES = [
    ("", _("Not given")), ("term", _("imprisonment for a term")), ("life", _("imprisonment for life")),
    ("death", _("death")), ("fine", _("a fine")),
]  # fmt: skip
GROUNDS = [
    ("FEAR-OF-RETURN", _("The person fears to be returned")),
    ("ASYLUM-CLAIM", _("The person asks for asylum")),
    ("TORTURE-RISK", _("Torture or death is feared")),
]
YES_NO = [("no", _("No")), ("yes", _("Yes"))]


NO = "no:"
"""Begins the value of a refusal in a box that offers results and refusals."""


class Picks(forms.RadioSelect):
    """One of a few, each a line to tap."""

    template_name = "requests/picks.html"


class PurposePicks(Picks):
    """The purposes; each says what it needs, so that the page can leave away what the chosen one does not."""

    NEEDS = ("offence", "penalty_asked", "warrant", "coercive")

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """A purpose's line with `data-needs`: the columns of the list of purposes that say yes."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        found = next((one for one in reference.codes("purposes", today()) if one.code == value), None)
        needs = [column for column in self.NEEDS if found is not None and "yes" in found.words(column)]
        return {**option, "attrs": {**option["attrs"], "data-needs": " ".join(needs)}}


class ManyPicks(forms.CheckboxSelectMultiple):
    """Some of a few, each a line to tap."""

    template_name = "requests/picks.html"


def pick(
    list_name: str, label: Any, *, required: bool = True, widget: type[Picks] = Picks, **more: Any
) -> forms.ChoiceField:
    """One code of a list, as lines to tap."""
    return forms.ChoiceField(label=label, choices=lambda: choices(list_name), widget=widget, required=required, **more)


def select(list_name: str, label: Any, *, required: bool = False, **more: Any) -> forms.ChoiceField:
    """One code of a longer list."""
    listed: Callable[[], Choices] = lambda: choices(list_name, empty="—")  # noqa: E731 - read when the form is shown
    return forms.ChoiceField(label=label, choices=listed, required=required, **more)


def line(label: Any, **more: Any) -> forms.CharField:
    """A line of text that may stay empty."""
    return forms.CharField(label=label, max_length=200, required=False, **more)


def words_box(label: Any, *, required: bool = False, **more: Any) -> forms.CharField:
    """Free text."""
    return forms.CharField(
        label=label,
        max_length=20_000,
        required=required,
        widget=forms.Textarea(attrs={"class": "in", "rows": 4}),
        **more,
    )


class RequestsForm(forms.Form):
    """Base: shows problems at fields, and asks about free text that reads like what has no field (S6)."""

    asked_about: tuple[str, ...] = ("text",)
    places: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.fields.keys() & {"text"}:
            self.fields["considered"] = forms.BooleanField(
                required=False, label=_("It is needed for the purpose: send it as it stands."),
            )  # fmt: skip
        self.shows_question = bool(self.data.get("considered"))

    @property
    def written_in(self) -> str:
        """The language of the free text: chosen on the form, else the reader's."""
        return str(self.cleaned_data.get("language") or get_language() or "en")

    def clean(self) -> dict[str, Any]:
        """Puts the question about sensitive words to the author, once."""
        cleaned = super().clean() or {}
        if not cleaned.get("considered"):
            for name in self.asked_about:
                found = questions(str(cleaned.get(name, "")), self.written_in)
                if found:
                    self.shows_question = True
                    topics = ", ".join(f"{TOPICS[one.topic]} (“{one.found}”)" for one in found)
                    self.add_error(name, _("This reads like %(topics)s. Is it needed for the purpose? Take it out, or "
                                           "say below that it is needed.") % {"topics": topics})  # fmt: skip
        return cleaned

    def place_for(self, field: str) -> str:
        """The box at which a problem of `field` is shown."""
        return self.places.get(field, field.partition(".")[0])

    def show(self, problems: Iterable[Problem]) -> None:
        """Puts each problem at the field it concerns, a sentence once."""
        for one in problems:
            place: str | None = self.place_for(one.field)
            place = place if place in self.fields else None
            if one.sentence not in self.errors.get(place or NON_FIELD_ERRORS, ()):  # several members, one field
                self.add_error(place, one.sentence)


class GradedForm(RequestsForm):
    """Handling and evaluation of what is said."""

    places = {"graded": "handling"}
    handling = pick("handling_codes", _("Handling"), initial="H0")
    source = select("source_evaluations", _("Source"), required=True, initial="A")
    information = select("information_evaluations", _("Information"), required=True, initial="1")


class AskBackForm(RequestsForm):
    """What is missing before the request can be answered."""

    asks = forms.MultipleChoiceField(
        label=_("What do you need to know?"), choices=lambda: choices("clarification_asks"), widget=ManyPicks
    )
    text = words_box(_("In words, where the list does not say it"))


class GiveForm(GradedForm):
    """The reply to a question; where several wait, the officer says to which."""

    asked = forms.ChoiceField(
        label=_("Which question do you answer?"), widget=Picks,
        error_messages={"invalid_choice": _("The clarification has been given already.")},
    )  # fmt: skip
    text = words_box(_("Reply"))
    field_order = ["asked", "text", "handling", "source", "information"]

    def __init__(self, *args: Any, questions: Choices, **kwargs: Any) -> None:
        """`questions`: the entries of those that wait, each in words. Of one alone the form keeps the entry hidden, so
        that what is typed answers what was read and no question that comes meanwhile."""
        super().__init__(*args, **kwargs)
        if len(questions) > 1:
            self.fields["asked"].choices = questions  # type: ignore[attr-defined]
            return
        first, self.question = questions[0] if questions else ("", "")
        self.fields["asked"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=first)
        self.initial.pop("asked", None)  # of an earlier question


class AnswerForm(GradedForm):
    """The answer, subject by subject: a result of the kind's list, or the ground of a refusal."""

    scope = forms.ChoiceField(label=_("This is"), widget=Picks)
    places = {"items": "result_0", "graded": "handling"}
    handling_words = line(_("What H3 limits, in words"))
    text = words_box(_("What the codes do not say"))

    def __init__(
        self, *args: Any, subjects: list[tuple[StrOrPromise, bool]], results: str, grounds: Choices, settled: bool,
        closed: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        """Takes each subject's title and whether it is a person, the list of results, and the grounds of a refusal.
        `settled`, `closed`: a colleague answered, or the asker closed, perhaps while the form was filled in."""
        super().__init__(*args, **kwargs)
        scopes = ("supplement",) if settled else ("whole", "part")
        self.fields["scope"].choices = [(one, SCOPES[one]) for one in scopes]  # type: ignore[attr-defined]
        self.fields["scope"].initial = scopes[0]
        too_late = Problem("state-closed" if closed else "state-final").sentence
        if settled:
            self.fields["scope"].error_messages["invalid_choice"] = too_late
        order = []
        for place, (name, is_person) in enumerate(subjects):
            order += self._add(place, name, results, grounds, is_person=is_person)
        self.subject_count = len(subjects)
        self.order_fields(["scope", *order, "handling", "handling_words", "source", "information", "text"])

    def _add(self, place: int, name: StrOrPromise, results: str, grounds: Choices, *, is_person: bool) -> list[str]:
        """Adds one subject's boxes and returns their names."""
        either = [(_("Result"), choices(results)), (_("Refused"), [(f"{NO}{code}", label) for code, label in grounds])]
        boxes: dict[str, forms.Field] = {
            "result": forms.ChoiceField(label=name, required=False, choices=[("", "—"), *either])
        }
        if is_person:
            boxes["matched_by"] = forms.ChoiceField(
                label=_("How it was made sure that this is the person"), required=False,
                choices=[("none", "—"), *MATCHES.items()],
            )  # fmt: skip
            boxes["address"] = line(_("Address"))
            boxes["consent"] = forms.BooleanField(
                label=_("The person agrees that the address is passed on"), required=False
            )
        boxes["said"] = forms.CharField(label=_("In words"), max_length=2_000, required=False)
        self.fields.update({f"{box}_{place}": field for box, field in boxes.items()})
        return [f"{box}_{place}" for box in boxes]


class BulkAnswerForm(GradedForm):
    """One result for many subjects, and the grading of a sheet."""

    places = {"items": "result", "graded": "handling"}
    handling_words = line(_("What H3 limits, in words"))
    text = words_box(_("What the codes do not say"))

    def __init__(self, *args: Any, results: str, grounds: Choices, person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        either = [(_("Result"), choices(results)), (_("Refused"), [(f"{NO}{code}", label) for code, label in grounds])]
        self.fields["result"] = forms.ChoiceField(
            label=_("Result for those ticked"), required=False, choices=[("", "—"), *either]
        )
        if person:
            self.fields["matched_by"] = forms.ChoiceField(
                label=_("How it was made sure that this is the person"), required=False,
                choices=[("none", "—"), *MATCHES.items()],
            )  # fmt: skip
            self.fields["consent"] = forms.BooleanField(
                label=_("The person agrees that the address is passed on"), required=False
            )
        self.order_fields(["result", "matched_by", "consent", "handling", "handling_words", "source", "information"])


class RefuseForm(RequestsForm):
    """A coded ground, and words if wanted."""

    ground = forms.ChoiceField(label=_("Ground"), widget=Picks)
    text = words_box(_("In words, if you want"))
    elsewhere_channel = select("channels", _("If it was answered: in which channel?"))
    elsewhere_number = forms.CharField(label=_("Number there"), max_length=NUMBER_LENGTH, required=False)
    elsewhere_date = forms.DateField(
        label=_("Date there"), required=False, widget=forms.DateInput(attrs={"type": "date", "class": "in short"})
    )
    places = {"elsewhere": "elsewhere_channel"}

    def __init__(self, *args: Any, grounds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Reads where it was answered; refuses half of it."""
        cleaned = super().clean()
        channel, number = cleaned.get("elsewhere_channel"), cleaned.get("elsewhere_number")
        if bool(channel) != bool(number):
            self.add_error(
                "elsewhere_number" if channel else "elsewhere_channel", _("Give channel and number, or neither.")
            )
        elif channel and number:
            try:
                cleaned["elsewhere"] = ChannelReference(
                    channel=channel, number=number, date=cleaned.get("elsewhere_date")
                )
            except ValidationError:
                self.add_error("elsewhere_number", _("Give the number as it is written: letters, digits and signs."))
        return cleaned


class ExtendForm(RequestsForm):
    """A coded ground and a new day; no words, on purpose (S3)."""

    ground = pick("extension_grounds", _("Ground"), initial="UNDER-REVIEW")
    until = forms.DateField(
        label=_("New last day"), widget=forms.DateInput(attrs={"type": "date", "class": "in short"})
    )


class RedirectForm(RequestsForm):
    """The office that is competent."""

    to_office = forms.ChoiceField(label=_("Competent office"))
    reason = pick("redirect_reasons", _("Reason"))

    def __init__(self, *args: Any, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_office"].choices = offices  # type: ignore[attr-defined]


class WithdrawForm(RequestsForm):
    """Why the search is to stop."""

    reason = pick("withdrawal_reasons", _("Reason"), initial="FOUND")

    def __init__(self, *args: Any, also: Sequence[str] = (), **kwargs: Any) -> None:
        """`also`: parties that are asked under the same reference, in dossiers of their own."""
        super().__init__(*args, **kwargs)
        if also:
            words = _("Withdraw it from all that are asked under this reference: also from %(parties)s.")
            self.fields["everywhere"] = forms.BooleanField(label=words % {"parties": ", ".join(also)}, required=False)


class CloseForm(RequestsForm):
    """What the answer was worth."""

    usefulness = pick("usefulness", _("What was the answer worth?"), required=False)


class NoteForm(RequestsForm):
    """Words for colleagues; they stay in this ministry."""

    text = words_box(_("Note"), required=True)
    asked_about = ()


class StopForm(NoteForm):
    """A protection stop."""

    ground = forms.ChoiceField(label=_("Ground"), choices=GROUNDS, widget=Picks)
    field_order = ["ground", "text"]


class AssignForm(RequestsForm):
    """Another office of this party."""

    to_office = forms.ChoiceField(label=_("Office"))

    def __init__(self, *args: Any, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_office"].choices = offices  # type: ignore[attr-defined]


class RemarkForm(RequestsForm):
    """A decision's remark."""

    text = words_box(_("Remark"))
    asked_about = ()


def today() -> date:
    """The officer's own day."""
    return timezone.localdate()
