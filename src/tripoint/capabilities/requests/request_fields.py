"""The form of a new request as fields on a page, and to and from what is kept (`form.RequestForm`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from tripoint import reference
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
from tripoint.capabilities.requests.screens import choices, offices_of, today
from tripoint.directory.models import Party
from tripoint.ledger.blobs import BlobRef
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.offence_gate import Basis, Offence, Penalty
from tripoint.subjects import Address, BirthDateUnclear, Document, Person, PersonName, parse_birth_date
from tripoint.subjects.wording import say_birth_date

SCRIPTS = (("name_latn", "Latn"), ("name_khmr", "Khmr"), ("name_laoo", "Laoo"))
LANGUAGE_OF = {"VN": "vi", "KH": "km", "LA": "lo"}
MONTHS = 12


class RequestFields(GradedForm):
    """A trace request about one person."""

    places = {
        "graded": "handling", "offences": "offence", "basis": "instrument", "warrant": "warrant_number",
        "subjects": "name_latn", "neutrality": "neutral_POLITICAL", "review": "review_reason",
        "addressee": "to_office",
    }  # fmt: skip
    asked_about = ("text", "review_reason")

    to_office = forms.ChoiceField(label=_("To which office?"), required=False)
    purpose = pick(
        "purposes",
        _("Purpose"),
        required=False,
        widget=PurposePicks,
        help_text=_("The purpose decides what else is needed."),
    )
    asks = forms.MultipleChoiceField(
        label=_("What do you ask?"), choices=lambda: choices("trace_asks"), widget=ManyPicks, required=False
    )
    urgency = pick("urgencies", _("How urgent?"), initial="NORMAL")
    urgency_ground = select("urgency_grounds", _("Ground for urgency"))
    name_latn = line(_("Name in Latin letters"))
    name_khmr = line(_("Name in Khmer letters"))
    name_laoo = line(_("Name in Lao letters"))
    birth = forms.CharField(
        label=_("Born"),
        max_length=20,
        required=False,
        help_text=_("1991, 05/1991 or 04/05/1991: as far as it is known."),
    )
    sex = select("sexes", _("Sex"))
    nationality = select("nationalities", _("Nationality"))
    role = select("subject_roles", _("Part in the matter"))
    document_type = select("document_types", _("Document"))
    document_number = line(_("Number of the document"))
    document_country = select("nationalities", _("Issued by"))
    province = select("provinces", _("Last known province"))
    address = line(_("Last known address"))
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

    def __init__(self, *args: Any, party: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.party = party
        self.fields["language"].initial = language
        parties = Party.objects.exclude(pk=party)
        self.fields["to_office"].choices = [  # type: ignore[attr-defined]
            ("", "—"), *((f"{one.name_in(language)}", offices_of(one.code)) for one in parties)
        ]  # fmt: skip
        bound = [one for one in reference.codes("instruments", today()) if len(one.words("parties")) > 1]
        self.fields["instrument"].choices = choices(  # type: ignore[attr-defined]
            "instruments", codes=[one.code for one in bound if party in one.words("parties")], empty="—"
        )
        self.questions = [one.code for one in reference.codes("neutrality_questions", today())]
        for code, label in choices("neutrality_questions"):
            self.fields[f"neutral_{code}"] = forms.ChoiceField(
                label=label, choices=YES_NO, widget=Picks, required=False
            )

    def clean_birth(self) -> str:
        """The date as far as it is known, in the stored form."""
        typed = str(self.cleaned_data.get("birth") or "")
        try:
            return parse_birth_date(typed, timezone.localdate()) if typed else ""
        except BirthDateUnclear as unclear:
            raise forms.ValidationError(say_birth_date(unclear), code=unclear.code) from unclear

    def kept(self, file: BlobRef | None = None, attachment: Any = None) -> RequestForm:
        """What was filled in, to be kept. Call it once the form is valid."""
        c = self.cleaned_data
        office = c["to_office"]
        addressee = next(
            (one.code for one in Party.objects.all() if office and office in dict(offices_of(one.code))), ""
        )
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
            addressee=addressee,
            to_office=office,
            purpose=c["purpose"],
            urgency=c["urgency"],
            urgency_ground=c["urgency_ground"] or None,
            asks=tuple(c["asks"]),
            subjects=(Asked(role=c["role"], person=self._person()),),
            graded=Graded(handling=c["handling"], source=c["source"], information=c["information"]),
            handling_words=c["handling_words"],
            offences=offences,
            laws=(c["law"],) if c["offence"] else (),
            basis=(Basis(instrument=c["instrument"], place=c["place"]),) if c["instrument"] else (),
            warrant=c["warrant"],
            warrant_number=c["warrant_number"],
            warrant_court=c["warrant_court"],
            coercive=c["coercive"],
            neutrality={code: c[f"neutral_{code}"] == "yes" for code in self.questions if c.get(f"neutral_{code}")},
            review_reason=c["review_reason"],
            language=c["language"],
            text=c["text"],
            file=file,
            attachment=attachment,
        )

    def _person(self) -> Person | None:
        """The person, or None while there is no name."""
        c = self.cleaned_data
        latin = LANGUAGE_OF.get(self.party) if LANGUAGE_OF.get(self.party) == "vi" else None
        languages = {"Latn": latin, "Khmr": "km", "Laoo": "lo"}
        found = tuple(
            PersonName(script=script, language=languages[script], name=c[name]) for name, script in SCRIPTS if c[name]
        )
        if not found:
            return None
        papers: tuple[Document, ...] = ()
        if c["document_type"] and c["document_number"]:
            country = c["document_country"] or c["nationality"] or self.party
            papers = (
                Document.model_validate(
                    {"type": c["document_type"], "number": c["document_number"], "country": country}
                ),
            )
        address = None
        if c["address"] or c["province"]:
            address = Address(full=c["address"] or None, province=c["province"] or None)
        return Person(
            names=found,
            birth_date=c["birth"] or None,
            sex=c["sex"] or None,
            nationality=(c["nationality"],) if c["nationality"] else (),
            documents=papers,
            address=address,
        )

    def clean(self) -> dict[str, Any]:
        """Refuses a person that cannot be written down as typed."""
        cleaned = super().clean()
        if not self.errors:
            try:
                self._person()
            except ValidationError:
                self.add_error("name_latn", _("A name, number or address holds a character that is no writing."))
        return cleaned


def _penalty(kind: str, years: int | None) -> Penalty | None:
    if not kind:
        return None
    return Penalty.model_validate({"kind": kind, "months": (years or 0) * MONTHS if kind == "term" else 0})


def as_fields(form: RequestForm) -> dict[str, Any]:
    """A kept form as the fields' initial values."""
    person = form.subjects[0].person if form.subjects else None
    offence = form.offences[0] if form.offences else None
    paper = person.documents[0] if person and person.documents else None
    names = {one.script: one.name or "" for one in person.names} if person else {}
    address = person.address if person else None
    return {
        "to_office": form.to_office, "purpose": form.purpose, "asks": list(form.asks), "urgency": form.urgency,
        "urgency_ground": form.urgency_ground or "", **{name: names.get(script, "") for name, script in SCRIPTS},
        "birth": person.birth_date if person else "", "sex": person.sex if person else "",
        "nationality": person.nationality[0] if person and person.nationality else "",
        "role": form.subjects[0].role if form.subjects else "",
        "document_type": paper.type if paper else "", "document_number": paper.number if paper else "",
        "document_country": paper.country if paper else "", "province": address.province if address else "",
        "address": address.full if address else "", "offence": offence.code if offence else "",
        "law": form.laws[0] if form.laws else "", **_penalty_fields("penalty", offence.penalty if offence else None),
        **_penalty_fields("there", offence.penalty_there if offence else None),
        "instrument": form.basis[0].instrument if form.basis else "", "place": form.basis[0].place if form.basis else "",
        "warrant": form.warrant, "warrant_number": form.warrant_number, "warrant_court": form.warrant_court,
        "coercive": form.coercive, "review_reason": form.review_reason, "handling": form.graded.handling,
        "source": form.graded.source, "information": form.graded.information, "handling_words": form.handling_words,
        "language": form.language, "text": form.text,
        **{f"neutral_{code}": "yes" if answer else "no" for code, answer in form.neutrality.items()},
    }  # fmt: skip


def _penalty_fields(name: str, penalty: Penalty | None) -> dict[str, Any]:
    if penalty is None:
        return {}
    return {f"{name}_kind": penalty.kind, f"{name}_years": penalty.months // MONTHS or None}
