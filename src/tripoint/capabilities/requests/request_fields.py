"""The form of a new request as fields on a page, and to and from what is kept (`form.RequestForm`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from tripoint import reference
from tripoint.capabilities.requests.addressee_fields import (
    addressee_fields,
    addressee_values,
    addressees_from,
    basis_from,
    names_for,
    shape_field,
)
from tripoint.capabilities.requests.channel_fields import (
    channel_fields,
    channel_values,
    channels_from,
    count_of,
    unclear_channels,
)
from tripoint.capabilities.requests.form import Asked, RequestForm
from tripoint.capabilities.requests.forms import (
    LANGUAGES,
    PENALTIES,
    YES_NO,
    GradedForm,
    ManyPicks,
    Picks,
    PurposePicks,
    line,
    pick,
    select,
    words_box,
)
from tripoint.capabilities.requests.forms import today as local_day
from tripoint.capabilities.requests.kinds import KINDS, KindName
from tripoint.capabilities.requests.problems import SENTENCES
from tripoint.capabilities.requests.screens import Choices, addressable, choices, instruments_of, today
from tripoint.capabilities.requests.subject_fields import (
    CUSTODY,
    FIELDS,
    MOST_BLOCKS,
    block_fields,
    block_values,
    blocks_of,
    held_from,
    name_at,
    typed_of,
)
from tripoint.capabilities.requests.subject_reading import KEYS, SubjectUnclear, read_subject
from tripoint.directory.models import Party
from tripoint.ledger.blobs import BlobRef
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.offence_gate import Offence, Penalty
from tripoint.subjects import SubjectType

MONTHS = 12


class RequestFields(GradedForm):
    """A request of one kind with a block of boxes for each subject."""

    places = {
        "graded": "handling", "offences": "offence", "basis": "instrument", "warrant": "warrant_number",
        "neutrality": "neutral_POLITICAL", "review": "review_reason", "addressee": "to_office",
        "custody": "notice", "help": "help_province",
    }  # fmt: skip
    asked_about = ("text", "review_reason")

    to_office = forms.ChoiceField(
        label=_("To which office?"), required=False, error_messages={"invalid_choice": SENTENCES["office-undeclared"]}
    )
    purpose = pick(
        "purposes",
        _("Purpose"),
        required=False,
        widget=PurposePicks,
        help_text=_("The purpose decides what else is needed."),
    )
    asks = forms.MultipleChoiceField(label=_("What do you ask?"), widget=ManyPicks, required=False)
    urgency = pick("urgencies", _("How urgent?"), initial="NORMAL")
    urgency_ground = select("urgency_grounds", _("Ground for urgency"))
    help_province = forms.ChoiceField(label=_("Help is needed in the province"), required=False)
    help_place = line(_("At which place?"))
    life_in_danger = forms.BooleanField(label=_("A life is in danger"), required=False)
    offence = select("offences", _("Offence"))
    law = line(_("Article of your law"))
    penalty_kind = forms.ChoiceField(label=_("Highest penalty in your law"), choices=PENALTIES, required=False)
    penalty_years = forms.IntegerField(label=_("Years"), min_value=0, max_value=100, required=False)
    there_kind = forms.ChoiceField(label=_("Highest penalty in the other law"), choices=PENALTIES, required=False)
    there_years = forms.IntegerField(label=_("Years there"), min_value=0, max_value=100, required=False)
    instrument = select("instruments", _("Legal basis"))
    place = forms.CharField(label=_("Article or item"), max_length=16, required=False)
    warrant_number = line(_("Number of the warrant or judgment"))
    warrant_court = line(_("Issued by which court or authority"))
    warrant = forms.DateField(
        label=_("Date of the warrant"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "in short"}),
    )
    coercive = forms.BooleanField(label=_("A coercive step is asked for"), required=False)
    review_reason = words_box(_("If an answer is yes: why the request may be made all the same"))
    handling_words = line(_("What H3 limits, in words"))
    language = forms.ChoiceField(label=_("Language of your text"), choices=LANGUAGES)
    text = words_box(_("What the codes do not say"))

    def __init__(
        self,
        *args: Any,
        party: str,
        language: str,
        kind: KindName = "trace",
        listed: tuple[Asked, ...] = (),
        kept: RequestForm | None = None,
        **kwargs: Any,
    ) -> None:
        """`listed`: the subjects of a list, too many for boxes; they are kept as they are. `kept`: the draft as it was
        kept; where it records a call, what was called stays as it was."""
        super().__init__(*args, **kwargs)
        self.listed = listed
        self.party, self.kind = party, KINDS[kind]
        self.fields["language"].initial = language
        parties = list(Party.objects.exclude(pk=party))
        offered = [(one, addressable(one.code, kind)) for one in parties]
        self.party_of = {office: one.code for one, offices in offered for office, _name in offices}
        self.fields["to_office"].choices = [  # type: ignore[attr-defined]
            ("", "—"), *((f"{one.name_in(language)}", offices) for one, offices in offered)
        ]  # fmt: skip
        self.call = kept.call if kept else ""
        asks_more = len(parties) > 1 and not self.kind.help and not self.call  # a record goes where the call went
        self.others = [one.code for one in parties] if asks_more else []
        self.party_names = {one.code: one.name_in(language) for one in parties}
        if self.others:
            for one, offices in offered:
                self.fields |= addressee_fields(party, one.code, offices)
            self.fields["joint"] = shape_field()
        self._offer("purpose", choices("purposes", codes=self.kind.purposes))
        self._offer("asks", choices(self.kind.asks))
        if self.kind.help:
            self.fields["urgency"].initial = "IMMEDIATE"
            theirs = [one.code.code for other in parties for one in reference.provinces(other.code, today())]
            self._offer("help_province", choices("provinces", codes=theirs, empty="—"))
        else:
            for name in ("help_province", "help_place", "life_in_danger"):
                del self.fields[name]
        self._offer("instrument", choices("instruments", codes=instruments_of(party), empty="—"))
        self.questions = [one.code for one in reference.codes("neutrality_questions", today())]
        for code, label in choices("neutrality_questions"):
            self.fields[f"neutral_{code}"] = forms.ChoiceField(
                label=label, choices=YES_NO, widget=Picks, required=False
            )
        self.rows = count_of(self.data if self.is_bound else self.initial)
        self.fields.update(channel_fields(self.rows))
        self.types = [] if listed else blocks_of(self.data if self.is_bound else self.initial, self.kind)
        for place, type_ in enumerate(self.types):
            self.fields.update(block_fields(self.kind, type_, place, party))
        if kept is not None and kept.call:
            called = as_fields(kept)
            for name in ("to_office", "purpose", "urgency", "urgency_ground"):
                self.initial[name] = called[name]
                self.fields[name].disabled = True

    def several(self) -> list[tuple[str, str, BoundField, BoundField, BoundField]]:
        """The parties that may be asked too: code, name, and the boxes of office, legal basis, article."""
        return [
            (code, self.party_names[code], self[office], self[basis], self[article])
            for code in self.others
            for office, basis, article in [names_for(code)]
        ]

    @property
    def asks_several(self) -> bool:
        """Whether another party is chosen, or something is wrong with its boxes."""
        values = self.data if self.is_bound else self.initial
        names = [name for one in self.others for name in names_for(one)]
        return any(values.get(name) or name in self.errors for name in names)

    def _offer(self, name: str, offered: Choices) -> None:
        self.fields[name].choices = offered  # type: ignore[attr-defined]

    def blocks(self) -> list[tuple[int, SubjectType, BoundField, list[BoundField]]]:
        """Each block's place, type, hidden box, and boxes, to be shown."""
        extra = CUSTODY if self.kind.custody else ()
        return [
            (place, type_, self[name_at("type", place)],
             [self[name_at(name, place)] for name in ("role", *FIELDS[type_], *extra)])
            for place, type_ in enumerate(self.types)
        ]  # fmt: skip

    def channels(self) -> list[list[BoundField]]:
        """The boxes of each reference in another channel."""
        return [[self[name] for name in channel_fields(1, start)] for start in range(self.rows)]

    def place_for(self, field: str) -> str:
        """The box at which a problem of a member of the kept form is shown."""
        first, _dot, rest = field.partition(".")
        if first == "held":
            place, _dot, name = rest.partition(".")
            return name_at({"province": "held_province", "by": "notice_by"}.get(name, name), int(place))
        if first == "channels":
            return f"channel_date_{rest}"
        if first == "also" and rest in self.others:
            return names_for(rest)[0]
        if first == "subjects":
            return KEYS[self.types[0]] if self.types else ""
        return self.places.get(field, first)

    def kept(self, file: BlobRef | None = None, attachment: Any = None) -> RequestForm:
        """What was filled in, to be kept. Call it once the form is valid."""
        c = self.cleaned_data
        office = c["to_office"]
        offences: tuple[Offence, ...] = ()
        if c["offence"]:
            offences = (
                Offence(
                    code=c["offence"],
                    penalty=_penalty(c["penalty_kind"], c["penalty_years"]),
                    penalty_there=_penalty(c["there_kind"], c["there_years"]),
                ),
            )
        return RequestForm(
            call=self.call,
            request_kind=self.kind.name,
            addressee=self.party_of.get(office, ""),
            to_office=office,
            also=addressees_from(c, self.others),
            joint=c.get("joint") == "joint",
            purpose=c["purpose"],
            urgency=c["urgency"],
            urgency_ground=c["urgency_ground"] or None,
            asks=tuple(c["asks"]),
            subjects=self._asked(),
            help_province=c.get("help_province", ""),
            help_place=c.get("help_place", ""),
            life_in_danger=c.get("life_in_danger", False),
            graded=Graded(handling=c["handling"], source=c["source"], information=c["information"]),
            handling_words=c["handling_words"],
            offences=offences,
            laws=(c["law"],) if c["offence"] else (),
            basis=basis_from(c, self.others),
            warrant=c["warrant"],
            warrant_number=c["warrant_number"],
            warrant_court=c["warrant_court"],
            coercive=c["coercive"],
            neutrality={code: c[f"neutral_{code}"] == "yes" for code in self.questions if c.get(f"neutral_{code}")},
            review_reason=c["review_reason"],
            channels=channels_from(c, self.rows),
            language=c["language"],
            text=c["text"],
            file=file,
            attachment=attachment,
        )

    def _asked(self) -> tuple[Asked, ...]:
        """The subjects; a block left empty is none where the kind needs none."""
        if self.listed:
            return self.listed
        c, found = self.cleaned_data, []
        for place, type_ in enumerate(self.types):
            subject = read_subject(type_, typed_of(c, type_, place), party=self.party, today=local_day())
            if subject is None and len(self.types) > self.kind.least:
                continue
            held = held_from(c, place) if self.kind.custody else None
            found.append(Asked(role=c[name_at("role", place)], subject=subject, held=held))
        return tuple(found)

    def clean(self) -> dict[str, Any]:
        """Refuses a subject that cannot be read as typed, at its box."""
        cleaned = super().clean()
        for place, type_ in enumerate(self.types):
            try:
                read_subject(type_, typed_of(cleaned, type_, place), party=self.party, today=local_day())
            except SubjectUnclear as unclear:
                name = name_at(unclear.field, place)
                self.add_error(name if name in self.fields else name_at(KEYS[type_], place), str(unclear.sentence))
        for name, sentence in unclear_channels(cleaned, self.rows):
            self.add_error(name, sentence)
        return cleaned


def _penalty(kind: str, years: int | None) -> Penalty | None:
    if not kind:
        return None
    return Penalty.model_validate({"kind": kind, "months": (years or 0) * MONTHS if kind == "term" else 0})


def as_fields(form: RequestForm) -> dict[str, Any]:
    """A kept form as the fields' initial values."""
    offence = form.offences[0] if form.offences else None
    usual = KINDS[form.request_kind].subjects[0]
    blocks: dict[str, Any] = {} if form.subjects else {"type": usual}
    for place, one in enumerate(form.subjects[:MOST_BLOCKS]):
        blocks |= block_values(one, place, usual)
    return {
        **blocks, **addressee_values(form), "to_office": form.to_office, "purpose": form.purpose, "asks": list(form.asks),
        "urgency": form.urgency, "urgency_ground": form.urgency_ground or "", "help_province": form.help_province,
        "help_place": form.help_place, "life_in_danger": form.life_in_danger,
        "offence": offence.code if offence else "",
        "law": form.laws[0] if form.laws else "", **_penalty_fields("penalty", offence.penalty if offence else None),
        **_penalty_fields("there", offence.penalty_there if offence else None),
        "instrument": form.basis[0].instrument if form.basis else "", "place": form.basis[0].place if form.basis else "",
        "warrant": form.warrant, "warrant_number": form.warrant_number, "warrant_court": form.warrant_court,
        "coercive": form.coercive, "review_reason": form.review_reason, "handling": form.graded.handling,
        "source": form.graded.source, "information": form.graded.information, "handling_words": form.handling_words,
        "language": form.language, "text": form.text, **channel_values(form.channels),
        **{f"neutral_{code}": "yes" if answer else "no" for code, answer in form.neutrality.items()},
    }  # fmt: skip


def _penalty_fields(name: str, penalty: Penalty | None) -> dict[str, Any]:
    if penalty is None:
        return {}
    return {f"{name}_kind": penalty.kind, f"{name}_years": penalty.months // MONTHS or None}
