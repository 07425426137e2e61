"""The demonstration as a real program with its own processes, and officers who use it in a real browser."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from tests.browser import SHOTS, complaints, follow

USED: dict[str, str] = {}  # officer → the code last used
LOOKED_AT = {"take", "ask-back", "give", "answer", "close"}  # steps that the main job has axe look at
READY_WITHIN = 240  # seconds, on a machine that does other things besides


@dataclass
class Demo:
    """A running demonstration."""

    url: str
    nodes: dict[str, Any]
    folder: Path
    seconds: float

    def user(self, party: str, seat: str) -> dict[str, str]:
        """One exercise officer."""
        found: dict[str, str] = next(
            one for one in self.nodes[party]["users"] if one["username"] == f"{party.lower()}.{seat}"
        )
        return found


def free_ports(count: int) -> int:
    """The first of `count` ports in a row that nobody uses, out of a range of this worker's own: a server takes a port
    only after others had time to find it free."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 16
    for start in range(18_400 + worker * 800, 19_200 + worker * 800, 40):
        probes = [socket.socket() for _ in range(count)]
        try:
            for place, probe in enumerate(probes):
                probe.bind(("127.0.0.1", start + place))
        except OSError:
            continue
        finally:
            for probe in probes:
                probe.close()
        return start
    raise AssertionError("no free ports")


@contextmanager
def demonstration(folder: Path) -> Iterator[Demo]:
    """`tripoint demo --json` until the block ends."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("TRIPOINT_", "DJANGO_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "tripoint.cli", "demo", "--json", "--data", str(folder), "--port", str(free_ports(4))],
        env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "the demonstration did not start"
        ready = json.loads(line)
        nodes = {node["party"]: node for node in ready["nodes"]}
        yield Demo(ready["url"], nodes, folder, ready["seconds"])
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        process.stdout.close()  # type: ignore[union-attr]


@dataclass
class OfficerAtWork:
    """An officer signed in with password and code, on a screen of some width, in some language."""

    demo: Demo
    browser: Browser
    party: str
    seat: str
    width: int
    language: str
    story: str = "job"  # what its pictures are called after
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)
    shots: int = 0

    def __post_init__(self) -> None:
        self.context = self.browser.new_context(**self.device)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.sign_in()

    @property
    def device(self) -> dict[str, Any]:
        """What the officer holds, as Playwright's options of a context."""
        return {"viewport": {"width": self.width, "height": 800}}

    def _fresh_code(self, user: dict[str, str]) -> str:
        """The code of the moment; a code works once, so a second sign-in waits for the next."""
        totp = pyotp.TOTP(user["totp_secret"])
        key = f"{self.url}/{user['username']}"
        while USED.get(key) == totp.now():
            self.page.wait_for_timeout(500)
        USED[key] = totp.now()
        return USED[key]

    def _note(self, said: ConsoleMessage) -> None:
        if said.type == "error" and "status of 422" not in said.text:  # a refused form is answered with 422
            self.complaints.append(said.text)

    @property
    def url(self) -> str:
        """The officer's node."""
        return str(self.demo.nodes[self.party]["url"])

    def sign_in(self) -> None:
        """With password and the code of the moment, as an officer does, not by the demo's door."""
        user = self.demo.user(self.party, self.seat)
        self.page.goto(f"{self.url}/sign-in")
        self.page.fill("input[name=username]", user["username"])
        self.page.fill("input[name=password]", user["password"])
        self.page.fill("input[name=code]", self._fresh_code(user))
        self.page.click("main form:not(.languages) button.main")
        expect(self.page).to_have_url(f"{self.url}/")
        if self.page.locator("html").get_attribute("lang") != self.language:
            self.page.click("details.menu summary")
            self.page.click(f"details.menu button[value={self.language}]")
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    def go(self, path: str) -> None:
        """Opens a page of the node."""
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def look(self, name: str) -> None:
        """Looks at the page: nothing worth mending for axe, no sideways scrolling, no complaint; a picture if wanted."""
        assert complaints(self.page) == [], name
        self.glance(name)

    def glance(self, name: str) -> None:
        """Looks without axe, where another test has had it look."""
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{name} is {wide} px wide on a screen of {self.width}"
        assert self.complaints == [], f"{name}: {self.complaints}"
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.shots += 1
            place = Path(SHOTS) / f"{self.story}-{self.party}-{self.language}-{self.width}-{self.shots:02}-{name}.png"
            self.page.screenshot(path=place, full_page=True)

    def send(self) -> None:
        """Presses the form's one filled button; a form that is refused fails the test with what it says."""
        follow(self.page, "main form button.main")
        wrong = self.page.locator("main [aria-invalid=true], main .say.bad").evaluate_all(
            "all => all.map(one => one.name || one.innerText)"
        )
        assert not wrong, wrong

    def step(self, dossier: str, step: str, **fields: str) -> None:
        """Takes one step in a dossier by its form."""
        self.go(f"/requests/{dossier}")
        self.page.locator(f"main a[href$='/{dossier}/{step}']").first.dispatch_event("click")
        self.page.wait_for_url(f"**/{dossier}/{step}")
        if step in LOOKED_AT and self.story != "job":
            self.glance(step)
        else:
            self.look(step)
        self.fill(**fields)
        self.send()
        expect(self.page).to_have_url(f"{self.url}/requests/{dossier}")

    def fill(self, **fields: str) -> None:
        """Fills fields by name: text, choice from a list, or tap on a line."""
        for name, value in fields.items():
            boxes = self.page.locator(f"main [name='{name}']")
            kind = boxes.first.evaluate("box => box.tagName + ' ' + (box.type || '')")
            if kind.startswith("SELECT"):
                boxes.first.select_option(value)
            elif "radio" in kind or "checkbox" in kind:
                self.page.locator(f"main [name='{name}'][value='{value}']").check(force=True)
            else:
                boxes.first.fill(value)

    def waits_for(self, dossier: str, text: str) -> None:
        """Waits until the dossier shows `text`, reloading as an impatient officer does."""
        for _ in range(60):
            self.page.goto(f"{self.url}/requests/{dossier}")
            if text in self.page.content():
                return
            self.page.wait_for_timeout(250)
        raise AssertionError(f"{text} does not come")
