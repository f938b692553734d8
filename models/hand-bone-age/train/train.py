"""
Trains `hand-bone-age` and writes its files. Figures of `val` are printed by `hinterland eval`; those here are for choosing.

    train.py --data PREPARED --work WORK --seed 7              # learns one network: WORK/hand-7-4.pt, the last of its stages
    train.py --data PREPARED --work WORK --together 7 8        # writes the pack of the mean of both

PREPARED/{train,val}: film-fit-v1 192x192. A run longer than RUN_SECONDS stops and goes on when it is called again.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from net import AGES, MIDDLE, SIDE, SPAN, HandNet
from augment import Changes, change
from calibrate import interval
from data import Pictures, load
from long_fit import long_fit
from pack_files import write_pack
from together import Together

BATCH = 16
#: First films that are much changed, for what a hand is; then gently, for what tells its age.
ROUGH = Changes(degrees=20, zoom=0.18, aspect=0.06, shift=0.07, mirror=True, gain=0.25, offset=0.2, gamma=0.4, marks=0.25, noise=0.06, blur=0.1, coarsest=0.7)
GENTLE = Changes(degrees=18, zoom=0.15, aspect=0.05, shift=0.06, mirror=True, gain=0.2, offset=0.15, gamma=0.3, marks=0.12, noise=0.03, blur=0.05, coarsest=0.7)
#: Side of the picture, rounds, rate, changes, share of hidden values left out, share of films whose greys are evened out: small
#: pictures first, since a round costs less there; last the greys, since other machines deliver them so.
STAGES = ((96, 40, 4e-3, ROUGH, 0.2, 0.0), (128, 40, 4e-3, GENTLE, 0.05, 0.0), (192, 30, 2.5e-3, GENTLE, 0.05, 0.0), (192, 8, 1e-3, GENTLE, 0.05, 0.35))
#: Share of children whose sex is held back in training, so that it may be missing.
SEX_UNKNOWN = 0.15
#: Months by which an age counts for those beside it, in the distribution.
SOFT = 9.0


def months(pictures: Pictures) -> np.ndarray:
    return pictures.column("value").astype(np.float32)


def sexes(pictures: Pictures) -> np.ndarray:
    return np.where(pictures.column("sex") == "female", 1, -1).astype(np.float32)


def evened(age: np.ndarray) -> np.ndarray:
    """How often a film is drawn: half way to as often at each age."""
    year = (age // 12).astype(int)
    return 1 / np.sqrt(np.bincount(year)[year])


def levelled(image: torch.Tensor) -> torch.Tensor:
    """Again -1 to 1 between the 2nd and the 98th percentile: what the preprocessing makes of any film, whatever was changed."""
    flat = image.flatten(1)[:, ::7].sort(1).values
    low, high = (flat[:, int(q * (flat.shape[1] - 1))].view(-1, 1, 1, 1) for q in (0.02, 0.98))
    return ((image - low) / (high - low).clamp_min(0.1) * 2 - 1).clamp(-1.5, 1.5)


def histogram_evened(image: torch.Tensor) -> torch.Tensor:
    """Each grey as the share of pixels that are darker, half of the equally dark: -1 to 1. What a machine or a program may do to a film."""
    out = torch.empty_like(image)
    for i, each in enumerate(image):
        grey = ((each + 1.5) * 85).round().long().clamp(0, 255)
        count = torch.bincount(grey.flatten(), minlength=256).float()
        out[i] = ((count.cumsum(0) - count / 2) / count.sum() * 2 - 1)[grey]
    return out


def at_side(images: np.ndarray, side: int) -> torch.Tensor:
    resized = lambda part: F.interpolate(torch.from_numpy(part.astype(np.float32)), size=(side, side), mode="bilinear", antialias=True)
    return torch.cat([resized(images[at : at + 64]) for at in range(0, len(images), 64)])


def loss_of(pictures: Pictures, side: int, changes: Changes, evened_share: float):
    images, age, sex = at_side(pictures.image, side), torch.from_numpy(months(pictures)), torch.from_numpy(sexes(pictures))
    near = torch.exp(-((age[:, None] - AGES) ** 2) / (2 * SOFT**2))
    near = near / near.sum(1, keepdim=True)

    def loss(model, index):
        image = images[index]
        some = torch.rand(len(index)) < evened_share
        image[some] = histogram_evened(image[some])
        image = levelled(change(image, changes)[0]).contiguous(memory_format=torch.channels_last)
        known = (torch.rand(len(index)) >= SEX_UNKNOWN).float()
        value, ages = model.learning(image, (sex[index] * known)[:, None])
        wanted = (age[index] - MIDDLE) / SPAN
        return F.smooth_l1_loss(value[:, 0], wanted, beta=0.2) + 0.2 * F.cross_entropy(ages, near[index])

    return loss


@torch.no_grad()
def answers(model, pictures: Pictures, side: int = SIDE, known: bool = True, even: bool = False):
    """value [n, 1], features, cam; the sex as the data name it, or kept back; the greys as they are, or evened out."""
    images = at_side(pictures.image, side)
    images = levelled(histogram_evened(images)) if even else images
    sex = torch.from_numpy(sexes(pictures))[:, None] * known
    parts = [model(images[at : at + 32], sex[at : at + 32]) for at in range(0, len(images), 32)]
    return [torch.cat(each).numpy() for each in zip(*parts)]


def print_figures(name: str, age: np.ndarray, val: Pictures) -> None:
    truth, sex = months(val), sexes(val)
    off = np.abs(age - truth).astype(float)
    say = lambda rows: "%.1f (%.1f-%.1f)" % interval(lambda i: off[rows][i].mean(), val.patient[rows])
    print(name, "mean error", say(np.ones(len(off), bool)), "male", say(sex < 0), "female", say(sex > 0), "bias", (age - truth).mean().round(1), flush=True)
    for low, high in ((0, 72), (72, 120), (120, 156), (156, 240)):
        rows = (truth >= low) & (truth < high)
        print(f"  {low}-{high}: {off[rows].mean():.1f} of {rows.sum()}, bias {(age - truth)[rows].mean():.1f}", flush=True)


def learned(train: Pictures, val: Pictures, work: Path, seed: int) -> None:
    """One stage a run, its weights in WORK/hand-SEED-STAGE.pt."""
    torch.manual_seed(seed)
    model = HandNet().to(memory_format=torch.channels_last)
    for stage, (side, epochs, rate, changes, drop, evened_share) in enumerate(STAGES, 1):
        kept = work / f"hand-{seed}-{stage}.pt"
        if kept.exists():
            model.load_state_dict(torch.load(kept))
            continue
        state = work / f"hand-{seed}.state"
        model.drop.p = drop
        model = long_fit(model, len(train), loss_of(train, side, changes, evened_share), state, epochs=epochs, seed=seed + side + (stage == len(STAGES)), batch=BATCH, rate=rate, decay=5e-2, weights=evened(months(train)), mean=0.99)
        if model is None:
            return
        torch.save(model.state_dict(), kept)
        print_figures(f"seed {seed}, stage {stage} at {side}", MIDDLE + SPAN * answers(model, val, side)[0][:, 0], val)
        return


def left_out(value: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Months by the line through all other films: what the line that is fitted to `val` owes to being fitted there."""
    others = [np.arange(len(value)) != i for i in range(len(value))]
    return np.array([np.polyval(np.polyfit(value[rest], truth[rest], 1), one) for rest, one in zip(others, value)])


def together(train: Pictures, val: Pictures, work: Path, seeds: list[int], out: Path) -> None:
    networks = []
    for seed in seeds:
        networks.append(HandNet())
        networks[-1].load_state_dict(torch.load(work / f"hand-{seed}-{len(STAGES)}.pt"))
        print_figures(f"seed {seed} alone", MIDDLE + SPAN * answers(networks[-1].eval(), val)[0][:, 0], val)
    model = Together(networks, ["value", "features", "cam"], mirrored=True).eval()
    found, truth = answers(model, val), months(val)
    # A straight line through 133 films takes away what is drawn towards the middle; it is part of the calibration, and of it alone.
    slope, intercept = (round(float(each), 2) for each in np.polyfit(found[0][:, 0].astype(float), truth.astype(float), 1))
    print_figures("before the line", MIDDLE + SPAN * found[0][:, 0], val)
    age = slope * found[0][:, 0] + intercept
    print_figures("shipped", age, val)
    print_figures("shipped, the line drawn without the film itself", left_out(found[0][:, 0], truth), val)
    print_figures("shipped, greys evened out", slope * answers(model, val, even=True)[0][:, 0] + intercept, val)
    unsaid = slope * answers(model, val, known=False)[0][:, 0] + intercept
    print_figures("shipped, sex not said", unsaid, val)
    write_pack(model, out, (slope, intercept), train, answers(model, train)[1], months(train), val, found, age - truth, unsaid - truth)


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--work", type=Path, required=True)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--together", type=int, nargs="+")
    ask.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1])
    given = ask.parse_args()
    torch.set_num_threads(1)
    train, val = load(given.data / "train"), load(given.data / "val")
    if given.together:
        together(train, val, given.work, given.together, given.out)
    else:
        learned(train, val, given.work, given.seed)


if __name__ == "__main__":
    main()
