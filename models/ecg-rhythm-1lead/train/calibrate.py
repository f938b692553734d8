"""Temperature, decision biases and gate, all fitted on the inner split (gate means and precision on the training part)."""

from dataclasses import dataclass
from itertools import product

import numpy as np

NOISE = 3
SHRINKAGE = 0.05        # of the shared covariance towards its mean variance
DISTANCE_QUANTILE = 0.99
BAND_REFUSED = 0.05     # share of inner N, A, O recordings the probability band may refuse
BIAS_GRID = np.round(np.arange(-1.0, 1.01, 0.1), 1)
BIAS_PENALTY = 0.01     # mean F1 per squared bias: no bias without a gain
DRAWS, SEED = 100, 17


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def f1_scores(confusion: np.ndarray) -> np.ndarray:
    """F1 per class of a confusion matrix [..., reference, answer]."""
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    return 2 * hits / np.maximum(confusion.sum(-1) + confusion.sum(-2), 1)


def confusion_matrix(target: np.ndarray, answer: np.ndarray) -> np.ndarray:
    return np.bincount(target * 4 + answer, minlength=16).reshape(4, 4)


def fit_temperature(logits: np.ndarray, target: np.ndarray) -> float:
    """Temperature of least log loss, to 0.01."""
    grid = np.round(np.arange(0.3, 3.001, 0.01), 2)
    loss = [-np.log(softmax(logits / t)[np.arange(len(target)), target] + 1e-12).mean() for t in grid]
    return float(grid[int(np.argmin(loss))])


def fit_biases(probability: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Biases of A, O and ~ (N stays 0) of the best mean F1 of N, A, O, averaged over bootstrap draws, less a penalty."""
    rng = np.random.default_rng(SEED)
    draws = rng.multinomial(len(target), np.full(len(target), 1 / len(target)), DRAWS).astype(np.float64)
    logs, best, best_score = np.log(probability + 1e-12), np.zeros(4), -1.0
    cell_of = target * 4
    for biases in product(BIAS_GRID, repeat=3):
        bias = np.array([0.0, *biases])
        cells = np.eye(16)[cell_of + (logs + bias).argmax(1)]
        score = f1_scores((draws @ cells).reshape(DRAWS, 4, 4))[:, :3].mean() - BIAS_PENALTY * (bias ** 2).sum()
        if score > best_score + 1e-9:
            best, best_score = bias, score
    return best + 0.0  # no minus zeros


@dataclass(frozen=True)
class Gate:
    """Distance to the training set in feature space and the band of sufficient probability."""

    means: np.ndarray       # [4,64]
    precision: np.ndarray   # [64,64]
    threshold: float
    band: float

    def distance(self, features: np.ndarray) -> np.ndarray:
        """Least squared Mahalanobis distance to a class mean, [n]."""
        apart = features[:, None, :] - self.means
        return np.einsum("ncf,fg,ncg->nc", apart, self.precision, apart, optimize=True).min(1)


def fit_gate(train_features, train_target, inner_features, inner_target, inner_probability, biases) -> Gate:
    """Means and precision from the training part; both thresholds from the inner split."""
    means = np.stack([train_features[train_target == c].mean(0) for c in range(4)])
    apart = train_features - means[train_target]
    covariance = apart.T @ apart / len(apart)
    size = len(covariance)
    covariance = (1 - SHRINKAGE) * covariance + SHRINKAGE * np.trace(covariance) / size * np.eye(size)
    means, precision = round6(means), round6(np.linalg.inv(covariance))
    gate = Gate(means, precision, np.inf, 0.0)
    distance = gate.distance(inner_features)
    threshold = float(round6(np.quantile(distance, DISTANCE_QUANTILE)))
    answer = (np.log(inner_probability + 1e-12) + biases).argmax(1)
    kept = (inner_target != NOISE) & (answer != NOISE) & (distance <= threshold)
    band = np.floor(np.quantile(inner_probability[kept].max(1), BAND_REFUSED) * 100) / 100
    return Gate(means, precision, threshold, float(band))


def round6(values):
    """Six significant digits."""
    return np.vectorize(lambda v: float(f"{v:.6g}"))(values)
