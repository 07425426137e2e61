"""Names compared by the screening process's own code, on real nodes: leads, erasure, withdrawal of a draft, bounds."""

from __future__ import annotations

import pytest
from tests.capabilities.requests.ministries import Ministries, Ministry, person, trace_form
from tests.capabilities.requests.test_leads import about, found, shown

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.form import Asked
from tripoint.capabilities.requests.linking.leads import names_wait
from tripoint.ledger.append import Draft
from tripoint.ledger.common_entries import ErasedFacts
from tripoint.ledger.rebuild import rebuild
from tripoint.screening.models import Lead, Unnamed
from tripoint.screening.process import Screening
from tripoint.subjects import Person, PersonName

LAO = Person(names=(PersonName(script="Laoo", language="lo", name="ວິໄລ ຫຼ້າຄຳຟອງ"),), birth_date="1991-05")
VIETNAMESE = Person(names=(PersonName(script="Latn", language="vi", name="Vi-lay Lạ-khăm-phong"),))


def compared(one: Ministry, running: Screening | None = None) -> Screening:
    """A screening that has compared all that was due."""
    screening = running or Screening(one.ledger)
    if screening.gallery is None:
        screening.fill()
    while screening.round():
        pass
    return screening


def test_names_across_writings_lead_on_both_sides_and_the_page_says_until_then(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    first = vn.request(trace_form(**about(LAO)))
    second = vn.request(trace_form(**about(VIETNAMESE)))
    apart = vn.request(trace_form(**about(person("Trần Quốc Toản"))))
    ministries.settle()
    assert found(kh, second) == {}
    assert names_wait(kh.alias, second)
    compared(kh)
    assert found(kh, second) == {first: ("name",)}
    assert found(kh, apart) == {}
    assert not names_wait(kh.alias, second)
    [lead] = shown(kh, second)
    assert lead.score is not None
    assert lead.score > 0.5
    assert set(lead.reasons) == {"en", "vi", "lo", "km"}
    assert all(lead.reasons.values())
    [row] = Lead.objects.using(kh.alias).all()
    assert "phong" not in repr(bytes(row.sealed)).lower()
    before = set(Lead.objects.using(kh.alias).values_list("dossier", "other", "sort"))
    rebuild(kh.ledger)
    assert not Lead.objects.using(kh.alias).exists()
    compared(kh)
    assert set(Lead.objects.using(kh.alias).values_list("dossier", "other", "sort")) == before


def test_what_is_erased_leaves_the_leads_and_the_memory(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    first = vn.request(trace_form(**about(LAO)))
    second = vn.request(trace_form(**about(VIETNAMESE)))
    ministries.settle()
    running = compared(kh)
    assert len(running.gallery or ()) == 2
    vn.ledger.append(
        vn.chief.author, [Draft("entry.erased.v1", ErasedFacts(reason="recall"), dossier=first, re=(first,))]
    )
    ministries.settle()
    assert not Lead.objects.using(kh.alias).exists()  # in the transaction that erased
    compared(kh, running)
    assert len(running.gallery or ()) == 1
    third = vn.request(trace_form(**about(LAO)))
    ministries.settle()
    compared(kh, running)
    assert found(kh, third) == {second: ("name",)}
    assert len(compared(kh).gallery or ()) == 2  # one that begins anew reads no erased name


def test_a_lead_whose_entry_is_erased_while_it_was_found_is_not_kept(ministries: Ministries) -> None:
    vn = ministries["VN"]
    first = vn.request(trace_form(**about(LAO)))
    running = compared(vn)
    vn.request(trace_form(**about(VIETNAMESE)))
    vn.ledger.append(
        vn.chief.author, [Draft("entry.erased.v1", ErasedFacts(reason="recall"), dossier=first, re=(first,))]
    )
    running._forget = lambda: None  # type: ignore[method-assign]  # the erasure came after this look
    compared(vn, running)
    assert not Lead.objects.using(vn.alias).exists()


def test_a_draft_is_compared_before_it_leaves_and_found_by_nobody(ministries: Ministries) -> None:
    vn = ministries["VN"]
    first = vn.request(trace_form(**about(LAO)))
    draft = actions.save(vn.ledger, vn.desk, trace_form(**about(VIETNAMESE)))
    home = actions.submit(vn.ledger, vn.desk, draft)
    assert names_wait(vn.alias, home)
    running = compared(vn)
    assert found(vn, home, vn.chief) == {first: ("name",)}
    second = vn.request(trace_form(**about(VIETNAMESE)))
    compared(vn, running)
    assert found(vn, second) == {first: ("name",)}
    actions.send_back(vn.ledger, vn.chief, draft, Words("vi", "Sửa lại"))
    assert not Lead.objects.using(vn.alias).filter(dossier=home).exists()
    assert not Unnamed.objects.using(vn.alias).exists()


def test_a_list_of_one_name_hides_no_other_and_leads_stay_few(ministries: Ministries) -> None:
    vn = ministries["VN"]
    other = vn.request(trace_form(**about(LAO)))
    many = tuple(Asked(role="SUSPECT", subject=LAO.model_copy(update={"birth_date": f"19{place:02d}"}))
                 for place in range(99))  # fmt: skip
    crowd = vn.request(trace_form(subjects=many))
    second = vn.request(trace_form(**about(VIETNAMESE)))
    running = compared(vn)
    assert set(found(vn, second)) == {other, crowd}
    assert len(running.gallery or ()) == 5
    assert Lead.objects.using(vn.alias).filter(sort="name").count() <= 3


@pytest.mark.parametrize("name", ["\u200b", "؟" * 100, "a" * 119, "ក្រ" * 30, "1 2 3"])
def test_no_name_stops_it(ministries: Ministries, name: str) -> None:
    vn = ministries["VN"]
    odd = Person(names=(PersonName(script="Latn", name=f"x{name}"),))
    vn.request(trace_form(**about(odd, LAO)))
    second = vn.request(trace_form(**about(odd, VIETNAMESE)))
    compared(vn)
    assert len(found(vn, second)) == 1
