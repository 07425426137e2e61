"""What happens once a day."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta

from tests.ledger.conftest import databases, world  # noqa: F401 - fixtures
from tests.ledger.world import World

from tripoint.carriers.housekeeping import keep_house
from tripoint.documents.resumable import FOLDER, LIFETIME, UploadStore
from tripoint.node import runtime


def test_uploads_that_lie_still_go_and_those_under_way_stay(world: World) -> None:  # noqa: F811 - the fixture
    store = UploadStore(runtime.config().folder / FOLDER, os.urandom(32))
    now = datetime.now(UTC)
    upload = store.begin(3, hashlib.sha256(b"abc").hexdigest(), "dara")
    ledger = world["VN"].ledger
    keep_house(ledger, now)
    assert store.resume(upload, "dara").offset == 0
    keep_house(ledger, now + timedelta(seconds=LIFETIME + 60))
    assert not list(store.folder.glob(f"*{upload}"))
