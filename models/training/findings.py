"""
The end of a training of findings: scale and thresholds, the gate, golden cases, ONNX, and the figures of it all.
`val` gives scale, thresholds and limits; the means of the gate's distance come from `train`.
"""

import json
from pathlib import Path

import numpy as np

import calibrate
import golden
from data import Pictures
from export import export, write_json
from fit import in_batches, predict

OUTPUTS = ["logits", "features", "cam"]
#: A figure of the picture may lie a tenth outside of what all but 1 % of `val` have.
WIDER = 0.1


def picture_limits(val: Pictures) -> dict:
    limits = {}
    for name in ("contrast", "sharpness"):
        low, high = np.quantile(val.column(name).astype(float), [0.005, 0.995])
        limits[name] = [round(float(low) * (1 - WIDER), 4), round(float(high) * (1 + WIDER), 4)]
    return limits


def answers(model, image: np.ndarray) -> np.ndarray:
    """Logits [n, k] of prepared pictures [n, c, h, w]."""
    return predict(model, ((image[at : at + 64].astype(np.float32),) for at in range(0, len(image), 64)))[0]


class Findings:
    """A network that is learned, and what `train` and `val` say of it; `wanted` [n, k] of booleans a label."""

    def __init__(self, model, train: Pictures, val: Pictures, wanted, sensitivity: dict[str, float]):
        """sensitivity: by label, in the order of the logits, what the threshold must reach on `val`."""
        self.model, self.train, self.val = model, train, val
        self.is_so, self.was_so = wanted(val), wanted(train)
        self.logits, self.features, _ = (each.astype(np.float64) for each in predict(model, in_batches(val)))
        self.learned, self.learned_features, _ = (each.astype(np.float64) for each in predict(model, in_batches(train)))
        self.labels: dict[str, dict] = {}
        for k, (name, least) in enumerate(sensitivity.items()):
            scale = calibrate.fit_scale(self.logits[:, k], self.is_so[:, k])
            score = calibrate.probability(self.logits[:, k], scale)
            threshold = calibrate.threshold_at_sensitivity(score, self.is_so[:, k], least)
            self.labels[name] = {"shift": scale[0], "temperature": scale[1], "threshold": threshold}

    def figures(self, name: str) -> dict:
        """On `val`: AUC with its interval over people, at the threshold, and the AUC on what it learned from."""
        k, label = list(self.labels).index(name), self.labels[name]
        logit, positive = self.logits[:, k], self.is_so[:, k]
        score = calibrate.probability(logit, (label["shift"], label["temperature"]))
        return {
            "auc": calibrate.interval(lambda rows: calibrate.auc(logit[rows], positive[rows]), self.val.patient),
            "aucKept70": self.kept(logit, positive, label),
            "aucOfTrain": calibrate.auc(self.learned[:, k], self.was_so[:, k]),
            "sensitivity": float((score[positive] >= label["threshold"]).mean()),
            "specificity": float((score[~positive] < label["threshold"]).mean()),
            "calibrationError": calibrate.expected_error(score, positive),
        }

    @staticmethod
    def kept(logit: np.ndarray, positive: np.ndarray, label: dict, share: float = 0.7) -> float:
        """AUC of the pictures whose log odds lie farthest from the threshold's."""
        at = label["shift"] + label["temperature"] * np.log(label["threshold"] / (1 - label["threshold"]))
        far = np.argsort(-np.abs(logit - at))[: round(share * len(logit))]
        return calibrate.auc(logit[far], positive[far])

    def write(self, out: Path, metrics: Path, *, kinds: list[str], classes: str, quantile: float, drawn: dict[str, np.ndarray], figures: dict) -> None:
        """
        The files of the pack in `out`, and `figures` in `metrics`. classes: the column whose values have a mean each in the
        gate's distance; quantile: the share of `val` within it; drawn: golden cases, one input each.
        """
        shape = (1, *self.val.image.shape[1:])
        figures = {**figures, "onnxAgainstTorch": export(self.model, out / "model.onnx", {"image": shape}, OUTPUTS)}
        distance = calibrate.fit_distance(self.learned_features, self.train.column(classes), self.features, quantile)
        write_json(out / "calibration.json", {"labels": self.labels})
        write_json(out / "gate.json", {"kinds": kinds, "picture": picture_limits(self.val), "distance": distance})
        golden.write(out / "golden", {**{name: ({"image": image}, 1) for name, image in drawn.items()}, "all-zero": ({}, 1)})
        write_json(metrics, figures)
        print(json.dumps(figures, indent=1))
