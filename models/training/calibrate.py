"""From logits to probabilities and thresholds, from features to the gate's distance; the figures a run prints."""

import numpy as np
from math import log

SHRINKAGE = 0.05


def auc(score: np.ndarray, positive: np.ndarray) -> float:
    """Area under the curve by ranks, ties shared."""
    values, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    n = int(positive.sum())
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(score) - n)))


def interval(figure, patient: np.ndarray, seed: int = 1, rounds: int = 1000) -> tuple[float, float, float]:
    """figure(index) on all rows, and its 95 % interval by bootstrap over patients."""
    people, inverse = np.unique(patient, return_inverse=True)
    rows = [np.flatnonzero(inverse == k) for k in range(len(people))]
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(rounds):
        try:
            drawn.append(figure(np.concatenate([rows[k] for k in rng.integers(0, len(people), len(people))])))
        except (ZeroDivisionError, ValueError):
            pass
    drawn = [each for each in drawn if np.isfinite(each)]
    return (float(figure(np.arange(len(patient)))), *(float(v) for v in np.quantile(drawn, [0.025, 0.975])))


def fit_scale(logit: np.ndarray, positive: np.ndarray) -> tuple[float, float]:
    """`shift` and `temperature` of 1 / (1 + exp(-(logit - shift) / temperature)) with the least log loss (a grid)."""
    best, best_loss = (0.0, 1.0), np.inf
    for temperature in np.exp(np.linspace(log(0.3), log(8), 80)):
        z = logit[:, None] / temperature - np.linspace(-4, 4, 161)
        loss = (np.logaddexp(0, z) - positive[:, None] * z).mean(0)
        k = int(loss.argmin())
        if loss[k] < best_loss:
            best, best_loss = (float(np.linspace(-4, 4, 161)[k] * temperature), float(temperature)), float(loss[k])
    return round(best[0], 4), round(best[1], 4)


def probability(logit: np.ndarray, scale: tuple[float, float]) -> np.ndarray:
    return 1 / (1 + np.exp(-(logit - scale[0]) / scale[1]))


def expected_error(score: np.ndarray, positive: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal width."""
    which = np.minimum((score * bins).astype(int), bins - 1)
    return float(sum(abs(score[which == b].mean() - positive[which == b].mean()) * (which == b).mean() for b in range(bins) if (which == b).any()))


def threshold_at_sensitivity(score: np.ndarray, positive: np.ndarray, sensitivity: float) -> float:
    """Largest probability, to 0.01, from which on at least this share of the positives lies."""
    return float(np.floor(np.quantile(score[positive], 1 - sensitivity, method="lower") * 100) / 100)


def threshold_at_specificity(score: np.ndarray, positive: np.ndarray, specificity: float) -> float:
    """Least probability, to 0.01, that leaves this share of the negatives below it."""
    return float(np.ceil(np.quantile(score[~positive], specificity, method="higher") * 100 + 1e-9) / 100)


def fit_distance(features: np.ndarray, classes: np.ndarray, val: np.ndarray, quantile: float = 0.98) -> dict:
    """
    Means by class of the training features [n, f], one precision matrix; the threshold is the quantile of the distances
    of `val` [m, f]. Squared Mahalanobis distance to the nearest mean, as `src/inference/distance.ts`.
    """
    names = np.unique(classes)
    means = np.stack([features[classes == name].mean(0) for name in names])
    apart = features - means[np.searchsorted(names, classes)]
    covariance = apart.T @ apart / len(apart)
    size = len(covariance)
    covariance = (1 - SHRINKAGE) * covariance + SHRINKAGE * np.trace(covariance) / size * np.eye(size)
    means, precision = round6(means), round6(np.linalg.inv(covariance))
    threshold = float(round6(np.quantile(distance(val, means, precision), quantile)))
    return {"means": means.tolist(), "precision": precision.tolist(), "threshold": threshold}


def distance(features: np.ndarray, means, precision) -> np.ndarray:
    apart = features.astype(np.float64)[:, None, :] - np.asarray(means)
    return np.einsum("ncf,fg,ncg->nc", apart, np.asarray(precision), apart, optimize=True).min(1)


def round6(values):
    """Six significant digits."""
    return np.vectorize(lambda v: float(f"{v:.6g}"))(values)
