"""A page before sign-in speaks the language that the browser asks for, with its weights."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from tripoint.demo.stage_language import Language
from tripoint.web.browser_language import preferred

KNOWN = ("vi", "lo", "km", "en")
HEADERS = {
    "lo-LA,lo;q=0.9,en-US;q=0.8,en;q=0.7": "lo",
    "vi-VN": "vi",
    "KM-kh, en;q=0.5": "km",
    "fr-FR, fr;q=0.9, km;q=0.8, en;q=0.7": "km",
    "en;q=0.2, lo;q=0.9": "lo",
    "en;q=0, vi;q=0.1": "vi",
    "lo_LA": "lo",
    "lo;q=much, en;q=0.1": "en",
    "fr": None,
    "": None,
    "," * 10_000: None,
}


@pytest.mark.parametrize(("header", "language"), HEADERS.items(), ids=lambda one: str(one)[:20])
def test_the_most_wanted_language_that_we_have_is_chosen(header: str, language: str | None) -> None:
    assert preferred(header, KNOWN) == language


@pytest.mark.django_db
@pytest.mark.parametrize("language", KNOWN)
def test_the_door_and_the_start_page_follow_the_browser(client: Client, language: str) -> None:
    header = f"fr, en;q=0.1, {language}-XX;q=0.9"
    assert f'<html lang="{language}"' in client.get("/sign-in", HTTP_ACCEPT_LANGUAGE=header).content.decode()
    seen: list[str | None] = []
    start_page = Language(lambda request: seen.append(translation.get_language()))  # type: ignore[arg-type,func-returns-value]
    start_page(RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE=header))
    assert seen == [language]
