"""
Trains `hand-bone-age` and writes its files. Figures of `val` are printed by `hinterland eval`; those here are for choosing.

    train.py --data PREPARED --work WORK --out models/hand-bone-age [--seed 7] [--figures-only]

PREPARED/{train,val}: film-fit-v1 192x192.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

import bank as filters
from net import FEATURES, HandNet
from calibrate import interval
from data import Pictures, load
from pack_files import write_pack

#: Chosen on val among 0.03 to 3: 25.3 to 28.9 months.
RIDGE = 0.3
#: How much of what is learned may differ with the sex.
SEX_SHARE = 0.5


def months(pictures: Pictures) -> np.ndarray:
    return pictures.column("value").astype(np.float32)


def sexes(pictures: Pictures) -> np.ndarray:
    return np.where(pictures.column("sex") == "female", 1, -1).astype(np.float32)


def described(bank, pictures: Pictures, kept: Path) -> np.ndarray:
    """[n, 512, 6, 6], square roots of what the bank says."""
    if not kept.exists():
        np.save(kept, filters.described(bank, torch.from_numpy(pictures.image)).numpy())
    return np.sqrt(np.load(kept).astype(np.float32) + 1e-8)


def learned(train: Pictures, bank, said: np.ndarray) -> HandNet:
    """Ridge regression in closed form on every filter at every place, one part for all and one by sex."""
    # A constant a filter, so that the map is taken apart place by place.
    mean = said.mean(0)
    deviation = said.std(0) + 0.05
    x = ((said - mean) / deviation).reshape(len(said), -1).astype(np.float64)
    size, age, sex = x.shape[1], months(train).astype(np.float64) / 100, sexes(train).astype(np.float64)
    kernel = (x @ x.T / size + 1) * (1 + SEX_SHARE * np.outer(sex, sex))
    alpha = np.linalg.solve(kernel + RIDGE * np.eye(len(x)), age - age.mean())
    weight, by_sex = (part.reshape(said.shape[1:]) for part in (alpha @ x / size, SEX_SHARE * (alpha * sex) @ x / size))
    middle, offset = age.mean() + alpha.sum(), SEX_SHARE * (alpha * sex).sum()
    whole = ((said - mean) / deviation).mean((2, 3)).astype(np.float64)
    values, vectors = np.linalg.eigh(whole.T @ whole / len(whole))
    axes = vectors[:, -FEATURES:].T / np.sqrt(values[-FEATURES:, None])
    return HandNet(bank, mean[None], deviation[None], weight[None], by_sex[None], middle, offset, axes).eval()


@torch.no_grad()
def answers(model, pictures: Pictures, sex: np.ndarray | None = None):
    sex = sexes(pictures) if sex is None else sex
    parts = []
    for i in range(0, len(pictures), 32):
        rows = np.arange(i, min(i + 32, len(pictures)))
        parts.append(model(torch.from_numpy(pictures.batch(rows)), torch.from_numpy(sex[rows][:, None])))
    return [torch.cat(each).numpy() for each in zip(*parts)]


def print_figures(age: np.ndarray, val: Pictures) -> None:
    truth, sex = months(val), sexes(val)
    off = np.abs(age - truth).astype(float)
    say = lambda rows: "%.1f (%.1f-%.1f)" % interval(lambda i: off[rows][i].mean(), val.patient[rows])
    print("val mean error", say(np.ones(len(off), bool)), "male", say(sex < 0), "female", say(sex > 0), flush=True)


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--work", type=Path, required=True)
    ask.add_argument("--out", type=Path, default=Path("models/hand-bone-age"))
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--figures-only", action="store_true")
    given = ask.parse_args()
    torch.set_num_threads(1)
    train, val = load(given.data / "train"), load(given.data / "val")
    bank = filters.learned_bank(train.image, given.seed)
    said = described(bank, train, given.work / f"hand-{given.seed}.npy")
    model = learned(train, bank, said)
    found = answers(model, val)
    age = 100 * found[0][:, 0]
    print_figures(age, val)
    if not given.figures_only:
        write_pack(model, given.out, train, model.features(torch.from_numpy(said)).numpy(), val, found, months(train), age - months(val))


if __name__ == "__main__":
    main()
