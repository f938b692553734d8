"""Figures: five numbers per class, AUC, calibration, subgroups, gate, each with bootstrap intervals over recordings."""

import numpy as np
from scipy.signal import find_peaks

from calibrate import NOISE, Gate, confusion_matrix, f1_scores
from data import LABELS
from preprocess import RATE_HZ

DRAWS, SEED = 2000, 2017


def auc(score: np.ndarray, positive: np.ndarray) -> float:
    """Area under the ROC curve (ties count half)."""
    order = np.argsort(score, kind="stable")
    sorted_score = score[order]
    first = np.searchsorted(sorted_score, score, "left")
    last = np.searchsorted(sorted_score, score, "right")
    ranks = (first + last + 1) / 2
    n = int(positive.sum())
    if n == 0 or n == len(positive):
        return float("nan")
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(positive) - n)))


def interval(values: np.ndarray) -> list[float]:
    return [round(float(v), 4) for v in np.nanpercentile(values, [2.5, 97.5])]


def _ratio(a, b):
    return np.divide(a, b, out=np.full(np.shape(a), np.nan), where=np.asarray(b) > 0)


def class_figures(confusion: np.ndarray) -> dict[str, np.ndarray]:
    """Five numbers per class from confusion matrices [..., 4, 4] (reference, answer)."""
    confusion = np.asarray(confusion, float)
    hit = np.diagonal(confusion, axis1=-2, axis2=-1)
    reference, answer = confusion.sum(-1), confusion.sum(-2)
    total = confusion.sum((-1, -2))[..., None]
    true_negative = total - reference - answer + hit
    return {"sensitivity": _ratio(hit, reference), "specificity": _ratio(true_negative, total - reference),
            "ppv": _ratio(hit, answer), "npv": _ratio(true_negative, total - answer), "f1": _ratio(2 * hit, reference + answer)}


def draws_of(count: int) -> np.ndarray:
    return np.random.default_rng(SEED).integers(0, count, (DRAWS, count))


def main_figures(probability: np.ndarray, answer: np.ndarray, target: np.ndarray) -> dict:
    """Per class and overall figures, with 95 % intervals over recordings."""
    draws = draws_of(len(target))
    matrix = confusion_matrix(target, answer)
    matrices = np.stack([confusion_matrix(target[d], answer[d]) for d in draws])
    point, spread = class_figures(matrix), class_figures(matrices)
    classes = {}
    for c, label in enumerate(LABELS):
        row = {name: {"value": round(float(point[name][c]), 4), "interval": interval(spread[name][:, c])} for name in point}
        positive = target == c
        row["auc"] = {"value": round(auc(probability[:, c], positive), 4),
                      "interval": interval(np.array([auc(probability[d, c], positive[d]) for d in draws]))}
        classes[label] = {"n": int(positive.sum())} | row
    return {"n": len(target), "meanF1": {"value": round(float(f1_scores(matrix)[:3].mean()), 4),
                                         "interval": interval(f1_scores(matrices)[:, :3].mean(1))},
            "accuracy": {"value": round(float((target == answer).mean()), 4), "interval": interval((target == answer)[draws].mean(1))},
            "classes": classes, "confusion": matrix.tolist()}


def summary(probability: np.ndarray, target: np.ndarray) -> dict:
    """Mean F1 of N, A, O without decision biases and AUC of A, which depend on nothing fitted after training."""
    draws, answer = draws_of(len(target)), probability.argmax(1)
    return {"n": len(target), "meanF1": {"value": round(mean_f1(target, answer), 4), "interval": interval(np.array([mean_f1(target[d], answer[d]) for d in draws]))},
            "aucA": {"value": round(auc(probability[:, 1], target == 1), 4), "interval": interval(np.array([auc(probability[d, 1], target[d] == 1) for d in draws]))}}


def calibration_error(probability: np.ndarray, target: np.ndarray) -> float:
    """Expected calibration error of the top probability, ten equal bins."""
    top, right = probability.max(1), probability.argmax(1) == target
    bins = np.minimum((top * 10).astype(int), 9)
    return float(sum(abs(top[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)))


def mean_f1(target, answer) -> float:
    """Mean F1 over those of N, A, O that occur in the reference."""
    present = [c for c in range(3) if (target == c).any()]
    return float(f1_scores(confusion_matrix(target, answer))[present].mean())


def heart_rate(signal: np.ndarray) -> float:
    """Rough beats per minute of a preprocessed recording: peaks of the smoothed squared slope (for subgroups only)."""
    slope = np.convolve(np.gradient(signal) ** 2, np.ones(12) / 12, "same")
    peaks, _ = find_peaks(slope, height=0.3 * np.percentile(slope, 98), distance=25)
    return 60 * RATE_HZ / float(np.median(np.diff(peaks))) if len(peaks) > 2 else float("nan")


def polarity(signal: np.ndarray) -> str:
    """`inverted` where the largest deflections point down."""
    return "inverted" if np.mean(signal ** 3) < 0 else "upright"


def restlessness(signal: np.ndarray) -> float:
    """Median over 98th percentile of |signal|: low where the line between beats is quiet (the scaling makes p98 = 1)."""
    return float(np.median(np.abs(signal)))


def subgroups(signals: list[np.ndarray], target: np.ndarray, answer: np.ndarray) -> list[dict]:
    """Mean F1, sensitivity for A and counts per subgroup of the evaluated recordings."""
    seconds = np.array([s.size / RATE_HZ for s in signals])
    rate = np.array([heart_rate(s) for s in signals])
    restless = np.array([restlessness(s) for s in signals])
    inverted = np.array([polarity(s) == "inverted" for s in signals])
    cut = np.quantile(restless, [1 / 3, 2 / 3])
    groups = [("duration under 20 s", seconds < 20), ("duration 20 to 31 s", (seconds >= 20) & (seconds < 31)),
              ("duration 31 to 61 s", seconds >= 31), ("rate under 60/min", rate < 60),
              ("rate 60 to 100/min", (rate >= 60) & (rate <= 100)), ("rate over 100/min", rate > 100),
              ("main deflection up", ~inverted), ("main deflection down", inverted), ("quiet third", restless <= cut[0]),
              ("middle third", (restless > cut[0]) & (restless <= cut[1])), ("restless third", restless > cut[1])]
    rows = []
    for name, member in groups:
        t, a = target[member], answer[member]
        draws = np.random.default_rng(SEED).integers(0, len(t), (DRAWS, len(t)))
        af = t == 1
        rows.append({"group": name, "n": int(member.sum()), "nAF": int(af.sum()), "meanF1": round(mean_f1(t, a), 4),
                     "interval": interval(np.array([mean_f1(t[d], a[d]) for d in draws])),
                     "sensitivityAF": round(float((a[af] == 1).mean()), 4) if af.any() else None})
    return rows


def gate_verdicts(gate: Gate, features, probability, answer) -> np.ndarray:
    """Reason per recording: '' assessed, else the first reason of PREPROCESS.md step 12."""
    far = gate.distance(features) > gate.threshold
    unsure = probability.max(1) < gate.band
    return np.where(far, "unlike-training-data", np.where(answer == NOISE, "too-noisy", np.where(unsure, "uncertain", "")))


def gate_figures(verdict: np.ndarray, target: np.ndarray, answer: np.ndarray) -> dict:
    """What the gate costs on good recordings (reference N, A, O) and what it gains."""
    good, kept = target != NOISE, verdict == ""
    draws = draws_of(len(target))

    def share(member, within):
        return {"value": round(float(member[within].mean()), 4), "interval": interval(np.array([member[d][within[d]].mean() for d in draws])), "n": int(within.sum())}

    return {"goodRefused": share(~kept, good), "goodRefusedByReason": {r: round(float((verdict[good] == r).mean()), 4) for r in ("unlike-training-data", "too-noisy", "uncertain")},
            "noisyRefused": share(~kept, ~good), "noisyAnswered": share(kept, ~good),
            "meanF1WithoutGateGoodOnly": round(mean_f1(target[good], answer[good]), 4),
            "meanF1Assessed": {"value": round(mean_f1(target[kept & good], answer[kept & good]), 4),
                               "interval": interval(np.array([mean_f1(target[d][(kept & good)[d]], answer[d][(kept & good)[d]]) for d in draws]))},
            "refusedByClass": {LABELS[c]: round(float((~kept)[target == c].mean()), 4) for c in range(4)}}


def silent_failures(ids, target, probability, answer, verdict, sure: float = 0.9) -> dict:
    """Assessed, wrong, and calibrated top probability at least `sure`."""
    top = probability.max(1)
    confident = (verdict == "") & (top >= sure)
    wrong = confident & (answer != target)
    listed = [{"id": str(ids[i]), "reference": LABELS[target[i]], "answer": LABELS[answer[i]], "probability": round(float(top[i]), 3)}
              for i in sorted(np.flatnonzero(wrong), key=lambda i: -top[i])]
    kinds = {}
    for row in listed:
        key = f"{row['reference']} read as {row['answer']}"
        kinds[key] = kinds.get(key, 0) + 1
    return {"sure": sure, "confident": int(confident.sum()), "wrong": len(listed), "kinds": kinds, "recordings": listed}
