"""A partner learns how often its items were read, and nothing of what protects people."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people import sign_in, someone

from tripoint.audit.counts import reads_by_month
from tripoint.audit.models import ReadLog
from tripoint.audit.reads import log_read
from tripoint.directory.models import Role

pytestmark = pytest.mark.django_db


def test_reads_are_counted_by_month_and_party_without_own_and_protected_ones(client: Client) -> None:
    officer = someone(roles=[Role.AUDITOR])
    post = officer.holdings.get().post
    for party, times, protected in (("VN", 3, False), ("VN", 5, True), ("LA", 1, False), ("KH", 4, False)):
        for _ in range(times):
            log_read(officer, post, party=party, dossier="d" * 43, protected=protected)
    # 18:00 UTC on 31 October is 1 November in Phnom Penh.
    log_read(officer, post, party="VN", dossier="d" * 43)
    last = ReadLog.objects.order_by("pk").last()
    assert last is not None
    ReadLog.objects.exclude(pk=last.pk).update(at=datetime.datetime(2026, 10, 31, 18, tzinfo=datetime.UTC))
    ReadLog.objects.filter(pk=last.pk).update(at=datetime.datetime(2026, 10, 31, 16, tzinfo=datetime.UTC))
    found = [(row.month.month, row.party, row.reads) for row in reads_by_month()]
    assert found == [(11, "LA", 1), (11, "VN", 3), (10, "VN", 1)]
    assert [row.month.month for row in reads_by_month(months=1)] == [11, 11]
    sign_in(client, officer)
    page = client.get(reverse("web:audit-counts")).content.decode()
    assert "What partners learn" in page
    assert "November 2026" in page
