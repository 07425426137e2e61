"""What officers can do about requests. Each change has one home here: it checks who and when, and appends once.

Screens, the API and the demo call these functions; nothing else writes a request.
"""

from tripoint.capabilities.requests.actions.addressee import (
    answer,
    answer_some,
    ask_back,
    extend,
    open_places,
    redirect,
    refuse,
    take,
)
from tripoint.capabilities.requests.actions.approving import (
    ByTelephone,
    approve,
    confirm,
    is_decided,
    release,
    send_back,
)
from tripoint.capabilities.requests.actions.asker import close, give, withdraw
from tripoint.capabilities.requests.actions.books import enter, set_book
from tripoint.capabilities.requests.actions.consent import (
    answer_consent,
    ask_consent,
    decide_emergency_use,
    propose_emergency_use,
    recall,
)
from tripoint.capabilities.requests.actions.drafting import discard, load, review, save, submit
from tripoint.capabilities.requests.actions.home import (
    assign,
    end_share,
    file_scan,
    flag_victim,
    lift_stop,
    note,
    share,
    stop,
)
from tripoint.capabilities.requests.actions.linking import answered_there, judge_draft, link, part
from tripoint.capabilities.requests.actions.messages import message
from tripoint.capabilities.requests.actions.oral import begin_record, call
from tripoint.capabilities.requests.actions.pressing import escalate, raise_at_home, remind
from tripoint.capabilities.requests.actions.routing import end_route, set_route
from tripoint.capabilities.requests.form import written
from tripoint.capabilities.requests.permission import Acting, acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem

__all__ = [
    "Acting",
    "ActionRefused",
    "ByTelephone",
    "NotPermitted",
    "Problem",
    "acting",
    "answer",
    "answer_consent",
    "answer_some",
    "answered_there",
    "approve",
    "ask_back",
    "ask_consent",
    "assign",
    "begin_record",
    "call",
    "close",
    "confirm",
    "decide_emergency_use",
    "discard",
    "end_route",
    "end_share",
    "enter",
    "escalate",
    "extend",
    "file_scan",
    "flag_victim",
    "give",
    "is_decided",
    "judge_draft",
    "lift_stop",
    "link",
    "load",
    "message",
    "note",
    "open_places",
    "part",
    "propose_emergency_use",
    "raise_at_home",
    "recall",
    "redirect",
    "refuse",
    "release",
    "remind",
    "review",
    "save",
    "send_back",
    "set_book",
    "set_route",
    "share",
    "stop",
    "submit",
    "take",
    "withdraw",
    "written",
]  # fmt: skip
