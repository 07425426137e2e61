"""The safeguards: rules that protect people, as code that an outsider can read in an hour.

    offence_gate       S1   the purpose decides what a request owes and what it may ask for
    political_motive   S2   fixed questions; any yes needs two legal reviewers and a written reason
    protection_stop    S3   a stop that is invisible outside
    forbidden_fields   S6   what has no field; a question to the author when free text reads like it (sensitive_words)
    data_stays_home    S7   handling code, evaluation and retention of each item
    onward_use         S7   the owner decides on evidence, the way onward, and another purpose
    human_decides      S8   a name match is a lead, never a decision
    consular_notice    S9   who is held decides whether the consul is told
    both_sides         S12  who wrote and who released, under pseudonyms, in each statement
    minimum_counts     S14  figures for outside hide small numbers, and what would give them away

Each module states its rule and its source, and holds pure functions over codes and dates: no database, no clock, no
free text. They give `Finding`s. The same functions run where a statement is written and where it arrives, so that
taking them out on one side gains nothing; what they look at never depends on the node.
"""

from tripoint.safeguards.finding import Finding, refuse
from tripoint.safeguards.rules import RULES

__all__ = ["RULES", "Finding", "refuse"]
