"""Calls for tests: what an officer writes down after telephoning."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.capabilities.requests.ministries import MONDAY, OFFICES

from tripoint.capabilities.requests.oral.calls import Call


def a_call(**changes: Any) -> Call:
    """Viet Nam's desk telephoned Cambodia's ten minutes ago: a missing child."""
    values: dict[str, Any] = {
        "request_kind": "trace",
        "addressee": "KH",
        "to_office": OFFICES["KH"],
        "whom": "Đại úy Sok, trực ban",
        "called_at": MONDAY - timedelta(minutes=10),
        "purpose": "MISSING",
        "urgency": "IMMEDIATE",
        "urgency_ground": "CHILD",
        "language": "vi",
        "text": "Bé gái mất tích gần cửa khẩu Mộc Bài từ 8 giờ sáng.",
    }
    return Call(**{**values, **changes})
