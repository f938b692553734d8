"""Train the pack from nothing to its card:  python train.py --data ../../../../shared/data/ecg/cinc2017_train.npz

1. Three larger teachers, each trained on two thirds of the training part, give every recording of it a soft label
   from the teacher that has not seen it: this softens the label noise of the set.
2. The small network learns from the mean of reference and soft label, on the training part only.
3. build.py writes the pack: export, calibration and gate (inner split), golden cases, figures (val), card.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

import data
import synthetic
from build import build
from calibrate import softmax
from fit import Recipe, fit, predict
from network import RhythmNet

VERSION = "1.0.0"
TEACHER_WIDTHS = (32, 32, 64, 128, 128)
FOLDS = 3
TAUGHT_NOISE = 2000
SOFT_SHARE = 0.5


def soft_labels(signals, target, epochs: int, seed: int) -> np.ndarray:
    """Probabilities [n,4] of each recording from a teacher that was not trained on it."""
    fold = np.random.default_rng(seed).permutation(len(signals)) % FOLDS
    soft = np.zeros((len(signals), 4))
    for k in range(FOLDS):
        seen, unseen = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        print(f"teacher {k + 1}/{FOLDS}: {len(seen)} recordings", flush=True)
        torch.manual_seed(seed + k)
        bank = synthetic.taught_bank(TAUGHT_NOISE, seed + k, [signals[i] for i in seen])
        teacher = fit(RhythmNet(TEACHER_WIDTHS), [signals[i] for i in seen], np.eye(4)[target[seen]], bank, Recipe(epochs, seed + k))
        logits = predict(teacher, [signals[i] for i in unseen])[0]
        soft[unseen] = softmax(logits)
        print(f"  unseen third: accuracy {(logits.argmax(1) == target[unseen]).mean():.4f}", flush=True)
    return soft


def main() -> None:
    here = Path(__file__).resolve().parent
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "ecg-rhythm-1lead", help="caches and checkpoints, outside the repository")
    options.add_argument("--pack", type=Path, default=here.parent, help="where the pack's files go")
    options.add_argument("--teacher-epochs", type=int, default=25)
    options.add_argument("--epochs", type=int, default=64)
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    torch.set_num_threads(2)
    os.nice(15)
    started = time.time()

    recordings = data.load(args.data, args.work)
    index = np.flatnonzero(recordings.train)
    signals, target = [recordings.signals[i] for i in index], recordings.target[index]
    cache = args.work / f"soft-{args.seed}-{args.teacher_epochs}.npy"
    if not cache.exists():
        np.save(cache, soft_labels(signals, target, args.teacher_epochs, 100 * args.seed))
    soft = (1 - SOFT_SHARE) * np.eye(4)[target] + SOFT_SHARE * np.load(cache)

    torch.manual_seed(args.seed)
    bank = synthetic.taught_bank(TAUGHT_NOISE, args.seed, signals)
    print(f"student: {len(signals)} recordings", flush=True)
    student = fit(RhythmNet(), signals, soft, bank, Recipe(args.epochs, args.seed))
    torch.save(student.state_dict(), args.work / f"student-{args.seed}.pt")
    minutes = round((time.time() - started) / 60, 1)
    figures = build(student, recordings, args.data, args.pack, args.work, VERSION, {"trainingMinutes": minutes})
    print(f"inner mean F1 {figures['inner']['meanF1']:.4f}, AUC A {figures['inner']['aucA']:.4f}; val mean F1 {figures['val']['meanF1']}, AUC A {figures['val']['classes']['A']['auc']}")
    print(f"{(time.time() - started) / 60:.1f} minutes in all")


if __name__ == "__main__":
    main()
