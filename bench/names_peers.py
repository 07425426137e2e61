"""Scores by general name matchers; run by bench/names.py in an environment of its own (names_peers.txt).

Reads JSON on standard input: {"pairs": [[a, b], ...], "gallery": [name, ...], "queries": [name, ...], "logic": bool};
writes JSON: {"scores": {matcher: [score, ...]}, "pair_us": {matcher: microseconds},
"found": {matcher: [[row, ...], ...]}, "query_ms": {matcher: milliseconds}}.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy
from anyascii import anyascii
from rapidfuzz import fuzz, process


def token_sort(a: str, b: str) -> float:
    """The best general mix known: sorted words of the text in ASCII."""
    return fuzz.token_sort_ratio(anyascii(a).lower(), anyascii(b).lower()) / 100


def without_spaces(a: str, b: str) -> float:
    """Plain ratio of the text in ASCII without its spaces."""
    return fuzz.ratio(anyascii(a).lower().replace(" ", ""), anyascii(b).lower().replace(" ", "")) / 100


def logic_v2() -> Callable[[str, str], float]:
    """nomenklatura's matcher for sanctions lists, as it comes."""
    from followthemoney.proxy import EntityProxy
    from nomenklatura.matching import get_algorithm

    algorithm = get_algorithm("logic-v2")
    assert algorithm is not None
    config = algorithm.default_config()

    def score(a: str, b: str) -> float:
        # The id carries the name: entities are remembered by id.
        left, right = (
            EntityProxy.from_dict({"id": f"{side}{name}", "schema": "Person", "properties": {"name": [name]}})
            for side, name in (("a", a), ("b", b))
        )
        return float(algorithm.compare(left, right, config).score)

    score("Warm", "Up")  # loads its word lists, which takes seconds once
    return score


def main() -> None:
    """Answer one question."""
    asked = json.load(sys.stdin)
    matchers: dict[str, Callable[[str, str], float]] = {"token sort": token_sort, "no spaces": without_spaces}
    if asked["logic"]:
        matchers["logic-v2"] = logic_v2()
    answer: dict[str, dict[str, object]] = {"scores": {}, "pair_us": {}, "found": {}, "query_ms": {}}
    for name, matcher in matchers.items():
        for a, b in asked["pairs"][:500]:  # tables are loaded at first use
            matcher(a, b)
        began = time.process_time()
        answer["scores"][name] = [matcher(a, b) for a, b in asked["pairs"]]
        answer["pair_us"][name] = (time.process_time() - began) / max(1, len(asked["pairs"])) * 1e6
    gallery = [" ".join(sorted(anyascii(name).lower().split())) for name in asked["gallery"]]
    found, began = [], time.process_time()
    for query in asked["queries"]:
        words = " ".join(sorted(anyascii(query).lower().split()))
        scores = process.cdist([words], gallery, scorer=fuzz.ratio, dtype=numpy.uint8)[0]
        found.append(numpy.argsort(-scores.astype(int), kind="stable")[:10].tolist())
    answer["found"]["token sort"] = found
    answer["query_ms"]["token sort"] = (time.process_time() - began) / max(1, len(asked["queries"])) * 1e3
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
