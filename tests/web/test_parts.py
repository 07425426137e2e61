"""The design's parts: a status is a shape, a word and a colour; an entry says who, what and how it stands."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

import tripoint.web
from tripoint.web import clock

NOON = datetime.datetime(2026, 11, 19, 5, 0, tzinfo=datetime.UTC)
SPRITE = Path(tripoint.web.__file__).parent / "static" / "web" / "sprite.svg"
SOURCE = Path(tripoint.web.__file__).parent.parent


def shown(text: str, **context: object) -> str:
    return str(engines["django"].from_string(text).render(context))


@pytest.mark.parametrize("state", ["late", "soon", "go", "run", "wait", "pause", "done", "cut"])
def test_a_status_is_a_shape_and_a_word(state: str) -> None:
    page = shown("{% status state words %}", state=state, words="<Words>")
    assert "#s-" in page
    assert "&lt;Words&gt;" in page


def test_a_party_has_its_own_third_and_a_stranger_the_empty_circle() -> None:
    assert "#p-VN" in shown("{% party 'VN' %}")
    assert "mine" in shown("{% party 'KH' %}")
    assert "#p-none" in shown("{% party 'TH' %}")


def test_every_symbol_that_a_page_names_is_in_the_sprite() -> None:
    symbols = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
    named = set()
    for path in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        named.update(f"i-{name}" for name in re.findall(r"""{% icon ["']([a-z0-9-]+)["']""", text))
        named.update(f"s-{name}" for name in re.findall(r"""{% shape ["']([a-z]+)["']""", text))
        named.update(f"i-{name}" for name in re.findall(r"""Item\([^)]*?"[a-z-]+:[a-z-]+", "([a-z0-9-]+)\"""", text))
    assert len(named) > 10
    assert named - symbols == set()


def test_a_clock_says_its_words_before_its_bar() -> None:
    hour = datetime.timedelta(hours=1)
    page = shown("{% clock c %}", c=clock.running(NOON - hour, NOON + 9 * hour, rule="8 hours", now=NOON))
    assert page.index("9 hours left") < page.index("<progress")
    assert 'value="10"' in page
    assert "8\u00a0hours" in page


def test_an_entry_says_who_what_when_and_how_it_stands() -> None:
    text = "{% entry 'VN' 'Request' at who='desk' seal='Signature right' state=state %}<p>Body</p>{% endentry %}"
    page = shown(text, at=NOON, state="")
    for part in ("Request", "desk", "Signature right", "<p>Body</p>", "12:00", "#p-VN"):
        assert part in page
    for state, alarm in (("held", False), ("declined", False), ("forked", True), ("unsigned", True)):
        page = shown(text, at=NOON, state=state)
        assert f'<li class="{state}"' in page
        assert ("#i-alert-circle" in page) is alarm
    assert 'class="own"' in shown("{% entry 'KH' 'Answer' at %}{% endentry %}", at=NOON)


def test_an_unconfirmed_term_shows_its_code_and_english_quietly() -> None:
    with translation.override("lo"):
        page = shown("{% term 'ICCS 0701' 'ຫຼອກລວງ' 'Fraud' False %}")
    assert "ICCS 0701" in page
    assert '<span lang="en">Fraud</span>' in page
    assert shown("{% term 'ICCS 0701' 'Fraud' 'Fraud' True %}") == "Fraud"
