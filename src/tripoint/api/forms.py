"""The form of a new token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tripoint.api.models import Scope
from tripoint.directory.models import Holding
from tripoint.web.directory.forms import IN, Picks
from tripoint.web.forms import code_box

DAYS = ((30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("One year")))


class HoldingChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A choice among officers in their posts, with office and user name: the token acts for the office."""

    def label_from_instance(self, obj: Any) -> str:
        """Office, post, name, user name."""
        language = get_language() or "en"
        officer = obj.officer
        return (
            f"{obj.post.office_id} · {obj.post.title(language)} · {officer.display_name(language)} ({officer.username})"
        )


class AcceptForm(forms.Form):
    """The officer's password and code once more (`door.confirm`)."""

    password = forms.CharField(
        label=_("Present password"), max_length=256, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "in"}),
    )  # fmt: skip
    code = code_box(label=_("Code from your authenticator app"))


class TokenForm(forms.Form):
    """What a program may do, for which post, until when."""

    name = forms.CharField(label=_("What it is for"), max_length=80, widget=forms.TextInput(attrs=IN),
                           help_text=_("The system that will hold the token, and who looks after it."))  # fmt: skip
    holding = HoldingChoice(label=_("Office, post and officer it acts for"), queryset=Holding.objects.none(),
                            widget=forms.Select(attrs=IN),
                            help_text=_("What is done with the token is done in this officer's name."))  # fmt: skip
    scopes = forms.MultipleChoiceField(label=_("May be used to"), choices=Scope.choices, widget=Picks)
    days = forms.TypedChoiceField(label=_("Ends after"), choices=DAYS, coerce=int, initial=90,
                                  widget=forms.Select(attrs=IN))  # fmt: skip

    def __init__(self, *args: Any, own_party: str, besides: Any, **kwargs: Any) -> None:
        """Offer the holdings in force today in offices of the own party, `besides` those of the administrator."""
        super().__init__(*args, **kwargs)
        rows = Holding.objects.on(timezone.localdate()).filter(
            post__office__party_id=own_party, officer__is_active=True
        )
        rows = rows.exclude(officer=besides).select_related("officer", "post__office")
        self.fields["holding"].queryset = rows.order_by("post__office_id", "post_id")  # type: ignore[attr-defined]  # of a model choice
