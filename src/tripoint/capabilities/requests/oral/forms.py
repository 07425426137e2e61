"""The page of a call: five boxes and a few lines to tap, for a telephone in one hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tripoint import reference
from tripoint.capabilities.requests.forms import (
    LANGUAGES,
    GradedForm,
    Picks,
    PurposePicks,
    line,
    pick,
    select,
    words_box,
)
from tripoint.capabilities.requests.kinds import KINDS
from tripoint.capabilities.requests.oral.calls import Call
from tripoint.capabilities.requests.pairs import kind_title
from tripoint.capabilities.requests.screens import Choices, choices, instruments_of, offices_of
from tripoint.directory.models import Party
from tripoint.ledger.blobs import BlobRef
from tripoint.safeguards.data_stays_home import Graded

LONGEST = 2_000  # characters of what is asked: the rest is for the record


class CallFields(GradedForm):
    """Who called whom, when, what about, how urgent; purpose and offence by tap; the rest is filled in."""

    places = {
        "graded": "handling", "offences": "offence", "basis": "instrument", "addressee": "to_office",
        "request_kind": "kind", "asks": "kind",
    }  # fmt: skip
    folded = ("instrument", "handling", "source", "information", "language")

    signatory = line(_("Who called"))
    to_office = forms.ChoiceField(label=_("Whom: the office"))
    whom = line(_("Whom: the name, as said"))
    called_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"class": "in", "type": "datetime-local"}),
    )
    text = words_box(_("What is asked"), required=True)
    kind = forms.ChoiceField(label=_("Kind"), widget=Picks)
    purpose = pick("purposes", _("Purpose"), widget=PurposePicks)
    offence = select("offences", _("Offence"), help_text=_("Only for a criminal purpose."))
    urgency = forms.ChoiceField(label=_("How urgent?"), widget=Picks, initial="IMMEDIATE")
    urgency_ground = forms.ChoiceField(label=_("Why"), widget=Picks)
    instrument = select("instruments", _("Legal basis"))
    language = forms.ChoiceField(label=_("Language of your text"), choices=LANGUAGES)

    def __init__(self, *args: Any, party: str, language: str, name: str, **kwargs: Any) -> None:
        """`name`: of the officer who writes the call down."""
        super().__init__(*args, **kwargs)
        self.party = party
        self.party_of: dict[str, str] = {}
        offered: list[tuple[str, Choices]] = []
        for one in Party.objects.exclude(pk=party):
            offices = offices_of(one.code)
            self.party_of |= dict.fromkeys((code for code, _name in offices), one.code)
            offered.append((one.name_in(language), offices))
        self._offer("to_office", [("", "—"), *offered])
        self._offer("kind", [(kind, str(kind_title(kind))) for kind in KINDS])
        pressing = [one.code.code for one in reference.urgencies() if one.needs_ground]
        self._offer("urgency", choices("urgencies", codes=pressing))
        self._offer("urgency_ground", choices("urgency_grounds"))
        codes = instruments_of(party)
        self._offer("instrument", choices("instruments", codes=codes, empty=str(_("What is in force for the purpose"))))
        self.fields["text"].max_length = LONGEST  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs |= {"maxlength": LONGEST, "rows": 3}
        self.fields["signatory"].initial = name
        self.fields["language"].initial = language
        self.fields["called_at"].initial = timezone.localtime().replace(second=0, microsecond=0)

    def _offer(self, name: str, offered: Any) -> None:
        self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean_called_at(self) -> datetime:
        """The time of the call in UTC."""
        at: datetime = self.cleaned_data["called_at"]
        return at.astimezone(UTC)

    def said(self, file: BlobRef | None = None, attachment: Any = None) -> Call:
        """What was filled in. Call it once the form is valid."""
        c = self.cleaned_data
        return Call(
            request_kind=c["kind"],
            addressee=self.party_of.get(c["to_office"], ""),
            to_office=c["to_office"],
            whom=c["whom"],
            called_at=c["called_at"],
            purpose=c["purpose"],
            offence=c["offence"],
            instrument=c["instrument"],
            urgency=c["urgency"],
            urgency_ground=c["urgency_ground"] or None,
            graded=Graded(handling=c["handling"], source=c["source"], information=c["information"]),
            language=c["language"],
            text=c["text"],
            signatory=c["signatory"],
            file=file,
            attachment=attachment,
        )
