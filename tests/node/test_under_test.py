"""The tests' own ground: every worker has a node to itself."""

from pathlib import Path

from django.conf import settings


def test_django_serves_the_node_of_this_process_and_no_other(node_folder: Path) -> None:
    assert settings.NODE.folder == node_folder
