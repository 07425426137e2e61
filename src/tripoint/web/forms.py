"""The forms of the door and the account. Labels and hints stand beside the boxes; errors at the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tripoint.directory.models import Officer
from tripoint.web.totp import DIGITS


def code_box(**kwargs: Any) -> forms.CharField:
    """A field for a six-digit code; spaces are allowed, as apps show "123 456"."""
    widget = forms.TextInput(
        attrs={
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "maxlength": DIGITS + 2,
            "class": "in num short",
        }
    )
    return forms.CharField(widget=widget, max_length=DIGITS + 2, **kwargs)


class SignInForm(forms.Form):
    """User name, password and code at once, so that an attacker does not learn which one was wrong."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "class": "in"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "in"}),
    )
    code = code_box(
        label=_("Code from your authenticator app"),
        required=False,
        help_text=_("Six digits. Leave it empty the first time you sign in."),
    )


class NewPasswordForm(forms.Form):
    """A password of the officer's own choice, typed twice."""

    new_password = forms.CharField(
        label=_("New password"),
        max_length=256,
        strip=False,
        help_text=_("At least 12 characters. A few words that only you would put together are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "in"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "in"}),
    )

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        """Take the officer whose name the password must not resemble."""
        super().__init__(*args, **kwargs)
        self.officer = officer

    def clean_new_password(self) -> str:
        """Refuse a password that is short, common, like the officer's name, or the one given out."""
        password: str = self.cleaned_data["new_password"]
        validate_password(password, self.officer)
        if self.officer.check_password(password):
            raise ValidationError(_("This is the present password. Choose another one."), code="unchanged")
        return password

    def clean(self) -> dict[str, Any] | None:
        """Refuse two different passwords."""
        cleaned = super().clean()
        first, second = self.cleaned_data.get("new_password"), self.cleaned_data.get("again")
        if first and second and first != second:
            self.add_error("again", ValidationError(_("The two passwords differ."), code="differ"))
        return cleaned


class PairForm(NewPasswordForm):
    """First sign-in: pair the authenticator and replace the password that the administrator gave out."""

    code = code_box(label=_("Code that the app now shows"))
    field_order = ["code", "new_password", "again"]


class AddPasskeyForm(forms.Form):
    """What the passkey is called, and the officer's password and code once more (`door.confirm`)."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=60,
        help_text=_("The device that will hold it, such as: work telephone, security key in the safe."),
        widget=forms.TextInput(attrs={"class": "in"}),
    )
    password = forms.CharField(
        label=_("Present password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "in"}),
    )
    code = code_box(label=_("Code from your authenticator app"))


class ChangePasswordForm(NewPasswordForm):
    """The present password, which the door checks (`door.change_password`), and the new one."""

    present_password = forms.CharField(
        label=_("Present password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "in"}),
    )
    field_order = ["present_password", "new_password", "again"]

    def clean_new_password(self) -> str:
        """Refuse a weak password. Whether it is the present one is asked of what was typed as that: an answer from the
        account itself would let whoever sits at an open session guess the password without end."""
        password: str = self.cleaned_data["new_password"]
        validate_password(password, self.officer)
        if password == self.cleaned_data.get("present_password"):
            raise ValidationError(_("This is the present password. Choose another one."), code="unchanged")
        return password
