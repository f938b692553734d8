"""Teaches the network, prints its figures on `val`, writes the weights. `build.py` makes the pack of them."""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "training"))

import figures  # noqa: E402
from augment import Changes, change  # noqa: E402
from data import Pictures, load  # noqa: E402
from fit import DEVICE, fit, in_batches, predict, seeded  # noqa: E402
from coarse_unet import CoarseUNet  # noqa: E402

#: Other kinds of picture, in which there is nothing to outline.
OTHERS = ("ood_photographs_128", "hand_boneage_256", "spine_cobb_384", "ultrasound_breast_192")
#: The two sources differ in their grey scales more than in anything else, so shade is changed most.
HOW = Changes(degrees=8, zoom=0.18, aspect=0.06, shift=0.07, gain=0.3, offset=0.3, gamma=0.7, noise=0.08, blur=0.2, marks=0.35)
#: Chest films, pictures of other kinds, chest films that lie wrongly; in every batch.
CHESTS, NOTHING, WRONG = 12, 1, 1
#: From a quarter of the picture's size on.
WIDTHS = (24, 32, 48, 64)


def uneven(image: torch.Tensor) -> torch.Tensor:
    """Brighter to one side, as exposure and grids leave it, and the grey scale bent in its middle."""
    n, _, height, width = image.shape
    coarse = F.interpolate(torch.randn(n, 1, 3, 3) * 0.15, size=(height, width), mode="bilinear", align_corners=True)
    bend = (torch.rand(n, 1, 1, 1) * 2 - 1) * 0.25
    return (image + bend * torch.sin(torch.pi * image.clamp(-1, 1))) * (1 + coarse) + coarse / 2


def wrong_way(image: torch.Tensor) -> torch.Tensor:
    """Chest films that must get no outline: on their side, upside down, or with black and white exchanged."""
    return torch.stack([torch.rot90(each, turns, (1, 2)) if turns else -each for each, turns in zip(image, torch.randint(0, 4, (len(image),)).tolist())])


def loss_of(pictures: Pictures, other: np.ndarray, rng: np.random.Generator):
    def batch_loss(model, index):
        image, mask, _ = change(torch.from_numpy(pictures.batch(index)), HOW, torch.from_numpy(pictures.mask[index]))
        nothing, _, _ = change(torch.from_numpy(other[rng.integers(0, len(other), NOTHING)].astype(np.float32)), replace(HOW, mirror=True))
        wrong, _, _ = change(wrong_way(torch.from_numpy(pictures.batch(rng.integers(0, len(pictures), WRONG)))), HOW)
        image = uneven(torch.cat([image, nothing, wrong])).clamp(-1.5, 1.5)
        truth = torch.zeros(len(image), 3, *image.shape[2:])
        truth[: len(index)] = torch.stack([mask == k for k in (1, 2, 3)], 1).float()
        is_chest = (torch.arange(len(image)) < len(index)).float()
        image, truth, is_chest = image.to(DEVICE), truth.to(DEVICE), is_chest.to(DEVICE)
        maps, features = model(image.contiguous(memory_format=torch.channels_last))
        found, given = torch.sigmoid(maps[: len(index)]), truth[: len(index)]
        overlap = 2 * (found * given).sum((2, 3)) / (found + given).sum((2, 3)).clamp_min(1)
        kind = F.binary_cross_entropy_with_logits(model.own_kind(features)[:, 0], is_chest)
        return F.binary_cross_entropy_with_logits(maps, truth) + (1 - overlap).mean() + 0.1 * kind

    return batch_loss


def loaded(path: Path) -> CoarseUNet:
    model = CoarseUNet(1, 3, WIDTHS, 4)
    model.load_state_dict(torch.load(path, map_location="cpu"))
    return model.eval()


def measure(model: CoarseUNet, pictures: Pictures) -> dict[str, float]:
    maps, _ = predict(model, in_batches(pictures))
    return figures.summary(figures.outlines(maps), figures.of_mask(pictures.mask))


def said(name: str, figure: dict[str, float]) -> None:
    print(name, ", ".join(f"{key} {value:.4f}" for key, value in figure.items()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of prepared sets: fields/{train,val}, SET/train of the other kinds")
    parser.add_argument("--out", type=Path, required=True, help="weights, a .pt file")
    parser.add_argument("--start", type=Path, help="weights of an earlier run to go on from")
    parser.add_argument("--source", choices=("jsrt", "wingspan"), help="learn from one source alone")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    rng, started = seeded(args.seed), time.time()
    pictures, val = load(args.data / "fields" / "train"), load(args.data / "fields" / "val")
    if args.source:
        pictures = pictures.where(pictures.column("site") == args.source)
    other = np.concatenate([load(args.data / name / "train").image for name in OTHERS])
    model = loaded(args.start) if args.start else CoarseUNet(1, 3, WIDTHS, 4)
    model = model.to(memory_format=torch.channels_last)
    print(f"{len(pictures)} films, {len(other)} other pictures, {sum(p.numel() for p in model.parameters())} weights", flush=True)
    model = fit(model, len(pictures), loss_of(pictures, other, rng), epochs=args.epochs, seed=args.seed, batch=CHESTS, rate=5e-3, mean=0.98).cpu()
    torch.save(model.state_dict(), args.out)
    said("val", measure(model, val))
    for source in ("jsrt", "wingspan"):
        said(source, measure(model, val.where(val.column("site") == source)))
    print(f"{time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
