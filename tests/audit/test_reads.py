"""What cannot be logged may not be read, and what was logged stays."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.web.people import hold, sign_in, someone

from tripoint.audit.models import ReadLog
from tripoint.audit.reads import ReadNotLogged, log_read
from tripoint.directory.models import Role
from tripoint.web.middleware import PlainRefusals

DOSSIER = "d" * 43


@pytest.mark.django_db
def test_a_read_is_recorded_with_who_where_and_what() -> None:
    officer = someone()
    post = hold(officer, [Role.OFFICER])
    row = log_read(officer, post, party="VN", dossier=DOSSIER, entry="e" * 43, kind="letter", protected=True)
    row.refresh_from_db()
    assert (row.officer, row.post, row.office_id) == (officer, post, "KH-MOI")
    assert (row.party, row.dossier, row.entry, row.kind, row.protected) == ("VN", DOSSIER, "e" * 43, "letter", True)


@pytest.mark.django_db
def test_a_record_is_neither_changed_nor_removed() -> None:
    officer = someone()
    row = log_read(officer, hold(officer, [Role.OFFICER]), party="VN", dossier=DOSSIER)
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


@pytest.mark.django_db(transaction=True)
def test_a_read_that_cannot_be_recorded_does_not_take_place() -> None:
    officer = someone()
    post = hold(officer, [Role.OFFICER])
    with connection.schema_editor() as editor:
        editor.alter_db_table(ReadLog, "audit_readlog", "audit_readlog_away")
    try:
        with pytest.raises(ReadNotLogged) as refused:
            log_read(officer, post, party="VN", dossier=DOSSIER)
    finally:
        with connection.schema_editor() as editor:
            editor.alter_db_table(ReadLog, "audit_readlog_away", "audit_readlog")
    request = RequestFactory().get("/somewhere")
    page = PlainRefusals(lambda _: None).process_exception(request, refused.value)  # type: ignore[arg-type,return-value]
    assert page is not None
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "60"


@pytest.mark.django_db
def test_the_auditor_finds_and_saves_what_was_read(client: Client) -> None:
    officer = someone(roles=[Role.AUDITOR])
    post = hold(someone(username="reader"), [Role.OFFICER])
    log_read(officer, post, party="VN", dossier=DOSSIER)
    log_read(officer, post, party="LA", dossier="x" * 43)
    sign_in(client, officer)
    page = client.get(reverse("web:audit"), {"party": "", "dossier": "ddd"}).content.decode()
    assert DOSSIER in page
    assert "x" * 43 not in page
    answer = client.get(reverse("web:audit-reads-csv"), {"dossier": "ddd"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("time,officer,post,office,party,dossier")
    assert len(lines) == 2
    assert "No read matches" in client.get(reverse("web:audit"), {"officer": "nobody"}).content.decode()
    assert client.get(reverse("web:audit"), {"first_day": "not a day", "page": "x"}).status_code == 200


@pytest.mark.django_db
def test_a_spreadsheet_takes_no_cell_for_a_formula(client: Client) -> None:
    officer = someone(roles=[Role.AUDITOR])
    log_read(officer, officer.holdings.get().post, party="VN", dossier="=HYPERLINK(1)".ljust(43, "x"))
    sign_in(client, officer)
    answer = client.get(reverse("web:audit-reads-csv"))
    assert "'=HYPERLINK" in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
