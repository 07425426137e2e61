"""S2: fixed questions, two legal reviewers, a written reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from tripoint import reference
from tripoint.safeguards.offence_gate import Offence
from tripoint.safeguards.political_motive import Review, check, needs_review, reason_digest

A, B, C = "a" * 22, "b" * 22, "c" * 22
REASON = reason_digest("a reason", bytes(16))


def answers(*yes: str) -> dict[str, bool]:
    """Answers to all questions."""
    return {one.code: one.code in yes for one in reference.codes("neutrality_questions")}


def codes(**changes: Any) -> list[str]:
    """The findings on a request with nothing to review, changed."""
    values: dict[str, Any] = {
        "neutrality": answers(), "offences": (), "review": None, "author": A, "described": True, "day": date(2026, 3, 2),
    }  # fmt: skip
    return [one.code for one in check(**{**values, **changes})]


def test_every_question_is_answered_whatever_the_purpose() -> None:
    assert codes() == []
    some = answers()
    some.pop("ABSENCE")
    assert codes(neutrality=some) == ["s2-unanswered"]
    assert codes(neutrality={**answers(), "LIKES-MUSIC": False}) == ["s2-question"]


def test_any_yes_needs_the_review() -> None:
    for question in answers():
        assert codes(neutrality=answers(question)) == ["s2-review"]


def test_some_offences_need_it_whatever_the_answers() -> None:
    assert needs_review(answers(), [Offence(code="TERROR")])
    assert codes(offences=(Offence(code="PUBORD"),)) == ["s2-review"]


def test_two_others_than_the_author_review() -> None:
    yes = answers("POLITICAL")
    assert codes(neutrality=yes, review=Review(reviewers=(B, C), reason=REASON)) == []
    assert codes(neutrality=yes, review=Review(reviewers=(B,), reason=REASON)) == ["s2-reviewers"]
    assert codes(neutrality=yes, review=Review(reviewers=(B, B), reason=REASON)) == ["s2-reviewers"]
    assert codes(neutrality=yes, review=Review(reviewers=(A, B, C), reason=REASON)) == ["s2-reviewer-author"]


def test_the_reason_is_bound_and_cannot_be_guessed() -> None:
    assert reason_digest("a reason", bytes(16)) != reason_digest("another", bytes(16))
    assert reason_digest("a reason", bytes(16)) != reason_digest("a reason", bytes(15) + b"1")


def test_a_reason_needs_a_describing_part() -> None:
    review = Review(reviewers=(B, C), reason=REASON)
    assert codes(neutrality=answers("POLITICAL"), review=review, described=False) == ["s2-reason"]
