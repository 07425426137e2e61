"""The example client as a person starts it, against a node that is served."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from tests.capabilities.requests.ministries import OFFICES

from tripoint.bench.two_nodes import RunningNode, TwoNodes
from tripoint.node.certificates import AUTHORITY

EXAMPLE = Path(__file__).parents[2] / "examples" / "client.py"
WITHIN = 120.0  # seconds; on an idle machine a second or two

MAKE = """
import datetime, json
from tripoint.web import setup
setup()
from tripoint.api import tokens
from tripoint.api.models import Scope
from tripoint.directory.actions import Actor
from tripoint.directory.models import Holding, Office, Officer, Party, Post
def officer(party, code, role):
    Party.objects.get_or_create(code=party, defaults={"name_en": party})
    Office.objects.get_or_create(code=code, defaults={"party_id": party, "name_en": code, "level": "department"})
    made = Officer.objects.create_user(role.replace("_", "."), None, name_latn=role)
    post = Post.objects.create(office_id=code, name_en=role, roles=[role])
    Holding.objects.create(officer=made, post=post, valid_from=datetime.date(2020, 1, 1))
    return Actor(made, post)
def token(party, code, role):
    one = officer(party, code, role)
    made, text = tokens.make(administrator, one.officer, one.post, role, Scope.values, 30)
    tokens.accept(one, made)
    return text
administrator = officer(PARTY, CODE, "administrator")
print(json.dumps([token(PARTY, CODE, "officer"), token(PARTY, CODE, "supervisor")]))
"""


def tokens_of(nodes: TwoNodes, node: RunningNode) -> list[str]:
    """Tokens of a desk officer and a supervisor."""
    environment = {**nodes._environment, "TRIPOINT_NODE": str(node.folder)}
    script = f"PARTY, CODE = {node.party!r}, {OFFICES[node.party]!r}\n{MAKE}"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def run(node: RunningNode, token: str, *arguments: str) -> Any:
    """The example as a person starts it."""
    environment = {**os.environ, "TRIPOINT_URL": node.url, "TRIPOINT_TOKEN": token,
                   "TRIPOINT_CA": str(node.folder / AUTHORITY)}  # fmt: skip
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), *arguments], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def follow(node: RunningNode, token: str, wanted: str) -> str:
    """Starts to follow and returns the dossier of the first event of a type."""
    environment = {**os.environ, "TRIPOINT_URL": node.url, "TRIPOINT_TOKEN": token,
                   "TRIPOINT_CA": str(node.folder / AUTHORITY)}  # fmt: skip
    with subprocess.Popen(
        [sys.executable, str(EXAMPLE), "follow"], env=environment, stdout=subprocess.PIPE, text=True
    ) as following:
        late = threading.Timer(WITHIN, following.kill)
        late.start()
        try:
            assert following.stdout is not None
            for line in following.stdout:
                if line.startswith(wanted):
                    return line.split()[-1]
        finally:
            late.cancel()
            following.kill()
    raise AssertionError(f"{wanted} was not told of")
