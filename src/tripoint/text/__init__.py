"""One normalisation of text for search, screening, screens and PDF.

Pure functions without a web framework: :func:`normalise` brings every code-point spelling of a word to one,
:func:`bare` also takes the marks off Latin letters, :func:`script_of` tells the writing of a letter, :func:`pieces` cuts
a text into words and written clusters.
"""

from tripoint.text.normal import bare, bare_letters, fold_digits, normalise
from tripoint.text.script import Script, dominant_script, script_of, script_runs
from tripoint.text.segment import CLUSTER, Piece, are_together, pieces

__all__ = [
    "CLUSTER",
    "Piece",
    "Script",
    "are_together",
    "bare",
    "bare_letters",
    "dominant_script",
    "fold_digits",
    "normalise",
    "pieces",
    "script_of",
    "script_runs",
]
