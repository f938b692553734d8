"""Trains `chest-adult-pneumonia`, calibrates it on val and writes the pack's files. See README.md."""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "training"), str(HERE.parents[1] / "chest-child-pneumonia" / "train")]

import golden  # noqa: E402
from augment import Changes  # noqa: E402
from bank_net import learned  # noqa: E402
from calibrate import auc, expected_error, fit_scale, interval, probability, threshold_at_sensitivity  # noqa: E402
from data import Pictures, load  # noqa: E402
from drawn import golden_cases  # noqa: E402
from export import export, write_json  # noqa: E402
from films import FilmChanges, masked_and_levelled  # noqa: E402
from fit import in_batches, predict  # noqa: E402
from gate import film_gate, print_refused  # noqa: E402

SIDE = 128
OWN = "cxr_adult_findings_224"
CHILD = "cxr_paediatric_pneumonia_128"
PHOTOGRAPHS = "ood_photographs_128"
#: Every n-th film of a child: as many as there are films of adults, more or less.
CHILD_EVERY = 4
#: Learned beside pneumonia and not shipped: what else the reports say of adults, and pneumonia of children.
BESIDE = ["Infiltration", "Effusion", "Atelectasis", "Edema"]
ANSWERS = 1 + len(BESIDE) + 1
SENSITIVITY = 0.85
CHANGES = FilmChanges(
    Changes(degrees=7, zoom=0.15, aspect=0.08, shift=0.05, mirror=True, gamma=0.3, gain=0, offset=0, noise=0.05, blur=0.2, coarsest=0.6, marks=0.2),
    masked=0.5, level=0.35, bend=0.3,
)

def targets(adult: Pictures, child: Pictures, photographs: Pictures) -> np.ndarray:
    """[n, answers]; nan where a label says nothing of a picture."""
    target = np.full((len(adult) + len(child) + len(photographs), ANSWERS), np.nan)
    target[: len(adult), 0] = adult.column("pneumonia").astype(float)
    for k, name in enumerate(BESIDE):
        target[: len(adult), 1 + k] = [name in each.split("|") for each in adult.column("label")]
    target[len(adult) : len(adult) + len(child), -1] = child.column("pneumonia").astype(float)
    return target


def trained(data: Path, own: Pictures, copies: int, epochs: int, seed: int):
    child = load(data / CHILD / "train")
    child = child.where(np.arange(0, len(child), CHILD_EVERY))
    photographs = load(data / PHOTOGRAPHS / "train")
    target = targets(own, child, photographs)
    weights = np.where(np.arange(len(target)) < len(own), 1, 0.4)
    return learned([own, child, photographs], target, 1, CHANGES, weights=weights, label_weights=[1] + [0.2] * (ANSWERS - 1), smooth=0.05,
                   copies=copies, epochs=epochs, seed=seed)


def report(name: str, score: np.ndarray, positive: np.ndarray, patient: np.ndarray, keep: np.ndarray) -> None:
    rows = np.flatnonzero(keep)
    if 0 < positive[rows].sum() < len(rows):
        figure = interval(lambda i: auc(score[rows[i]], positive[rows[i]]), patient[rows])
        print(f"{name}: auc %.3f (%.3f to %.3f), n {len(rows)}" % figure, flush=True)


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--out", type=Path, default=HERE.parent)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--copies", type=int, default=6)
    ask.add_argument("--epochs", type=int, default=30)
    ask.add_argument("--keep", type=Path, help="where the network goes; read instead of training where it is already")
    ask.add_argument("--figures-only", action="store_true", help="a second seed: no file is written")
    given = ask.parse_args()
    own, val = (load(given.data / OWN / split) for split in ("train", "val"))
    if given.keep and given.keep.exists():
        model = torch.load(given.keep, weights_only=False)
    else:
        started = time.process_time()
        model = trained(given.data, own, given.copies, given.epochs, given.seed)
        print(f"trained in {time.process_time() - started:.0f} s of processor time", flush=True)
        if given.keep:
            torch.save(model, given.keep)
    logits, features, _ = (each.astype(np.float64) for each in predict(model, in_batches(val)))
    positive = val.column("pneumonia") == "1"
    view, age = val.column("group"), np.array([float(v) if v else np.nan for v in val.column("age")])
    report("val", logits[:, 0], positive, val.patient, np.ones(len(val), bool))
    for name in ("PA", "AP"):
        report(f"val, {name}", logits[:, 0], positive, val.patient, view == name)
    for low, high in ((0, 40), (40, 60), (60, 120)):
        report(f"val, {low} to {high - 1} years", logits[:, 0], positive, val.patient, (age >= low) & (age < high))
    masked = predict(model, in_batches(Pictures(masked_and_levelled(val.image), val.rows)))[0]
    report("val, borders masked and grey levelled", masked[:, 0], positive, val.patient, np.ones(len(val), bool))
    scale = fit_scale(logits[:, 0], positive)
    score = probability(logits[:, 0], scale)
    threshold = threshold_at_sensitivity(score, positive, SENSITIVITY)
    print(f"shift {scale[0]}, temperature {scale[1]}, threshold {threshold}, expected calibration error {expected_error(score, positive):.3f}")
    gate = film_gate(own, predict(model, in_batches(own))[1], own.column("pneumonia"), val, features, 0.995)
    gate = {"kinds": ["chest-adult"], **gate, "ageYears": [12, 120]}
    print_refused(gate, model, given.data)
    if given.figures_only:
        return
    difference = export(model, given.out / "model.onnx", {"image": (1, 1, SIDE, SIDE)}, ["logits", "features", "cam"])
    print(f"model.onnx: {(given.out / 'model.onnx').stat().st_size} bytes, largest difference from torch {difference:.2g}")
    write_json(given.out / "calibration.json", {"labels": {"pneumonia": {"shift": scale[0], "temperature": scale[1], "threshold": threshold}}})
    write_json(given.out / "gate.json", gate)
    golden.write(given.out / "golden", golden_cases(SIDE))


if __name__ == "__main__":
    main()
