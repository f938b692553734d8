"""Trains `chest-child-pneumonia`, calibrates it on val and writes the pack's files. See README.md."""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "training"))

import golden  # noqa: E402
from augment import Changes  # noqa: E402
from bank_net import BankNet, learned  # noqa: E402
from calibrate import auc, expected_error, fit_scale, interval, probability, threshold_at_sensitivity  # noqa: E402
from data import Pictures, join, load  # noqa: E402
from drawn import golden_cases  # noqa: E402
from export import export, write_json  # noqa: E402
from films import FilmChanges, changed, masked_and_levelled, smaller  # noqa: E402
from fit import in_batches, predict  # noqa: E402
from gate import film_gate, print_refused  # noqa: E402
from long_fit import long_fit  # noqa: E402
from residual import FilmNet  # noqa: E402
from together import Together  # noqa: E402

LABELS = ["pneumonia", "bacterial"]
OUTPUTS = ["logits", "features", "cam"]
SIDE = 128
#: The map of the residual network has so many times the places of that of the bank, along each side.
FINER = 2
OWN = "cxr_paediatric_pneumonia_128"
#: What the features are also taught to tell from children's films; every other set is new to the gate.
FOREIGN = ["cxr_adult_findings_224", "ood_photographs_128"]
CHANGES = FilmChanges(
    Changes(degrees=8, zoom=0.15, aspect=0.1, shift=0.06, mirror=True, gamma=0.4, gain=0, offset=0, noise=0.06, blur=0.25, coarsest=0.5),
    masked=0.5, level=0.35, bend=0.35,
)
#: Share of the films with the finding (on val) that the threshold leaves above it.
SENSITIVITY = {"pneumonia": 0.95, "bacterial": 0.9}


def labels(films: Pictures) -> np.ndarray:
    number = lambda name: np.array([float(v) if v else np.nan for v in films.column(name)], np.float32)
    return np.stack([number(name) for name in LABELS], 1)


def residual(own: Pictures, foreign: Pictures, epochs: int, seed: int, state: Path) -> FilmNet | None:
    """Own films carry both labels (nan where a label says nothing), foreign pictures only that they are foreign. None: time was up."""
    image = torch.from_numpy(np.concatenate([own.image, foreign.image]))
    target = torch.full((len(image), len(LABELS)), torch.nan)
    target[: len(own)] = torch.from_numpy(labels(own))
    is_foreign = (torch.arange(len(image)) >= len(own)).float()
    steps = epochs * (len(image) // 32)

    def loss_of(model, index):
        # Smaller first: most of the steps cost half, and it learns not to mind the size. A layer counts, since that goes on
        # where a run in pieces goes on.
        side = 96 if int(model.narrow[1].num_batches_tracked) < 0.55 * steps else SIDE
        x = changed(smaller(image[index].float(), side), CHANGES).contiguous(memory_format=torch.channels_last)
        logits, features, _ = model(x)
        loss = F.binary_cross_entropy_with_logits(model.foreign(features)[:, 0], is_foreign[index])
        for k in range(len(LABELS)):
            known = ~torch.isnan(target[index, k])
            smooth = target[index, k][known] * 0.96 + 0.02
            loss = loss + F.binary_cross_entropy_with_logits(logits[known, k], smooth)
        return loss

    torch.manual_seed(seed)
    model = FilmNet(len(LABELS)).to(memory_format=torch.channels_last)
    model = long_fit(model, len(image), loss_of, state, epochs=epochs, seed=seed, decay=5e-2)
    return None if model is None else model.to(memory_format=torch.contiguous_format)


def bank_net(own: Pictures, foreign: Pictures, copies: int, epochs: int, seed: int, kept: Path) -> BankNet:
    """The same task for the bank of filters."""
    target = np.full((len(own) + len(foreign), len(LABELS)), np.nan)
    target[: len(own)] = labels(own)
    weights = np.where(np.arange(len(target)) < len(own), 1, 0.5)
    return learned([own, foreign], target, len(LABELS), CHANGES, weights=weights, label_weights=[1, 1], smooth=0.05,
                   copies=copies, epochs=epochs, seed=seed, finer=FINER, kept=kept)


def network(given, own: Pictures) -> Together | None:
    """Both, each kept in a file of its own as soon as it is there; None where time was up."""
    path = lambda name: given.work / f"{name}-{given.seed}.pt"
    foreign = None if path("bank").exists() and path("residual").exists() else join(*(load(given.data / name / "train") for name in FOREIGN))
    parts = []
    makers = {
        "residual": lambda: residual(own, foreign, given.epochs, given.seed, given.work / f"residual-{given.seed}.state"),
        "bank": lambda: bank_net(own, foreign, given.copies, given.bank_epochs, given.seed, given.work),
    }
    for name, make in makers.items():
        if not path(name).exists():
            started = time.process_time()
            made = make()
            print(f"{name}: {time.process_time() - started:.0f} s of processor time in this run", flush=True)
            if made is None:
                return None
            torch.save(made, path(name))
        parts.append(torch.load(path(name), weights_only=False).eval())
    return Together(parts, OUTPUTS)


def areas(logits: np.ndarray, truth: np.ndarray, patient: np.ndarray, name: str) -> None:
    for k, label in enumerate(LABELS):
        known = np.flatnonzero(~np.isnan(truth[:, k]))
        figure = interval(lambda i: auc(logits[known[i], k], truth[known[i], k] > 0.5), patient[known])
        print(f"{name} auc {label}: %.4f (%.4f to %.4f), n {len(known)}" % figure, flush=True)


def calibrated(logits: np.ndarray, truth: np.ndarray) -> dict:
    scales = {}
    for k, label in enumerate(LABELS):
        known = ~np.isnan(truth[:, k])
        positive = truth[known, k] > 0.5
        scale = fit_scale(logits[known, k], positive)
        score = probability(logits[known, k], scale)
        threshold = threshold_at_sensitivity(score, positive, SENSITIVITY[label])
        scales[label] = {"shift": scale[0], "temperature": scale[1], "threshold": threshold}
        print(f"{label}: {scales[label]}, expected calibration error {expected_error(score, positive):.3f}")
    return {"labels": scales}


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--out", type=Path, default=HERE.parent)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--epochs", type=int, default=18, help="of the residual network")
    ask.add_argument("--copies", type=int, default=4, help="how often the bank describes a film changed")
    ask.add_argument("--bank-epochs", type=int, default=20)
    ask.add_argument("--work", type=Path, required=True, help="where the networks are kept; read instead of trained where they are there")
    ask.add_argument("--figures-only", action="store_true", help="a second seed: no file of the pack is written")
    given = ask.parse_args()
    own, val = (load(given.data / OWN / split) for split in ("train", "val"))
    model = network(given, own)
    if model is None:
        raise SystemExit(3)
    truth = labels(val)
    for part, name in zip(model.networks, ("residual network", "bank")):
        areas(predict(part, in_batches(val))[0], truth, val.patient, f"val, {name} alone")
    logits, features, _ = (each.astype(np.float64) for each in predict(model, in_batches(val)))
    areas(logits, truth, val.patient, "val")
    masked = Pictures(masked_and_levelled(val.image), val.rows)
    areas(predict(model, in_batches(masked))[0], truth, val.patient, "val, borders masked and grey levelled")
    calibration = calibrated(logits, truth)
    gate = film_gate(own, predict(model, in_batches(own))[1], own.column("label"), val, features, 0.985)
    gate = {"kinds": ["chest-child"], **gate, "ageYears": [0, 12]}
    print_refused(gate, model, given.data)
    if given.figures_only:
        return
    difference = export(model, given.out / "model.onnx", {"image": (1, 1, SIDE, SIDE)}, OUTPUTS)
    print(f"model.onnx: {(given.out / 'model.onnx').stat().st_size} bytes, largest difference from torch {difference:.2g}")
    write_json(given.out / "calibration.json", calibration)
    write_json(given.out / "gate.json", gate)
    golden.write(given.out / "golden", golden_cases(SIDE))


if __name__ == "__main__":
    main()
