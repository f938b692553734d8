"""
Trains `spine-cobb` and writes its files. Figures of `val` are printed by `hinterland eval`; those here are for choosing.

    train.py --data PREPARED --work WORK --seed 7              # learns one network: WORK/spine-7-fitted.pt, the last of its stages
    train.py --data PREPARED --work WORK --together 7 8        # writes the pack of the mean of both

PREPARED/stretched/{train,val}: film-stretch-v1 96x192, PREPARED/fitted/{train,val}: film-fit-v1 128x256. The first learns quicker, the
second ships. A run longer than RUN_SECONDS stops and goes on when it is called again.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from bend import OTHER_SIDE, bend
from net import HEIGHT, WIDTH, SpineNet, cobb, tilts
from augment import Changes, change
from calibrate import interval
from data import Pictures, load
from long_fit import long_fit
from pack_files import write_pack
from together import Together

BATCH = 8
#: Folder of PREPARED, its size, rounds, rate.
STAGES = (("stretched", 96, 192, 13, 4e-3), ("fitted", WIDTH, HEIGHT, 24, 2e-3))
SHADE = Changes(degrees=0, zoom=0, shift=0, gain=0.25, offset=0.2, gamma=0.35, marks=0.3)
#: Standard deviation of what a corner's map should be, in cells.
SIGMA = 1.0


def shapes(pictures: Pictures) -> np.ndarray:
    """Width over height of what the input covers of each film."""
    side = lambda a, b: pictures.column(b).astype(np.float32) - pictures.column(a).astype(np.float32)
    return side("boxLeft", "boxRight") / side("boxTop", "boxBottom")


def in_order(points: np.ndarray) -> np.ndarray:
    """Films whose corners stand on their sides, vertebra under vertebra; the others' truth is out of order."""
    corner = points.reshape(len(points), 17, 4, 2)
    wide = corner[:, :, [1, 3], 0].mean(2) > corner[:, :, [0, 2], 0].mean(2)
    return wide.all(1) & (np.diff(corner[..., 1].mean(2), axis=1) > 0).all(1)


def loss_of(pictures: Pictures, shape: np.ndarray, angles: bool):
    """angles: the last look and the angle itself count, too."""
    bell = lambda cells, at: torch.exp(-((torch.arange(cells) + 0.5 - at * cells) ** 2) / (2 * SIGMA**2))

    def loss(model, index):
        image, points, shaped = torch.from_numpy(pictures.batch(index)), torch.from_numpy(pictures.points[index]), torch.from_numpy(shape[index])
        image, points, shaped = bend(image, points, shaped)
        image = change(image, SHADE)[0]
        last, _, _, found, logits, first = model.both(image.contiguous(memory_format=torch.channels_last))
        there = ((points > 0) & (points < 1)).all(2).float()
        bells = (bell(model.rows, points[..., 1:])[..., :, None] * bell(model.columns, points[..., :1])[..., None, :]).flatten(2)
        bells = bells / bells.sum(2, keepdim=True).clamp_min(1e-6)
        maps = (-(bells * F.log_softmax(logits, 2)).sum(2) * there).sum() / there.sum()
        scale = torch.stack([shaped, torch.ones_like(shaped)], 1)[:, None] * 100
        far = lambda at: (F.smooth_l1_loss(at * scale, points * scale, reduction="none", beta=0.5).sum(2) * there).sum() / there.sum()
        lines = there.view(len(there), 17, 4).amin(2)
        wanted = tilts(points, shaped)
        tilt = lambda at: (F.smooth_l1_loss(tilts(at, shaped), wanted, reduction="none", beta=2.0) * lines).sum() / lines.sum()
        places = maps + 0.3 * far(first) + 0.3 * far(found) + 0.1 * tilt(found)
        if not angles:
            return places
        # What is right on the mean of 17 tilts would still make a bent spine too straight.
        whole = lines.amin(1)
        angle = F.smooth_l1_loss(cobb(last, shaped), wanted.amax(1) - wanted.amin(1), reduction="none", beta=3.0)
        return places + 0.1 * tilt(last) + 0.05 * (angle * whole).sum() / whole.sum().clamp_min(1)

    return loss


@torch.no_grad()
def answers(model, pictures: Pictures):
    """points, spread, features."""
    parts = [model(torch.from_numpy(pictures.batch(np.arange(i, min(i + 32, len(pictures)))))) for i in range(0, len(pictures), 32)]
    return [torch.cat(each) for each in zip(*parts)]


def print_figures(name: str, found, val: Pictures) -> np.ndarray:
    """Error of the angle on each film, in degrees."""
    points, spread = found[:2]
    shape = torch.from_numpy(shapes(val))
    truth, people = val.column("value").astype(float), val.patient
    angle = cobb(points, shape).numpy().astype(float)
    off = np.abs(angle - truth)
    figures = {
        "smape": lambda i: 100 * np.mean(off[i] / (angle[i] + truth[i])),
        "meanErrorDeg": lambda i: off[i].mean(),
        "median": lambda i: np.median(off[i]),
        "meanDifference": lambda i: (angle - truth)[i].mean(),
        "within5": lambda i: (off[i] <= 5).mean(),
    }
    print(name, {key: "%.2f (%.2f-%.2f)" % interval(each, people) for key, each in figures.items()}, flush=True)
    ok = in_order(val.points)
    error = (tilts(points, shape) - tilts(torch.from_numpy(val.points), shape)).abs().numpy()[ok]
    print("  of films in order: tilt", error.mean().round(2), "angle", off[ok].mean().round(2), "all, largest", np.sort(off)[-6:].round(1))
    print("  spread", np.quantile(spread.numpy().mean(1), [0, 0.5, 0.95, 1]).round(4), flush=True)
    return off


def films(data: Path, stage: str) -> tuple[Pictures, Pictures]:
    """train, without the films whose landmarks are out of order, and val."""
    train, val = load(data / stage / "train"), load(data / stage / "val")
    return train.where(in_order(train.points)), val


def learned(data: Path, work: Path, seed: int) -> None:
    """One stage a run, its weights in WORK/spine-SEED-STAGE.pt."""
    torch.manual_seed(seed)
    weights = None
    for stage, width, height, epochs, rate in STAGES:
        kept = work / f"spine-{seed}-{stage}.pt"
        if kept.exists():
            weights = torch.load(kept)
            continue
        model = SpineNet(width, height).to(memory_format=torch.channels_last)
        if weights is not None:
            model.load_state_dict(weights)
        train, val = films(data, stage)
        state = work / f"spine-{seed}.state"
        model = long_fit(model, len(train), loss_of(train, shapes(train), stage == STAGES[-1][0]), state, epochs=epochs, seed=seed, batch=BATCH, rate=rate, mean=0.98)
        if model is None:
            return
        weights = model.state_dict()
        torch.save(weights, kept)
        print_figures(f"seed {seed}, {stage}", answers(model, val), val)
        return


def together(data: Path, work: Path, seeds: list[int], out: Path) -> None:
    train, val = films(data, STAGES[-1][0])
    networks = []
    for seed in seeds:
        networks.append(SpineNet())
        networks[-1].load_state_dict(torch.load(work / f"spine-{seed}-{STAGES[-1][0]}.pt"))
        print_figures(f"seed {seed} alone", answers(networks[-1].eval(), val), val)
    sides = {"points": OTHER_SIDE.tolist(), "spread": OTHER_SIDE.tolist()}
    model = Together(networks, ["points", "spread", "features"], mirrored=True, seen=sides).eval()
    found = answers(model, val)
    off = print_figures("shipped", found, val)
    write_pack(model, out, train, answers(model, train), val, found, off, train.column("group"))


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--work", type=Path, required=True)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--together", type=int, nargs="+")
    ask.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1])
    given = ask.parse_args()
    torch.set_num_threads(1)
    if given.together:
        together(given.data, given.work, given.together, given.out)
    else:
        learned(given.data, given.work, given.seed)


if __name__ == "__main__":
    main()
