"""How often a program may call: counted in each serving process, without a lock on the database."""

from tripoint.web.buckets import Buckets

PER_MINUTE = 600  # calls of one token; a burst may use one minute's worth
WRONG_PER_MINUTE = 60  # calls without a token in force, from one address

__all__ = ["PER_MINUTE", "WRONG_PER_MINUTE", "Buckets"]
