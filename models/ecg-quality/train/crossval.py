"""Three folds over the records that are not `val`: how good the recipe is, and out-of-fold logits for calibration and threshold."""

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from data import SETTLED, folds, join, load
from evaluate import auc
from fit import fit, predict

FOLDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="prefix of what src/cli/prepare/ecg-quality.ts wrote for the split `train`")
    parser.add_argument("--more", type=Path, required=True, help="prefix of what src/cli/prepare/ecg-quality-more.ts wrote: in every training part, never tested on")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    records, more, started = load(args.data), load(args.more), time.process_time()
    fold = folds(records.ids, FOLDS)
    logit, leads = np.zeros(len(fold)), np.zeros((len(fold), 12))
    for k in range(FOLDS):
        model = fit(join(records.take(fold != k), more), args.epochs, args.seed + k, log=lambda line: None)
        logit[fold == k], leads[fold == k], _ = predict(model, records.take(fold == k))
        part = fold == k
        print(f"fold {k}: AUC {auc(logit[part], records.unacceptable[part]):.4f}, {time.process_time() - started:.0f} s", flush=True)
    known = (records.bad >= 0) & SETTLED
    print(f"out of fold: AUC {auc(logit, records.unacceptable):.4f}, leads {auc(leads[known], records.bad[known] == 1):.4f}")
    np.savez(args.work / "out-of-fold.npz", ids=records.ids, logit=logit, leads=leads)


if __name__ == "__main__":
    main()
