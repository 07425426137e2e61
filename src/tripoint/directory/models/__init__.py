"""The directory's tables, by concern: what all rows share, units, accounts, who holds which post, what was changed."""

from tripoint.directory.models.changes import Change, DirectoryChange
from tripoint.directory.models.deputies import Deputy, Manner
from tripoint.directory.models.holdings import Holding
from tripoint.directory.models.officers import Officer
from tripoint.directory.models.offices import Level, Office, Party, Post
from tripoint.directory.models.rows import LANGUAGES, Dated, NamedInFour
from tripoint.directory.roles import Role

__all__ = [
    "LANGUAGES",
    "Change",
    "Dated",
    "Deputy",
    "DirectoryChange",
    "Holding",
    "Level",
    "Manner",
    "NamedInFour",
    "Office",
    "Officer",
    "Party",
    "Post",
    "Role",
]
