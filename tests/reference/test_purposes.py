"""Purposes: what is owed, and that a victim's matter never asks for an offence (safeguards S1 and S4)."""

from __future__ import annotations

import pytest

from tripoint import reference


@pytest.mark.parametrize("code", ["IDENTITY", "MISSING", "VICTIM", "DECEASED", "HUMANITARIAN"])
def test_a_purpose_that_is_not_criminal_carries_no_offence_and_permits_no_coercion(code: str) -> None:
    purpose = reference.purpose(code)
    assert not purpose.needs_offence
    assert not purpose.needs_penalty_of_asker
    assert not purpose.permits_coercion


def test_an_investigation_owes_offence_own_penalty_and_legal_basis() -> None:
    purpose = reference.purpose("CRIMINAL")
    assert purpose.needs_offence
    assert purpose.needs_penalty_of_asker
    assert purpose.needs_legal_basis
    assert not purpose.needs_penalty_of_asked


def test_arrest_owes_both_laws_the_threshold_and_a_warrant() -> None:
    purpose = reference.purpose("ARREST")
    assert purpose.needs_penalty_of_asker
    assert purpose.needs_penalty_of_asked
    assert purpose.needs_threshold
    assert purpose.needs_warrant


def test_every_coercive_purpose_needs_an_offence_and_a_legal_basis() -> None:
    for purpose in reference.purposes():
        if purpose.permits_coercion:
            assert purpose.needs_offence
            assert purpose.needs_legal_basis


def test_every_purpose_has_a_role_that_a_subject_can_have_in_it() -> None:
    roles = reference.codes("subject_roles")
    for purpose in reference.purposes():
        assert any(purpose.code.code in role.words("purposes") for role in roles)
    suspects = [role for role in roles if role.code in {"SUSPECT", "ACCUSED", "CONVICTED"}]
    for role in suspects:
        assert all(reference.purpose(word).needs_offence for word in role.words("purposes"))
