"""Areas and shares with intervals by bootstrap over records."""

import numpy as np

DRAWS, SEED = 2000, 2011


def auc(score: np.ndarray, positive: np.ndarray) -> float:
    """Area under the ROC curve; ties count half."""
    ordered = np.sort(score)
    ranks = (np.searchsorted(ordered, score, "left") + np.searchsorted(ordered, score, "right") + 1) / 2
    n = int(positive.sum())
    if n == 0 or n == len(positive):
        return float("nan")
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(positive) - n)))


def with_interval(figure, count: int) -> dict:
    """`figure(rows)` over all rows, and its 95 % interval over draws of rows."""
    rng = np.random.default_rng(SEED)
    values = [figure(rng.integers(0, count, count)) for _ in range(DRAWS)]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return {"value": round(float(figure(np.arange(count))), 4), "interval": [round(float(low), 4), round(float(high), 4)]}
