"""
Trains `spine-cobb` and writes its files. Figures of `val` are printed by `hinterland eval`; those here are for choosing.

    train.py --data PREPARED --work WORK --out models/spine-cobb [--seed 7] [--figures-only]

PREPARED/{stretched,fitted}/{train,val}: film-stretch-v1 and film-fit-v1, 96x192. The first learns quicker, the second ships. A run longer than RUN_SECONDS stops and goes on when it is called again.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from bend import bend
from net import COLUMNS, ROWS, SpineNet, cobb, tilts
from augment import Changes, change
from calibrate import interval
from data import Pictures, load
from long_fit import long_fit
from pack_files import write_pack

EPOCHS, BATCH = 13, 8
#: Then so many on films in their true proportions.
TRUE_EPOCHS = 2
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


def loss_of(pictures: Pictures, shape: np.ndarray):
    bell = lambda cells, at: torch.exp(-((torch.arange(cells) + 0.5 - at * cells) ** 2) / (2 * SIGMA**2))

    def loss(model, index):
        image, points, shaped = torch.from_numpy(pictures.batch(index)), torch.from_numpy(pictures.points[index]), torch.from_numpy(shape[index])
        image, points, shaped = bend(image, points, shaped)
        image = change(image, SHADE)[0]
        _, _, _, found, logits, first = model.both(image.contiguous(memory_format=torch.channels_last))
        there = ((points > 0) & (points < 1)).all(2).float()
        wanted = (bell(ROWS, points[..., 1:])[..., :, None] * bell(COLUMNS, points[..., :1])[..., None, :]).flatten(2)
        wanted = wanted / wanted.sum(2, keepdim=True).clamp_min(1e-6)
        maps = (-(wanted * F.log_softmax(logits, 2)).sum(2) * there).sum() / there.sum()
        scale = torch.stack([shaped, torch.ones_like(shaped)], 1)[:, None] * 100
        far = lambda at: (F.smooth_l1_loss(at * scale, points * scale, reduction="none", beta=0.5).sum(2) * there).sum() / there.sum()
        lines = there.view(len(there), 17, 4).amin(2)
        tilt = F.smooth_l1_loss(tilts(found, shaped), tilts(points, shaped), reduction="none", beta=2.0)
        return maps + 0.3 * far(first) + 0.3 * far(found) + 0.1 * (tilt * lines).sum() / lines.sum()

    return loss


@torch.no_grad()
def answers(model, pictures: Pictures):
    parts = [model.both(torch.from_numpy(pictures.batch(np.arange(i, min(i + 32, len(pictures))))))[:4] for i in range(0, len(pictures), 32)]
    return [torch.cat(each) for each in zip(*parts)]


@torch.no_grad()
def fit_line(model, pictures: Pictures, ridge: float = 0.3) -> None:
    """The last look, in closed form: ridge regression of what a tilt lacks, on all tilts and slopes, mirrored films too."""
    found = answers(model, pictures)[3]
    slopes, truth = model.slopes(found)[0].double(), model.slopes(torch.from_numpy(pictures.points))[0].double()
    lacks = (truth - slopes)[:, :17]
    x = torch.cat([slopes, -slopes])
    x = torch.cat([x, torch.ones(len(x), 1)], 1)
    weight = torch.linalg.solve(x.T @ x + ridge * torch.eye(x.shape[1]), x.T @ torch.cat([lacks, -lacks]))
    model.line.weight.copy_(weight[:-1].T)
    model.line.bias.copy_(weight[-1])


def print_figures(model, val: Pictures) -> np.ndarray:
    points, spread, _, first = answers(model, val)[:4]
    shape = torch.from_numpy(shapes(val))
    truth, people = val.column("value").astype(float), val.patient
    for name, at in (("before the last look", first), ("shipped", points)):
        angle = cobb(at, shape).numpy().astype(float)
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
    print("tilt error, mean", error.mean().round(2), "with truth in order: cobb error", off[ok].mean().round(2), "largest", np.sort(off)[-6:].round(1))
    print("spread", np.quantile(spread.numpy().mean(1), [0, 0.5, 0.95, 1]).round(4), flush=True)
    return off


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--work", type=Path, required=True)
    ask.add_argument("--out", type=Path, default=Path("models/spine-cobb"))
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--figures-only", action="store_true")
    given = ask.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    model = SpineNet().to(memory_format=torch.channels_last)
    for stage, epochs, rate in (("stretched", EPOCHS, 4e-3), ("fitted", TRUE_EPOCHS, 2e-3)):
        train, val = load(given.data / stage / "train"), load(given.data / stage / "val")
        train = train.where(in_order(train.points))
        kept = given.work / f"spine-{given.seed}-{stage}.pt"
        if kept.exists():
            model.load_state_dict(torch.load(kept), strict=False)
            continue
        state = given.work / f"spine-{given.seed}.state"
        model = long_fit(model, len(train), loss_of(train, shapes(train)), state, epochs=epochs, seed=given.seed, batch=BATCH, rate=rate, mean=0.98)
        if model is None:
            return
        torch.save(model.state_dict(), kept)
    model.eval()
    print(f"{len(train)} films learned from, {len(val)} to choose by", flush=True)
    fit_line(model, train)
    off = print_figures(model, val)
    if not given.figures_only:
        write_pack(model, given.out, train, answers(model, train), val, answers(model, val), off, train.column("group"))


if __name__ == "__main__":
    main()
