"""The errors of this package: each has a code for machines and a plain message in the reader's language."""

from tripoint.documents.wording import say


class DocumentRefused(Exception):
    """A letter, a file or an upload that cannot be taken as it is.

    ``code`` is stable and is what a log keeps; ``message(language)`` says what happened and what to do, and holds
    nothing of the file itself, so that it can be shown and logged.
    """

    def __init__(self, code: str, sentence: str, **values: object) -> None:
        """CODE: a short stable word. SENTENCE: its English text in the catalogue. VALUES: what stands in its places."""
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.values = values

    def message(self, language: str = "en") -> str:
        """Return the sentence in LANGUAGE (``vi``, ``lo``, ``km``, ``en``)."""
        return say(language, self.sentence, **self.values)

    def __str__(self) -> str:
        return f"{self.code}: {self.message()}"
