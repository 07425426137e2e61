"""The forms of translations: whom to ask, the translation beside its source, why it is declined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.contents import LONGEST_TEXT
from tripoint.capabilities.requests.forms import LANGUAGES, Picks, RequestsForm, words_box
from tripoint.capabilities.requests.screens import Choices
from tripoint.capabilities.requests.translations.pairs import MADE
from tripoint.capabilities.requests.translations.shown import Text

BOX = "t-"
"""Begins the name of the box of a text; its place follows."""


class AskForm(RequestsForm):
    """Who is to translate into which language."""

    whom = forms.ChoiceField(label=_("Whom to ask"), widget=Picks)
    language = forms.ChoiceField(label=pgettext_lazy("a language", "Into"), widget=Picks)
    text = words_box(_("Remark (optional)"))
    asked_about = ()

    def __init__(self, *args: Any, whom: Choices, besides: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = whom  # type: ignore[attr-defined]
        self.fields["language"].choices = [one for one in LANGUAGES if one[0] != besides]  # type: ignore[attr-defined]

    @property
    def written_in(self) -> str:
        """The remark is in the reader's language."""
        return get_language() or "en"


class DeclineForm(RequestsForm):
    """Why it will not be translated here."""

    text = words_box(_("Why not, for who asked"), required=True)
    asked_about = ()


class TranslationForm(forms.Form):
    """A box for each text of the source; how a machine's draft was read; who gets it."""

    made = forms.ChoiceField(
        label=_("How it was made"), widget=Picks, required=False,
        choices=[("machine-checked", MADE["machine-checked"]), ("machine", MADE["machine"])],
    )  # fmt: skip
    shared = forms.ChoiceField(
        label=_("For whom"), widget=Picks, initial="home",
        choices=[("home", _("For our ministry")), ("both", _("Also for the other party"))],
    )  # fmt: skip
    numbers_read = forms.BooleanField(
        label=_("I have looked at the numbers; it is right as it stands."), required=False
    )

    def __init__(
        self, *args: Any, texts: Sequence[Text], language: str, of_machine: bool, may_share: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts, self.language = tuple(texts), language
        for one in self.texts:
            rows = min(16, max(3, len(one.words) // 60))
            box = forms.Textarea(attrs={"class": "in", "rows": rows, "lang": language})
            label = f"{one.title} {one.number}" if one.number else one.title
            self.fields[BOX + one.place] = forms.CharField(
                label=label, max_length=LONGEST_TEXT, required=False, widget=box
            )
        if of_machine:
            self.fields["made"].required = True
        else:
            del self.fields["made"]
        if not may_share:
            del self.fields["shared"]
        self.left_out: list[str] = []

    @property
    def boxes(self) -> list[tuple[Text, forms.BoundField]]:
        """Each text with its box."""
        return [(one, self[BOX + one.place]) for one in self.texts]

    @property
    def others(self) -> list[forms.BoundField]:
        """The boxes below the texts, but for the tick about numbers."""
        return [self[name] for name in ("made", "shared") if name in self.fields]

    @property
    def written(self) -> dict[str, str]:
        """The texts that were typed, by place."""
        found = {one.place: self.cleaned_data.get(BOX + one.place, "") for one in self.texts}
        return {place: text for place, text in found.items() if text.strip()}
