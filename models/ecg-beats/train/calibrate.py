"""Probabilities, operating point and gate, all from beats that the network did not train on (never from `val`)."""

from itertools import product

import numpy as np
import torch
from torch.nn import functional as F

from data import KIND_SHARE, NO_KIND, UNREST, Beats

SHRINKAGE = 0.1
FUSION_BIAS = -1.5
UNREST_GRID = (0.03, 0.04, 0.06, 1.0)
# So much of the V score is the mean over the beats of the same shape in the recording.
KIND_WEIGHT = 0.6
V = 2
DISTANCE_QUANTILE = 0.99


def graded(beats: Beats) -> np.ndarray:
    return (beats.label >= 0) & (beats.label < 4)


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def shared(logits: np.ndarray, beats: Beats) -> np.ndarray:
    """The V score of each beat drawn to the mean of its kind; the share of a kind names it within a recording."""
    kind = np.stack([beats.record, np.rint(beats.numbers[:, KIND_SHARE] * 1e5).astype(int)], 1)
    _, group = np.unique(kind, axis=0, return_inverse=True)
    group = group.ravel()
    mean = (np.bincount(group, logits[:, V]) / np.bincount(group))[group]
    drawn = (1 - KIND_WEIGHT) * logits[:, V] + KIND_WEIGHT * mean
    out = logits.astype(float)
    out[:, V] = np.where(beats.numbers[:, NO_KIND] > 0.5, logits[:, V], drawn)
    return out


def fit_probabilities(logits: np.ndarray, beats: Beats) -> tuple[float, np.ndarray]:
    """Temperature and prior of the least log loss, each record weighing the same."""
    k = graded(beats)
    z, y = torch.tensor(logits[k]).float(), torch.tensor(beats.label[k]).long()
    record = beats.record[k]
    w = torch.tensor([1.0 / (record == r).sum() for r in record]).float()
    free = torch.zeros(5, requires_grad=True)
    optimiser = torch.optim.LBFGS([free], max_iter=60)

    def loss():
        optimiser.zero_grad()
        scaled = z / torch.exp(free[0]) + torch.cat([torch.zeros(1), free[1:4]])
        value = (w * F.cross_entropy(scaled, y, reduction="none")).sum() / w.sum()
        value.backward()
        return value

    optimiser.step(loss)
    temperature = float(torch.exp(free[0]).detach().clamp(0.3, 3))
    return temperature, np.concatenate([[0.0], free[1:4].detach().numpy().astype(float)])


def answers(probability: np.ndarray, beats: Beats, bias: np.ndarray, unrest_max: float) -> np.ndarray:
    score = np.log(probability + 1e-12) + bias
    score[beats.numbers[:, UNREST] > unrest_max, 1] = -np.inf
    return score.argmax(1)


def figures(beats: Beats, answer: np.ndarray) -> dict[str, float]:
    """After EC57, over the beats that were found; Q and ventricular flutter count nowhere."""
    c = np.zeros((7, 4))
    k = beats.label >= 0
    np.add.at(c, (beats.label[k], answer[k]), 1)
    def ratio(a, b):
        return float(a / b) if b else None
    return {"svebSensitivity": ratio(c[1, 1], c[1].sum()), "svebPpv": ratio(c[1, 1], c[[0, 1, 2, 3, 5], 1].sum()),
            "vebSensitivity": ratio(c[2, 2], c[2].sum()), "vebPpv": ratio(c[2, 2], c[[0, 1, 2, 5], 2].sum()),
            "fusionSensitivity": ratio(c[3, 3], c[3].sum()), "fusionPpv": ratio(c[3, 3], c[[0, 1, 2, 3, 5], 3].sum()),
            "confusion": c[:6].astype(int).tolist()}


def f1(sensitivity, ppv) -> float:
    return 2 * sensitivity * ppv / (sensitivity + ppv) if sensitivity and ppv else 0.0


def fit_point(probability: np.ndarray, beats: Beats) -> tuple[np.ndarray, float]:
    """Biases and limit for irregular rhythms of the largest sum of F1 of S and of V."""
    best, found = -1.0, None
    for s, v, unrest in product(np.arange(-1, 4.01, 0.5), np.arange(-1, 3.01, 0.5), UNREST_GRID):
        bias = np.array([0.0, s, v, FUSION_BIAS])
        f = figures(beats, answers(probability, beats, bias, unrest))
        score = f1(f["svebSensitivity"], f["svebPpv"]) + f1(f["vebSensitivity"], f["vebPpv"])
        if score > best + 1e-9:
            best, found = score, (bias, float(unrest))
    return found


def fit_space(features: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    means = np.stack([features[label == c].mean(0) for c in range(4)])
    covariances = [np.cov(features[label == c].T) for c in range(4)]
    covariance = np.mean(covariances, 0)
    size = len(covariance)
    covariance = (1 - SHRINKAGE) * covariance + SHRINKAGE * np.trace(covariance) / size * np.eye(size)
    return round6(means), round6(np.linalg.inv(covariance))


def distance(means: np.ndarray, precision: np.ndarray, features: np.ndarray) -> np.ndarray:
    apart = features[:, None, :] - means
    return np.einsum("ncf,fg,ncg->nc", apart, precision, apart, optimize=True).min(1)


def round6(values):
    return np.vectorize(lambda v: float(f"{v:.6g}"))(values)
