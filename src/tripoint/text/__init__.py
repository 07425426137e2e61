"""One normalisation of text for search, screening, screens and PDF.

Pure functions without a web framework: :func:`normalise` brings every code-point spelling of a word to one,
:func:`bare` also takes the marks off Latin letters, :func:`script_of` tells the writing of a letter.
"""

from tripoint.text.normal import bare, fold_digits, normalise
from tripoint.text.script import Script, dominant_script, script_of, script_runs

__all__ = ["Script", "bare", "dominant_script", "fold_digits", "normalise", "script_of", "script_runs"]
