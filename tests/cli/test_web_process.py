"""The pages' server: what a stranger who only opens connections can do to it."""

from __future__ import annotations

import resource

from tripoint.cli.web_process import CONNECTIONS, OTHER_FILES, open_connections


def test_idle_connections_are_no_scarce_good() -> None:
    """With four connections a thread, eighty idle ones kept everybody out of a node."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        allowed = open_connections()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = CONNECTIONS if hard == resource.RLIM_INFINITY else min(CONNECTIONS, hard - OTHER_FILES)
        assert allowed >= most
        assert soft == resource.RLIM_INFINITY or soft >= allowed + OTHER_FILES
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_low_limit_of_open_files_is_raised_as_far_as_it_goes() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (1_024, before[1]))
        assert open_connections() > 1_024 or before[1] <= 1_024 + OTHER_FILES
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
