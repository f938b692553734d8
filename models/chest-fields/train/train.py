"""
Teaches the network, prints its figures on `val`, writes the weights; `build.py` makes the pack of them. Where a run may last
minutes alone (RUN_SECONDS) it ends with code 3 and goes on when it is called again.
"""

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
from fit import DEVICE, in_batches, predict, seeded  # noqa: E402
from coarse_unet import CoarseUNet  # noqa: E402
from long_fit import long_fit  # noqa: E402

#: Other kinds of picture, in which there is nothing to outline.
OTHERS = ("ood_photographs_128", "hand_boneage_256", "spine_cobb_384", "ultrasound_breast_192")
#: The two sources differ in their grey scales more than in anything else, so shade is changed most.
HOW = Changes(degrees=8, zoom=0.18, aspect=0.06, shift=0.07, gain=0.3, offset=0.3, gamma=0.7, noise=0.08, blur=0.2, marks=0.35)
#: The film of `val` on which the source has exchanged heart and left lung; see the card.
WRONG_REFERENCE = "0031.jpg"
#: Chest films, pictures of other kinds, chest films that lie wrongly; in every batch.
CHESTS, NOTHING, WRONG = 12, 1, 1
#: The share of the steps that are made with smaller films, which cost less than half, and their side.
SMALLER, SMALL_SIDE = 0.5, 128
#: From a quarter of the picture's size on.
WIDTHS = (24, 48, 96, 128)


def uneven(image: torch.Tensor) -> torch.Tensor:
    """Brighter to one side, as exposure and grids leave it, and the grey scale bent in its middle."""
    n, _, height, width = image.shape
    coarse = F.interpolate(torch.randn(n, 1, 3, 3) * 0.15, size=(height, width), mode="bilinear", align_corners=True)
    bend = (torch.rand(n, 1, 1, 1) * 2 - 1) * 0.25
    return (image + bend * torch.sin(torch.pi * image.clamp(-1, 1))) * (1 + coarse) + coarse / 2


def at_side(image: torch.Tensor, side: int) -> torch.Tensor:
    return image if image.shape[-1] == side else F.interpolate(image, size=side, mode="bilinear", antialias=True)


def masks_at_side(mask: torch.Tensor, side: int) -> torch.Tensor:
    return mask if mask.shape[-1] == side else F.interpolate(mask[:, None], size=side, mode="nearest-exact")[:, 0]


def wrong_way(image: torch.Tensor) -> torch.Tensor:
    """Chest films that must get no outline: on their side, upside down, or with black and white exchanged."""
    return torch.stack([torch.rot90(each, turns, (1, 2)) if turns else -each for each, turns in zip(image, torch.randint(0, 4, (len(image),)).tolist())])


def loss_of(pictures: Pictures, other: np.ndarray, steps: int):
    # By torch's chance alone, which `long_fit` keeps from run to run.
    some = lambda n, count: torch.randint(0, n, (count,)).numpy()

    def batch_loss(model, index):
        # Counted by a layer, since that goes on where a run in pieces goes on.
        small = int(model.features[1].num_batches_tracked) < SMALLER * steps
        side = SMALL_SIDE if small else pictures.image.shape[-1]
        sized = lambda image: at_side(torch.from_numpy(image.astype(np.float32)), side)
        image, mask, _ = change(sized(pictures.image[index]), HOW, masks_at_side(torch.from_numpy(pictures.mask[index]), side))
        nothing, _, _ = change(sized(other[some(len(other), NOTHING)]), replace(HOW, mirror=True))
        wrong, _, _ = change(wrong_way(sized(pictures.image[some(len(pictures), WRONG)])), HOW)
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
    parser.add_argument("--source", choices=("jsrt", "wingspan"), help="learn from one source alone")
    parser.add_argument("--epochs", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    seeded(args.seed)
    started = time.process_time()
    pictures, val = load(args.data / "fields" / "train"), load(args.data / "fields" / "val")
    if args.source:
        pictures = pictures.where(pictures.column("site") == args.source)
    other = np.concatenate([load(args.data / name / "train").image for name in OTHERS])
    model = CoarseUNet(1, 3, WIDTHS, 4).to(memory_format=torch.channels_last)
    print(f"{len(pictures)} films, {len(other)} other pictures, {sum(p.numel() for p in model.parameters())} weights", flush=True)
    loss = loss_of(pictures, other, args.epochs * (len(pictures) // CHESTS))
    model = long_fit(model, len(pictures), loss, args.out.with_suffix(".state"), epochs=args.epochs, seed=args.seed, batch=CHESTS, rate=5e-3)
    if model is None:
        raise SystemExit(3)
    model = model.cpu()
    torch.save(model.state_dict(), args.out)
    said("val", measure(model, val))
    said(f"val without {WRONG_REFERENCE}", measure(model, val.where(val.column("file") != WRONG_REFERENCE)))
    for source in ("jsrt", "wingspan"):
        said(source, measure(model, val.where(val.column("site") == source)))
    print(f"{time.process_time() - started:.0f} s of processor time in this run", flush=True)


if __name__ == "__main__":
    main()
