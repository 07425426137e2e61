"""The ministries of the tests of requests."""

from tests.capabilities.requests.conftest import ministries, request_databases

__all__ = ["ministries", "request_databases"]
