"""The 2,048 English words of BIP-39 (MIT licence), chosen there so that four letters tell any two apart."""

from importlib import resources

WORDS: tuple[str, ...] = tuple(resources.files(__package__).joinpath("words.txt").read_text("ascii").split())
