"""Train the pack from nothing to its card:  python train.py --data ../../../../shared/data/ecg/cinc2017_train.npz

The network learns on the training part; build.py then writes the pack: export, calibration and gate (inner split),
golden cases, figures (val), card.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

import data
import synthetic
from build import build
from fit import Recipe, fit
from network import RhythmNet

VERSION = "1.0.0"
TAUGHT_NOISE = 2000


def main() -> None:
    here = Path(__file__).resolve().parent
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "ecg-rhythm-1lead", help="caches and checkpoints, outside the repository")
    options.add_argument("--pack", type=Path, default=here.parent, help="where the pack's files go")
    options.add_argument("--epochs", type=int, default=36)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--checkpoint", type=Path, help="build the pack from this finished training instead of training anew")
    args = options.parse_args()
    torch.set_num_threads(2)
    started = time.time()

    recordings = data.load(args.data, args.work)
    torch.manual_seed(args.seed)
    model = RhythmNet()
    if args.checkpoint:
        model.load_state_dict(torch.load(args.checkpoint))
    else:
        index = np.flatnonzero(recordings.train)
        signals = [recordings.signals[i] for i in index]
        bank = synthetic.taught_bank(TAUGHT_NOISE, args.seed, signals)
        print(f"training on {len(signals)} recordings", flush=True)
        model = fit(model, signals, np.eye(4)[recordings.target[index]], bank, Recipe(args.epochs, args.seed))
        torch.save(model.state_dict(), args.work / f"trained-{args.seed}.pt")
        print(f"trained in {(time.time() - started) / 60:.1f} minutes", flush=True)
    figures = build(model.eval(), recordings, args.data, args.pack, args.work, VERSION)
    print(f"inner without biases {figures['inner']}\nval with biases: mean F1 {figures['val']['meanF1']}, AUC of A {figures['val']['classes']['A']['auc']}")
    print(f"{(time.time() - started) / 60:.1f} minutes in all")


if __name__ == "__main__":
    main()
