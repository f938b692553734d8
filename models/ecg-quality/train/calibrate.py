"""From out-of-fold logits to probabilities and thresholds; from features to the gate's distance."""

import numpy as np

#: The record is refused from the probability on that leaves this share of the acceptable ones accepted, out of fold:
#: sensitivity is no higher there until the share falls below 0.9.
ACCEPTED_SHARE = 0.92
#: The same for leads that were judged usable.
USABLE_SHARE = 0.92
SHRINKAGE = 0.05
#: Training records, changed as in training without harm, lie within this quantile of their own distances, and half as far again.
DISTANCE_QUANTILE, DISTANCE_MARGIN = 0.995, 1.5


def fit_scale(logit: np.ndarray, positive: np.ndarray, weight: np.ndarray | None = None) -> tuple[float, float]:
    """`shift` and `temperature` of 1 / (1 + exp(-(logit - shift) / temperature)) with the least log loss."""
    weight = np.ones(len(logit)) if weight is None else weight
    best, best_loss = (0.0, 1.0), np.inf
    for temperature in np.round(np.arange(0.3, 4.01, 0.05), 2):
        for shift in np.round(np.arange(-3, 3.01, 0.05), 2):
            z = (logit - shift) / temperature
            loss = float((weight * (np.logaddexp(0, z) - positive * z)).sum())
            if loss < best_loss:
                best, best_loss = (float(shift), float(temperature)), loss
    return best


def probability(logit: np.ndarray, scale: tuple[float, float]) -> np.ndarray:
    return 1 / (1 + np.exp(-(logit - scale[0]) / scale[1]))


def threshold_of(score: np.ndarray, positive: np.ndarray, kept: float) -> float:
    """Least probability, to 0.01, that leaves `kept` of the negatives below it."""
    return float(np.ceil(np.quantile(score[~positive], kept) * 100) / 100)


def fit_distance(features: np.ndarray, unacceptable: np.ndarray, changed: np.ndarray) -> dict:
    """Means of acceptable and unacceptable records, one precision matrix; the threshold from changed records."""
    means = np.stack([features[~unacceptable].mean(0), features[unacceptable].mean(0)])
    apart = features - means[unacceptable.astype(int)]
    covariance = apart.T @ apart / len(apart)
    size = len(covariance)
    covariance = (1 - SHRINKAGE) * covariance + SHRINKAGE * np.trace(covariance) / size * np.eye(size)
    means, precision = round6(means), round6(np.linalg.inv(covariance))
    threshold = float(round6(DISTANCE_MARGIN * np.quantile(distance(changed, means, precision), DISTANCE_QUANTILE)))
    return {"means": means.tolist(), "precision": precision.tolist(), "threshold": threshold}


def distance(features: np.ndarray, means: np.ndarray, precision: np.ndarray) -> np.ndarray:
    apart = features[:, None, :] - means
    return np.einsum("ncf,fg,ncg->nc", apart, precision, apart, optimize=True).min(1)


def round6(values):
    """Six significant digits."""
    return np.vectorize(lambda v: float(f"{v:.6g}"))(values)
