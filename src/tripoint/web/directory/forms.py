"""The forms of the directory's pages."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tripoint import reference
from tripoint.directory.models import Deputy, Manner, Officer, Post, Role
from tripoint.directory.models.officers import normalise_username

IN = {"class": "in"}


def day_box(**kwargs: Any) -> forms.DateField:
    """A field for a day, with the device's own calendar."""
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={**IN, "type": "date"}), **kwargs)


class Picks(forms.CheckboxSelectMultiple):
    """Boxes to tick, each as wide as a finger needs."""

    template_name = "directory/picks.html"
    option_template_name = "django/forms/widgets/input.html"


class AsOf(forms.Form):
    """The day that the directory is shown for, and words to look for."""

    on = day_box(label=_("As of"), required=False)
    q = forms.CharField(
        label=_("Name or code"), required=False, max_length=80, widget=forms.TextInput(attrs={**IN, "type": "search"})
    )

    def day(self) -> datetime.date:
        """The day asked for, or today when none or no readable one was given."""
        self.is_valid()
        chosen = self.cleaned_data.get("on")
        return chosen if isinstance(chosen, datetime.date) else timezone.localdate()

    def words(self) -> str:
        """What to look for, or nothing."""
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))


class ResolveProvince(forms.Form):
    """A province of any time, and the day to find it on."""

    province = forms.ChoiceField(label=_("Province"), widget=forms.Select(attrs=IN))
    on = day_box(label=_("On the day"), required=False, help_text=_("Empty: today."))

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        """Offer the provinces of all parties and times, by party, in the reader's language."""
        super().__init__(*args, **kwargs)
        field = self.fields["province"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "")] + [
            (reference.label("parties", party.code, language).text, _of_party(party.code, language))
            for party in reference.codes("parties")
        ]


def _of_party(party: str, language: str) -> list[tuple[str, str]]:
    choices = []
    for province in reference.provinces(party):
        until = province.code.valid_until
        text = province.code.label(language).text
        choices.append((province.code.code, f"{text} (–{until.year})" if until else text))
    return sorted(choices, key=lambda choice: choice[1])


class PostForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A new post: title in four languages, roles, first and last day."""

    roles = forms.MultipleChoiceField(label=_("Roles"), choices=Role.choices, widget=Picks)
    valid_from = day_box(label=_("First day"))
    valid_until = day_box(label=_("Last day"), required=False, help_text=_("Empty: no end is known."))

    class Meta:
        model = Post
        fields = ["name_en", "name_vi", "name_lo", "name_km", "roles", "valid_from", "valid_until"]
        labels = {
            "name_en": _("Title in English"),
            "name_vi": _("Title in Vietnamese"),
            "name_lo": _("Title in Lao"),
            "name_km": _("Title in Khmer"),
        }
        widgets = {
            "name_en": forms.TextInput(attrs={**IN, "lang": "en"}),
            "name_vi": forms.TextInput(attrs={**IN, "lang": "vi"}),
            "name_lo": forms.TextInput(attrs={**IN, "lang": "lo"}),
            "name_km": forms.TextInput(attrs={**IN, "lang": "km"}),
        }


class LastDay(forms.Form):
    """The last day of a post or of a holding."""

    last_day = day_box(label=_("Last day"), help_text=_("The day itself still counts."))


class OfficerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A choice among accounts, each with name and user name: two officers may share a name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name in the reader's script, and the user name."""
        return f"{obj.display_name(get_language() or 'en')} · {obj.username}"


class GivePost(forms.Form):
    """Who takes a post, from when."""

    officer = OfficerChoice(
        label=_("Officer"),
        queryset=Officer.objects.filter(is_active=True),
        widget=forms.Select(attrs=IN),
        to_field_name="username",
    )
    first_day = day_box(label=_("First day"))


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A choice among posts, each with its office."""

    def label_from_instance(self, obj: Any) -> str:
        """Office and title in the reader's language."""
        language = get_language() or "en"
        return f"{obj.office.name_in(language)} · {obj.title(language)}"


class NameDeputy(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Which post signs in place of another, how, from when until when."""

    deputy = PostChoice(
        label=_("Post that signs in its place"), queryset=Post.objects.none(), widget=forms.Select(attrs=IN)
    )
    manner = forms.ChoiceField(label=_("How"), choices=Manner.choices, widget=forms.Select(attrs=IN))
    valid_from = day_box(label=_("First day"))
    valid_until = day_box(label=_("Last day"), required=False, help_text=_("Empty: no end is known."))

    class Meta:
        model = Deputy
        fields = ["deputy", "manner", "valid_from", "valid_until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the other posts of the party that are in force."""
        super().__init__(*args, **kwargs)
        post = self.instance.post
        found = Post.objects.on(timezone.localdate()).filter(office__party=post.office.party_id).exclude(pk=post.pk)
        self.fields["deputy"].queryset = found.select_related("office")  # type: ignore[attr-defined]


class UserName(forms.CharField):
    """A user name in its one spelling, however it was typed."""

    def to_python(self, value: Any) -> str:
        """Small letters, no width, no blanks around it."""
        return normalise_username(super().to_python(value) or "")


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A new account. The name is written once per script that it is known in."""

    class Meta:
        model = Officer
        field_classes = {"username": UserName}
        fields = ["username", "name_latn", "name_laoo", "name_khmr", "language", "phone"]
        help_texts = {"username": _("Small Latin letters and digits, such as vn.tran.mai. It cannot be changed later.")}
        widgets = {
            "username": forms.TextInput(attrs={**IN, "autocapitalize": "none", "spellcheck": "false"}),
            "name_latn": forms.TextInput(attrs=IN),
            "name_laoo": forms.TextInput(attrs={**IN, "lang": "lo"}),
            "name_khmr": forms.TextInput(attrs={**IN, "lang": "km"}),
            "language": forms.Select(attrs=IN),
            "phone": forms.TextInput(attrs={**IN, "type": "tel"}),
        }
