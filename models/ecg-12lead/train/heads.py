"""The part with labels: penalised logistic regression on the averages, cross-validated by patient."""

import numpy as np
import torch

from data import LABELS, Records

PENALTY = 100.0


def fit(x: np.ndarray, y: np.ndarray, penalty: float = PENALTY) -> tuple[np.ndarray, np.ndarray]:
    """Weights [labels, channels] and biases for x as it is; standardised inside. y has no NaN."""
    mean, spread = x.mean(0), x.std(0) + 1e-6
    z, target = torch.tensor((x - mean) / spread), torch.tensor(y)
    weight = torch.zeros(y.shape[1], x.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(y.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=100, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(z @ weight.T + bias, target, reduction="sum")
        loss = loss + 0.5 * penalty * (weight ** 2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    w = weight.detach().numpy() / spread
    return w, bias.detach().numpy() - w @ mean


def cross_validated(x: np.ndarray, records: Records, folds: list[int]) -> np.ndarray:
    """Logits of each record from heads that were fitted on the other folds; NaN outside `folds`."""
    y = np.stack([records.present(label) for label in LABELS], 1)
    inside, out = np.isin(records.fold, folds), np.full(y.shape, np.nan)
    for fold in folds:
        held = records.fold == fold
        w, b = fit(x[inside & ~held], y[inside & ~held])
        out[held] = x[held] @ w.T + b
    return out


def auc(score: np.ndarray, present: np.ndarray) -> float:
    """Area under the ROC curve; ties count half."""
    yes, no = score[present > 0], score[present == 0]
    if len(yes) == 0 or len(no) == 0:
        return float("nan")
    return float((yes[:, None] > no).mean() + 0.5 * (yes[:, None] == no).mean())


def interval(patient: np.ndarray, figure, draws: int = 1000, seed: int = 2017) -> list[float]:
    """95 % percentile bootstrap over patients of `figure(index)`: [low, high]."""
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(patient == p) for p in dict.fromkeys(patient.tolist())]
    values = []
    for _ in range(draws):
        index = np.concatenate([groups[i] for i in rng.integers(0, len(groups), len(groups))])
        value = figure(index)
        if np.isfinite(value):
            values.append(value)
    return [float(v) for v in np.quantile(values, [0.025, 0.975])]


def platt(logit: np.ndarray, present: np.ndarray) -> tuple[float, float]:
    """Slope and offset of the probability, on logits of records that the heads had not seen."""
    w, b = fit(logit[:, None], present[:, None], penalty=1e-3)
    return float(w[0, 0]), float(b[0])


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def threshold_at_specificity(probability: np.ndarray, present: np.ndarray, specificity: float = 0.9) -> float:
    """The lowest threshold at which at least this share of the records without the label stays below it."""
    without = np.sort(probability[present == 0])
    return float(without[int(np.ceil(specificity * len(without))) - 1] + 1e-6)
