"""What an administrator sets for a node: `node.toml` in the node's folder.

The folder holds `node.toml`, `ledger.sqlite` (on SQLite), `blobs/`, `keys/` and `web/secret.key`.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import secrets
import tomllib
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, field_validator, model_validator

FILE = "node.toml"
VARIABLE = "TRIPOINT_NODE"
LANGUAGES = ("en", "vi", "lo", "km")
# Where the clocks of a party's offices stand, for parties that have one zone (IANA tz database).
ZONES = {"KH": "Asia/Phnom_Penh", "LA": "Asia/Vientiane", "VN": "Asia/Ho_Chi_Minh"}
SECRET_BYTES = 48


class ConfigRefused(Exception):
    """A node's settings cannot be used; the text names the key and what to do about it."""


class NodeConfig(BaseModel):
    """A node's settings, checked. Unknown keys are refused, so that a slip of the pen is not silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    party: str = Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2 code of the party that runs this node")
    exercise: bool = Field(description="true: invented data only, marked on every page; peers outside refuse it")
    listen: str = Field(default="127.0.0.1:8443", description="host:port to listen on")
    url: str = Field(default="", description="address that officers and peers use; default follows from listen")
    database: str = Field(default="sqlite", description='"sqlite", or "postgresql://user:password@host:port/name"')
    cookie_prefix: str = Field(default="", pattern=r"^[a-z0-9_]{0,32}$")
    language: str = Field(default="en", description="language before an officer has chosen one")
    time_zone: str = ""
    session_idle_minutes: int = Field(default=30, ge=1, le=24 * 60)
    session_hours: int = Field(default=12, ge=1, le=24)
    one_click_sign_in: bool = Field(
        default=False, description="demo only: sign in exercise officers with one click; needs exercise and loopback"
    )

    smtp: str = Field(default="", description="host:port of the ministry's mail server for alerts; empty: no mail")
    smtp_tls: Literal["starttls", "tls", "none"] = Field(default="starttls", description="none: on this machine only")
    smtp_user: str = Field(default="", description="name at the mail server; empty: it asks for none")
    smtp_password_file: str = Field(default="", description="file that holds the password and nothing else")
    alert_from: str = Field(default="", description="address that alerts come from")
    alert_mailbox: str = Field(default="", description="address that gets alerts while nobody is on duty")
    alert_command: tuple[str, ...] = Field(
        default=(), max_length=32, description="program and its arguments that passes a text to an SMS gateway"
    )

    translate_url: str = Field(default="", description="https address of a translation machine; empty: none is asked")
    translate_name: str = Field(default="", pattern=r"^([A-Za-z0-9][A-Za-z0-9 ._-]{0,39})?$")
    translate_ca_file: str = Field(
        default="", description="the authority of its certificate; empty: the machine's list"
    )
    translate_key_file: str = Field(default="", description="file that holds its api_key and nothing else")
    translate_seconds: int = Field(default=20, ge=1, le=30)
    translate_characters: int = Field(default=5_000, ge=100, le=20_000, description="of one statement at most")
    translate_handling: tuple[Literal["H0", "H1", "H2", "H3"], ...] = Field(default=("H0",), max_length=4)
    translate_languages: tuple[str, ...] = Field(default=LANGUAGES, max_length=4)

    _folder: Path = PrivateAttr(default=Path())

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError(f"choose one of {', '.join(LANGUAGES)}")
        return value

    @field_validator("listen")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise ValueError('write host:port, for example "127.0.0.1:8443"')
        return value

    @field_validator("smtp")
    @classmethod
    def _mail_server(cls, value: str) -> str:
        return cls._host_and_port(value) if value else value

    @field_validator("alert_from", "alert_mailbox")
    @classmethod
    def _mail_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", value):
            raise ValueError('write an address, for example "tripoint@example.gov.kh"')
        return value

    @field_validator("translate_url")
    @classmethod
    def _machine_address(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
            usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
        except ValueError:
            usable = False
        if value and (not usable or parts.username or parts.password or parts.query or parts.fragment):
            raise ValueError(
                'write it in full and without a name, for example "https://translate.example.gov.kh/translate"'
            )
        return value

    @field_validator("translate_languages")
    @classmethod
    def _known_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not set(value) <= set(LANGUAGES):
            raise ValueError(f"choose from {', '.join(LANGUAGES)}")
        return value

    @field_validator("alert_command")
    @classmethod
    def _whole_path(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if value and not Path(value[0]).is_absolute():
            raise ValueError("write the program with its whole path: no shell looks for it")
        return value

    @field_validator("database")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value != "sqlite" and not (value.startswith("postgresql://") and urlsplit(value).path.strip("/")):
            raise ValueError('write "sqlite" or "postgresql://user:password@host:port/name"')
        return value

    @model_validator(mode="before")
    @classmethod
    def _fill_what_follows(cls, data: Any) -> Any:
        """Derive the url, the time zone and the cookie prefix where they are not set."""
        if not isinstance(data, dict):
            return data
        listen = str(data.get("listen", "127.0.0.1:8443"))
        party = str(data.get("party", ""))
        scheme = "http" if _is_loopback(listen.rpartition(":")[0]) else "https"
        data.setdefault("url", f"{scheme}://{listen}")
        data.setdefault("time_zone", ZONES.get(party, "UTC"))
        data.setdefault("cookie_prefix", f"tripoint_{party.lower()}")
        return data

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        """Refuse settings that are each well formed and unsafe together."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError('url: write it in full, for example "https://tripoint.example"')
        if parts.scheme == "http" and not _is_loopback(parts.hostname):
            raise ValueError("url: plain http is for loopback only; use https")
        if self.smtp and not self.alert_from:
            raise ValueError("alert_from: alerts by mail need an address that they come from")
        if self.smtp and self.smtp_tls == "none" and not _is_loopback(self.smtp.rpartition(":")[0]):
            raise ValueError('smtp_tls: without encryption only on this machine; write "starttls" or "tls"')
        if self.translate_url:
            machine = urlsplit(self.translate_url)
            here = _is_loopback(machine.hostname or "")
            if machine.scheme == "http" and not here:
                raise ValueError("translate_url: plain http is for loopback only; use https")
            if not self.translate_name:
                raise ValueError("translate_name: a machine has a name, which stands with what it translated")
            if not here and {"H2", "H3"} & set(self.translate_handling):
                raise ValueError("translate_handling: H2 and H3 go to nobody else, so only to a machine on loopback")
        if self.one_click_sign_in and not (self.exercise and self.is_loopback and _is_loopback(parts.hostname)):
            raise ValueError("one_click_sign_in: only an exercise node that listens on loopback may set it; remove it")
        return self

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read `folder/node.toml`.

        Raises ConfigRefused when the file is missing, is not TOML, or holds a key or value that cannot be used.
        """
        path = folder / FILE
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ConfigRefused(f"{path} is missing. Make a node with `tripoint init {folder}`.") from None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigRefused(f"{path} cannot be read: {error}. Correct the file and start again.") from error
        try:
            config = cls.model_validate(data)
        except ValidationError as error:
            raise ConfigRefused(_explain(path, error)) from None
        config._folder = folder
        return config

    @classmethod
    def from_environment(cls) -> Self:
        """Read the settings of the node whose folder TRIPOINT_NODE names. Raises ConfigRefused."""
        folder = os.environ.get(VARIABLE)
        if not folder:
            raise ConfigRefused(f"{VARIABLE} is not set. Set it to the node's folder.")
        return cls.load(Path(folder))

    def save(self, folder: Path) -> None:
        """Write `folder/node.toml`, readable by its owner alone, and make the folders a node needs."""
        for name in ("", "blobs", "keys", "web"):
            (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / FILE
        path.touch(mode=0o600)
        # A JSON string, number or boolean is also a TOML one (toml.io, 1.0.0), and the settings hold nothing else.
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in self.model_dump().items()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    @property
    def folder(self) -> Path:
        """The folder these settings were read from."""
        return self._folder

    @property
    def is_loopback(self) -> bool:
        """Whether the node listens on this machine alone."""
        return _is_loopback(self.listen.rpartition(":")[0])

    @property
    def is_https(self) -> bool:
        """Whether officers reach the node over TLS."""
        return self.url.startswith("https://")

    @property
    def host(self) -> str:
        """Host name officers and peers use, without port."""
        return urlsplit(self.url).hostname or ""

    @property
    def sqlite_file(self) -> Path:
        """The database file when the database is SQLite."""
        return self._folder / "ledger.sqlite"

    def secret_key(self) -> str:
        """The key that signs sessions and seals what the web keeps; made on first use, readable by its owner alone."""
        path = self._folder / "web" / "secret.key"
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(SECRET_BYTES), encoding="ascii")
            try:
                os.link(draft, path)  # fails when another process was first, so that both use the same key
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text(encoding="ascii").strip()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _explain(path: Path, error: ValidationError) -> str:
    """One line per key: which, what is wrong, what to do."""
    lines = [f"{path} cannot be used:"]
    for item in error.errors():
        key = ".".join(str(part) for part in item["loc"])
        if item["type"] == "extra_forbidden":
            known = ", ".join(sorted(NodeConfig.model_fields))
            lines.append(f"  {key}: this key is not known; remove it or correct its spelling. Known keys: {known}")
        elif item["type"] == "missing":
            lines.append(f"  {key}: is missing; add it ({NodeConfig.model_fields[key].description})")
        else:
            said = item["msg"].removeprefix("Value error, ")
            lines.append(f"  {key}: {said}" if key else f"  {said}")
    return "\n".join(lines)
