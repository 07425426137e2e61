"""The trees in order of their thresholds give what the stored trees give."""

from importlib.resources import files

import numpy as np

from tripoint.screening.names.features import FEATURE_COUNT
from tripoint.screening.names.model import load_model, raw_score


def test_the_trees_by_threshold_give_what_the_stored_trees_give() -> None:
    model = load_model()
    with np.load(str(files("tripoint.screening.names").joinpath("data/model.npz"))) as stored:
        trees = {name: stored[name] for name in ("roots", "feature", "threshold", "left", "right", "value")}
    rng = np.random.default_rng(1)
    for _ in range(20):
        measured = (rng.normal(size=FEATURE_COUNT) * 3).astype(np.float32)
        expected = 0.0
        for root in trees["roots"]:
            node = root
            while trees["feature"][node] >= 0:
                goes_left = measured[trees["feature"][node]] <= trees["threshold"][node]
                node = trees["left"][node] if goes_left else trees["right"][node]
            expected += float(trees["value"][node])
        found = raw_score(measured, model.trees, np.zeros(len(model.trees.leaves), dtype=np.uint16))
        assert abs(found - expected) < 1e-3
