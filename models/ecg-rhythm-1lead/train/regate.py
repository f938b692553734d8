"""Chooses the gate and the bias of ~ anew from the shipped network (no training), then looks at val: version 1.1.0.

Everything on the inner split, by rules made there before val was looked at again: the distance lets 99 % of its
readable recordings through; the bias of ~ is the largest, in tenths up to 2, that costs at most 0.005 of mean F1; the
band is the highest, in hundredths, with which distance, ~ and band together refuse at most 3.5 % of the readable
recordings. Rewrites `gate.json`, `calibration.json`, `metrics.json` and `card.md`.
"""

import argparse
import json
from pathlib import Path

import numpy as np

import build
import card
import evaluate
from calibrate import NOISE, Gate, round6, softmax
from data import LABELS, Recordings, load
from export_onnx import OnnxModel

READABLE_THROUGH, F1_COST, READABLE_REFUSED = 0.99, 0.005, 0.035
PACK = Path(__file__).parent.parent
VERSION = "1.1.0"


def choose(logits, features, target, calibration: dict, space: dict) -> tuple[Gate, np.ndarray, dict]:
    """Gate and biases from the inner split, and what was seen there."""
    probability = softmax(logits / calibration["temperature"])
    gate = Gate(np.array(space["means"]), np.array(space["precision"]), np.inf, 0.0)
    distance, readable = gate.distance(features), target != NOISE
    threshold = float(round6(np.quantile(distance[readable], READABLE_THROUGH)))
    biases = np.array([calibration["decisionBias"][label] for label in LABELS])
    biases[NOISE] = 0.0
    logs = np.log(probability + 1e-12)

    def answers(bias: float) -> np.ndarray:
        return (logs + biases + bias * np.eye(4)[NOISE]).argmax(1)

    f1_of = {bias: evaluate.mean_f1(target, answers(bias)) for bias in np.round(np.arange(0, 2.01, 0.1), 1)}
    bias = max(b for b, f1 in f1_of.items() if f1 >= f1_of[0.0] - F1_COST)
    answer = answers(bias)
    biases[NOISE] = bias

    def refused(band: float) -> np.ndarray:
        return (distance > threshold) | (answer == NOISE) | (probability.max(1) < band)

    band = max(b for b in np.round(np.arange(0.25, 0.9, 0.01), 2) if refused(b)[readable].mean() <= READABLE_REFUSED)
    gone = refused(band)
    kept = ~gone & readable
    seen = {"n": len(target), "distance": threshold, "biasOfNoise": float(bias), "band": float(band),
            "readableRefused": round(float(gone[readable].mean()), 4), "unreadable": int((~readable).sum()), "unreadableAnswered": int((~gone[~readable]).sum()),
            "meanF1": round(f1_of[bias], 4), "meanF1WithoutBiasOfNoise": round(f1_of[0.0], 4), "meanF1Kept": round(evaluate.mean_f1(target[kept], answer[kept]), 4)}
    return Gate(gate.means, gate.precision, threshold, float(band)), biases, seen


def val_figures(recordings: Recordings, data: Path, outputs_of, judge) -> dict:
    """Those figures of build.py that depend on gate or biases."""
    index = np.flatnonzero(recordings.val)
    signals, target = [recordings.signals[i] for i in index], recordings.target[index]
    p, answer, verdict = judge(*outputs_of(signals))
    return {"version": VERSION, "val": evaluate.main_figures(p, answer, target), "subgroups": evaluate.subgroups(signals, target, answer),
            "gate": evaluate.gate_figures(verdict, target, answer), "silent": evaluate.silent_failures(recordings.ids[index], target, p, answer, verdict),
            "mustRefuse": build.must_refuse(outputs_of, judge, recordings, data)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    args = parser.parse_args()
    recordings, model = load(args.data, args.work), OnnxModel(PACK / "model.onnx")
    kept_gate, calibration, metrics = (json.loads((PACK / name).read_text()) for name in ("gate.json", "calibration.json", "train/metrics.json"))

    def outputs_of(signals):
        runs = [model.run(signal) for signal in signals]
        return np.array([run["logits"] for run in runs]), np.array([run["features"] for run in runs])

    inner = np.flatnonzero(recordings.inner)
    logits, features = outputs_of([recordings.signals[i] for i in inner])
    space = kept_gate["distance"]
    gate, biases, seen = choose(logits, features, recordings.target[inner], calibration, space)
    print(json.dumps(seen, indent=1), flush=True)

    def judge(z, f):
        p = softmax(z / calibration["temperature"])
        answer = (np.log(p + 1e-12) + biases).argmax(1)
        return p, answer, evaluate.gate_verdicts(gate, f, p, answer)

    calibration["decisionBias"]["~"] = float(biases[NOISE])
    space |= {"threshold": gate.threshold, "rule": "99 % quantile of the readable recordings of the inner split"}
    kept_gate["band"] = {"threshold": gate.band, "rule": "the gate together refuses at most 3.5 % of the readable recordings of the inner split"}
    metrics |= val_figures(recordings, args.data, outputs_of, judge) | {"regate": seen}
    build.write_pretty(PACK / "calibration.json", calibration)
    (PACK / "gate.json").write_text(json.dumps(kept_gate, separators=(",", ":")) + "\n")
    build.write_pretty(PACK / "train" / "metrics.json", metrics)
    (PACK / "card.md").write_text(card.render(metrics))


if __name__ == "__main__":
    main()
