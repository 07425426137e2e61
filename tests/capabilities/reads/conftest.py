"""A node of Cambodia with Viet Nam's beside it."""

from tests.capabilities.requests.conftest import request_databases
from tests.capabilities.requests.test_pages import node

__all__ = ["node", "request_databases"]
