"""The trees that are walked four abreast give what the stored trees give."""

from importlib.resources import files

import numpy as np

from tripoint.screening.names.features import FEATURE_COUNT
from tripoint.screening.names.model import load_model, raw_score


def test_the_trees_as_walked_give_what_the_stored_trees_give() -> None:
    model = load_model()
    with np.load(str(files("tripoint.screening.names").joinpath("data/model.npz"))) as stored:
        trees = {name: stored[name] for name in ("roots", "feature", "threshold", "left", "right", "value")}
    rng = np.random.default_rng(1)
    for _ in range(5):
        measured = (rng.normal(size=FEATURE_COUNT) * 3).astype(np.float32)
        expected = 0.0
        for root in trees["roots"]:
            node = root
            while trees["feature"][node] >= 0:
                goes_left = measured[trees["feature"][node]] <= trees["threshold"][node]
                node = trees["left"][node] if goes_left else trees["right"][node]
            expected += float(trees["value"][node])
        walked = raw_score(measured, model.roots, model.depth, model.feature, model.threshold, model.child, model.value)
        assert abs(walked - expected) < 1e-3
