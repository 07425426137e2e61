"""What officers do about translations: ask a colleague or the other party, take, decline, hand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from tripoint.capabilities.requests.actions.home import may_be_shown, to_pass_on
from tripoint.capabilities.requests.actions.stating import (
    Words,
    home_drafts,
    matter,
    matter_of_either,
    not_stopped,
    note_of,
    origin,
    state,
)
from tripoint.capabilities.requests.contents import Described, Language
from tripoint.capabilities.requests.home_entries import Note
from tripoint.capabilities.requests.permission import EVERYWHERE, Acting, route
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.capabilities.requests.sharing_entries import SHARED, SharedFacts
from tripoint.capabilities.requests.translations import entries as t
from tripoint.capabilities.requests.translations.contents import (
    TEXT,
    TranslatedContent,
    TranslatedPart,
    texts_of,
)
from tripoint.capabilities.requests.translations.models import TranslationAsk
from tripoint.capabilities.requests.translations.numbers import numbers_left_out
from tripoint.ledger.admission import Verdict
from tripoint.ledger.append import Draft
from tripoint.ledger.entry import parse_entry
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import ContentState, Entry
from tripoint.safeguards.protection_stop import Step


@dataclass(frozen=True, slots=True)
class Written:
    """A translation as it is handed in: the language, the texts by place, and how it was made. `numbers_read`: the
    officer has looked at the numbers that are in the source alone."""

    language: Language
    texts: Mapping[str, str]
    made: t.Made = "officer"
    engine: str | None = None
    numbers_read: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A statement that can be translated: its row, its language and its texts by place."""

    row: Entry
    language: Language
    texts: Mapping[str, str]


def source(ledger: Ledger, dossier: str, item: str) -> Source:
    """The statement `item` of a dossier that the officer may see and whose reading is logged.

    Raises NotPermitted for what is no such statement or has no words, ActionRefused("translation-erased").
    """
    row = Entry.objects.using(ledger.using).filter(id=item, dossier=dossier, verdict=Verdict.APPLIED).first()
    if row is None or row.type not in t.SOURCES:
        raise NotPermitted(Problem("not-found"))
    if row.content_state == ContentState.ERASED:
        raise ActionRefused(Problem("translation-erased"))
    content = ledger.content(item)
    texts = texts_of(content)
    if not texts or not isinstance(content, Described):
        raise NotPermitted(Problem("not-found"))
    return Source(row, content.language, texts)


def ask_colleague(
    ledger: Ledger, who: Acting, dossier: str, item: str, language: Language, to_office: str, words: Words
) -> str:
    """Asks the translators of an office of this party. Another office than those that may read the dossier may read it
    from then on, as with `share`. Returns the ask's id.

    Raises ActionRefused: translation-erased, translation-language, consent-onward.
    """
    found = matter(ledger, who, dossier)
    _other_language(source(ledger, dossier, item), language)
    home, opening = home_drafts(ledger, found)
    facts = t.HomeTranslationAskedFacts(
        officer=who.officer, office=who.office, item=item, language=language, to_office=to_office
    )
    drafts = [*opening, Draft(t.HOME_ASKED, facts, note_of(words), home)]
    here = route(found.state, ledger.party, found.homes).union(*(one.readers for one in found.homes))
    if to_office not in here:
        may_be_shown(ledger, to_pass_on(ledger, who, dossier), to_office)
        why = note_of(words) or Note(language=words.language, text=gettext("A translation is asked of this office."))
        shared = SharedFacts(officer=who.officer, office=who.office, to_office=to_office)
        drafts.append(Draft(SHARED, shared, why, home))
    return next(one.entry.id for one in state(ledger, who, drafts) if one.entry.type == t.HOME_ASKED)


def ask_party(
    ledger: Ledger, who: Acting, dossier: str, item: str, language: Language, of: str, words: Words
) -> str:  # fmt: skip
    """Asks another participant. Returns the ask's id. Raises ActionRefused: translation-of, translation-many."""
    found = matter_of_either(ledger, who, dossier)
    _other_language(source(ledger, dossier, item), language)
    facts = t.TranslationAskedFacts(**origin(ledger, who, found.state.dossier), item=item, of=of, language=language)
    return state(ledger, who, [Draft(t.ASKED, facts, Described(**words.described(who)), dossier, (item,))])[0].entry.id


def waiting(ledger: Ledger, who: Acting, ask: str) -> tuple[TranslationAsk, str]:
    """An ask that nobody has declined or done, and the shared dossier; NotPermitted for one that is for others."""
    row = TranslationAsk.objects.using(ledger.using).filter(pk=ask, of=ledger.party).first()
    dossier = dossier_of(ledger, row) if row else ""
    if row is None or not dossier:
        raise NotPermitted(Problem("not-found"))
    matter(ledger, who, dossier)
    if row.is_at_home and row.to_office != who.office and not who.has(EVERYWHERE):
        raise NotPermitted(Problem("not-found"))
    if row.state not in ("open", "taken"):
        raise ActionRefused(Problem("translation-done"))
    return row, dossier


def dossier_of(ledger: Ledger, ask: TranslationAsk) -> str:
    """The shared dossier of what is to be translated."""
    found = Entry.objects.using(ledger.using).filter(id=ask.item).values_list("dossier", flat=True).first()
    return str(found or "")


def take_ask(ledger: Ledger, who: Acting, ask: str) -> str:
    """Begins with what a colleague asked. Raises ActionRefused: translation-taken, translation-done."""
    row, _dossier = waiting(ledger, who, ask)
    if not row.is_at_home:
        raise ActionRefused(Problem("translation-done"))
    facts = t.HomeTranslationTakenFacts(officer=who.officer, office=who.office, asked=ask)
    return state(ledger, who, [Draft(t.HOME_TAKEN, facts, None, row.place, (ask,))])[0].entry.id


def decline_ask(ledger: Ledger, who: Acting, ask: str, words: Words) -> str:
    """Declines with a remark, which the asker reads. Raises ActionRefused: required, translation-done."""
    row, dossier = waiting(ledger, who, ask)
    if not words.text.strip():
        raise ActionRefused(Problem("required", "text"))
    if row.is_at_home:
        home = t.HomeTranslationDeclinedFacts(officer=who.officer, office=who.office, asked=ask)
        draft = Draft(t.HOME_DECLINED, home, note_of(words), row.place, (ask,))
    else:
        matter_of_either(ledger, who, dossier)
        facts = t.TranslationDeclinedFacts(**origin(ledger, who, dossier), asked=ask)
        draft = Draft(t.DECLINED, facts, Described(**words.described(who)), dossier, (ask,))
    return state(ledger, who, [draft])[0].entry.id


def hand_in(
    ledger: Ledger, who: Acting, dossier: str, item: str, written: Written, ask: str | None = None, *, shared: bool
) -> str:
    """States a translation of `item`: `shared` for all participants, else at home. Returns the entry's id.

    `ask` is what it answers; an ask of a colleague is answered at home, one of the other party in the dossier.
    Raises ActionRefused: translation-erased, translation-language, translation-place, translation-numbers, required;
    shared, `s3-stopped` or `under-review` while a protection stop stands.
    """
    found = matter_of_either(ledger, who, dossier) if shared else matter(ledger, who, dossier)
    if shared:
        not_stopped(found, who, Step.TRANSLATE)
    original = source(ledger, dossier, item)
    _other_language(original, written.language)
    content = _content(who, original, written)
    row = waiting(ledger, who, ask)[0] if ask else None
    if row is not None and row.is_at_home == shared:
        raise ActionRefused(Problem("translation-asked"))
    said: dict[str, Any] = {
        "item": item, "asked": ask, "from_language": original.language, "language": written.language,
        "made": written.made, "engine": written.engine,
    }  # fmt: skip
    retain = parse_entry(original.row.jws).retain  # no longer than what it is made from
    if shared:
        facts = t.TranslatedFacts(**origin(ledger, who, found.state.dossier), **said)
        named = (item, *filter(None, (ask,)))
        return state(ledger, who, [Draft(t.TRANSLATED, facts, content, dossier, named, retain)])[0].entry.id
    at_home = t.HomeTranslatedFacts(officer=who.officer, office=who.office, **said)
    home, opening = (row.place, ()) if row is not None else home_drafts(ledger, found)
    draft = Draft(t.HOME_TRANSLATED, at_home, content, home, tuple(filter(None, (ask,))), retain)
    return state(ledger, who, [*opening, draft])[-1].entry.id


def _content(who: Acting, original: Source, written: Written) -> TranslatedContent:
    texts = {place: text.strip() for place, text in written.texts.items() if text.strip()}
    if not texts:
        raise ActionRefused(Problem("required", TEXT))
    if texts.keys() - original.texts.keys():
        raise ActionRefused(Problem("translation-place"))
    asked_of = {place: original.texts[place] for place in texts}
    if not written.numbers_read and numbers_left_out(asked_of, texts):
        raise ActionRefused(Problem("translation-numbers", "numbers_read"))
    parts = tuple(TranslatedPart(place=place, text=text) for place, text in texts.items() if place != TEXT)
    return TranslatedContent(**Words(written.language, texts.get(TEXT, "")).described(who), parts=parts)


def _other_language(original: Source, language: str) -> None:
    if original.language == language:
        raise ActionRefused(Problem("translation-language", "language"))
