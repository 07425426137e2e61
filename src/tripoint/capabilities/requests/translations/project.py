"""Entries about translations to their tables. Who is asked writes the columns after an ask, in its own order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tripoint.capabilities.requests.translations import entries as t
from tripoint.capabilities.requests.translations.models import MachineDraft, Translation, TranslationAsk
from tripoint.ledger.projection import Applied, Projector, register

on_erased: list[Callable[[str, Sequence[str]], None]] = []
"""What else holds words of a translation in the making, and lets go of them with the source: database, ids of entries."""


class Translations(Projector):
    """Folds asks and translations, and knows what is erased with a source."""

    types = frozenset({
        t.ASKED, t.DECLINED, t.TRANSLATED, t.HOME_ASKED, t.HOME_TAKEN, t.HOME_DECLINED, t.HOME_TRANSLATED,
    })  # fmt: skip
    # A machine's draft is computed anew as well: it is in no backup, which would keep what was erased.
    tables = (TranslationAsk, Translation, MachineDraft)

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""
        for one in batch:
            asks = TranslationAsk.objects.using(using)
            match one.facts:
                case t.TranslationAskedFacts(item=item, of=of, language=language, office=office):
                    asks.create(entry=one.id, place=one.dossier, item=item, language=language, party=one.party, of=of,
                                office=office, at=one.time)  # fmt: skip
                case t.HomeTranslationAskedFacts(
                    item=item, language=language, to_office=to_office, office=office, officer=officer
                ):
                    asks.create(entry=one.id, place=one.dossier, item=item, language=language, party=one.party,
                                of=one.party, to_office=to_office, office=office, officer=officer,
                                at=one.time)  # fmt: skip
                case t.TranslationDeclinedFacts(asked=asked) | t.HomeTranslationDeclinedFacts(asked=asked):
                    asks.filter(pk=asked).update(state="declined", answer=one.id, answered_at=one.time)
                case t.HomeTranslationTakenFacts(asked=asked, officer=officer):
                    asks.filter(pk=asked).update(state="taken", taken_by=officer)
                case t.TranslatedFacts() | t.HomeTranslatedFacts() as facts:
                    Translation.objects.using(using).create(
                        entry=one.id, place=one.dossier, item=facts.item, party=one.party,
                        at_home=isinstance(facts, t.HomeTranslatedFacts), language=facts.language, made=facts.made,
                    )  # fmt: skip
                    asks.filter(pk=facts.asked).update(state="done", answer=one.id, answered_at=one.time)
                case _:
                    pass

    def derived(self, using: str, entry_ids: Sequence[str]) -> Sequence[str]:
        """The translations at home; those in a dossier are found there."""
        rows = Translation.objects.using(using).filter(item__in=entry_ids, at_home=True)
        return list(rows.values_list("entry", flat=True))

    def erased(self, using: str, entry_ids: Sequence[str]) -> None:
        """Lets go of what is still being written about these entries."""
        MachineDraft.objects.using(using).filter(item__in=entry_ids).delete()
        for forget in on_erased:
            forget(using, entry_ids)


register(Translations())
