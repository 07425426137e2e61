"""Promises of node.toml."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tripoint.node import ConfigRefused, NodeConfig

LEAST = 'party = "KH"\nexercise = true\n'


def write(folder: Path, text: str) -> Path:
    (folder / "node.toml").write_text(text, encoding="utf-8")
    return folder


def test_it_derives_what_is_not_set(tmp_path: Path) -> None:
    config = NodeConfig.load(write(tmp_path, LEAST))
    assert config.url == "http://127.0.0.1:8443"
    assert config.time_zone == "Asia/Phnom_Penh"
    assert config.cookie_prefix == "tripoint_kh"
    assert config.sqlite_file == tmp_path / "ledger.sqlite"
    assert not config.one_click_sign_in


def test_what_it_saves_it_loads_again(tmp_path: Path) -> None:
    config = NodeConfig(party="LA", exercise=False, listen="0.0.0.0:443", url="https://la.example", language="lo")
    config.save(tmp_path / "node")
    assert NodeConfig.load(tmp_path / "node").model_dump() == config.model_dump()
    assert stat.S_IMODE((tmp_path / "node" / "node.toml").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LEAST + 'collour = "red"\n', "collour: this key is not known"),
        ("exercise = true\n", "party: is missing; add it"),
        (
            LEAST + 'translate_name = "X"\ntranslate_url = "http://translate.example/"\n',
            "plain http is for loopback only",
        ),
        (LEAST + 'translate_name = "X"\ntranslate_url = "https://a:b@translate.example/"\n', "without a name"),
        (LEAST + 'translate_name = "X"\ntranslate_url = "file:///etc/passwd"\n', "translate_url: write it in full"),
        (LEAST + 'translate_url = "https://translate.example/"\n', "translate_name: a machine has a name"),
        (
            LEAST + 'translate_name = "X"\ntranslate_url = "https://translate.example/"\ntranslate_handling = ["H2"]\n',
            "H2 and H3 go to nobody else",
        ),
        (LEAST + 'translate_languages = ["fr"]\n', "translate_languages: choose from"),
        (LEAST + 'language = "fr"\n', "language: choose one of"),
        (LEAST + 'listen = "8443"\n', "listen: write host:port"),
        (LEAST + 'database = "mysql://x/y"\n', "database: write"),
        (LEAST + 'url = "http://tripoint.example"\n', "plain http is for loopback only"),
        (LEAST + "party", "cannot be read"),
    ],
)
def test_a_refusal_names_the_key_and_the_cure(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigRefused) as refused:
        NodeConfig.load(write(tmp_path, text))
    assert says in str(refused.value)


def test_a_folder_without_settings_says_how_to_make_a_node(tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused, match="tripoint init"):
        NodeConfig.load(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        'party = "KH"\nexercise = false\none_click_sign_in = true\n',
        LEAST + 'listen = "0.0.0.0:8443"\none_click_sign_in = true\n',
        LEAST + 'url = "https://tripoint.example"\none_click_sign_in = true\n',
    ],
)
def test_a_real_or_reachable_node_cannot_switch_on_one_click_sign_in(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigRefused, match="only an exercise node that listens on loopback"):
        NodeConfig.load(write(tmp_path, text))


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    config = NodeConfig.load(write(tmp_path, LEAST))
    key = config.secret_key()
    assert len(key) >= 64
    assert config.secret_key() == key
    assert stat.S_IMODE((tmp_path / "web" / "secret.key").stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / "web").iterdir()) == ["secret.key"]
