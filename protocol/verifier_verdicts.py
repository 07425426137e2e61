"""Judges the entries of a Tripoint dossier by docs/protocol.md (§5, §11) alone. A part of verifier.py."""

import verifier_objects as objects

NOTES = {"dossier.noted.v1", "dossier.carried.v1"}  # the types that have a content, which their author may recall
NAMING = {"entry.erased.v1", "entry.erasure-complied.v1", "entry.declined.v1"}  # that say nothing unless of entries
FREE = {"dossier.noted.v1", "entry.erased.v1", "entry.declined.v1"}  # that may name entries of any type


def fault(entry, entries, verdicts):
    """The first reason for which an entry is void (§5, §11)."""
    kind, party, facts, before = entry["type"], entry["party"], entry["facts"], entries.get(entry["prev"])
    opening, about = entries[entry["dossier"]], [entries[name] for name in entry["re"]]
    opens, complies = kind == "exercise.opened.v1", kind == "entry.erasure-complied.v1"
    erases = kind == "entry.erased.v1"
    if before and (
        (before["party"], before["seq"]) != (party, entry["seq"] - 1) or verdicts[before["id"]] == "void prev"
    ):
        return "prev"
    if opens != (entry is opening):
        return "kind"
    if not objects.matches(facts, kind) or (opens and sorted(set(facts["participants"])) != facts["participants"]):
        return "facts"
    sound = opens or verdicts[opening["id"]] == "applied"
    agreed = opening["facts"] if sound else {"participants": []}
    reasons = [
        ("content", entry["content"] and kind not in NOTES),
        ("participant", party not in agreed["participants"]),
        ("authority", kind == "dossier.closed.v1" and party != opening["party"]),
        ("authority", kind == "dossier.accepted.v1" and party == opening["party"]),
        ("re", kind in NAMING and not about),
        ("re", any(verdicts[other["id"]] != "applied" for other in about)),
        ("re", kind not in FREE and any(not complies or other["type"] != "entry.erased.v1" for other in about)),
        ("recall", erases and any(other["party"] != party or other["type"] not in NOTES for other in about)),
        ("authority", complies and party in {other["party"] for other in about}),
        ("exercise", opens and not facts["exercise"]),
        ("state", kind == "dossier.accepted.v1" and facts["succeeds"] != agreed.get("succeeds")),
        ("state", kind == "dossier.carried.v1" and not agreed.get("succeeds")),
    ]
    return next((code for code, holds in reasons if holds), None)


def judge(entries):
    """A verdict on each entry, in whatever order they resolve."""
    verdicts, judged, before = dict.fromkeys(entries, "held missing"), {None}, []
    waiting = sorted(entries.values(), key=lambda entry: entry["seq"])
    while len(waiting) != len(before):
        before, waiting = waiting, []
        for entry in before:
            name = entry["id"]
            if not {entry["dossier"], entry["prev"], *entry["re"]} - {name} <= judged:
                waiting.append(entry)
            elif entry["type"] not in objects.FORMS:
                verdicts[name] = "held type-unknown"
            else:
                code = fault(entry, entries, verdicts)
                verdicts[name] = f"void {code}" if code else "applied"
                judged.add(name)
    return verdicts
