"""Teaches the network on crops, prints its figures on `val`, writes the weights. `build.py` makes the pack of them."""

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

from augment import Changes, change  # noqa: E402
from coarse_unet import CoarseUNet  # noqa: E402
from data import Pictures, load  # noqa: E402
from fit import DEVICE, in_batches, predict, seeded  # noqa: E402
from long_fit import long_fit  # noqa: E402
from network import InsideDisc  # noqa: E402
from together import Together  # noqa: E402

OWN = "fundus_vessels_384"
#: Fundus photographs whose vessels nobody drew, and pictures of nothing of the kind: they teach the features alone.
FUNDUS, OTHERS = "fundus_idrid_dr_320", ("ood_photographs_128",)
HOW = Changes(degrees=45, zoom=0.2, aspect=0.05, shift=0.02, mirror=True, any_way_up=True, gain=0.25, offset=0.3, gamma=0.3, tint=0.15,
              noise=0.1, blur=0.25, coarsest=0.55, marks=0, outside=0.0)
#: Side of a crop before and after it is turned, in pixels of the input.
TURNED, CROP = 144, 96
#: Crops with vessels drawn, of other fundus photographs, of other pictures; in every batch.
DRAWN, UNDRAWN, NOTHING = 12, 1, 1
#: From half of the picture's size on.
WIDTHS = (20, 32, 48, 64)
#: Crops of a picture in an epoch, were there always 29 pictures.
CROPS = 20


def piece(picture: np.ndarray, top: int, left: int) -> np.ndarray:
    """[…, h, w] → […, TURNED, TURNED]; nothing outside of the picture."""
    side = picture.shape[-1]
    rows, columns = (slice(max(0, at), min(side, at + TURNED)) for at in (top, left))
    whole = np.zeros((*picture.shape[:-2], TURNED, TURNED), picture.dtype)
    whole[..., rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = picture[..., rows, columns]
    return whole


def crops(image: np.ndarray, index: np.ndarray, mask: np.ndarray | None = None):
    """Pieces of the pictures of `index` from anywhere, changed as cameras change them; the rim of the disc is among them."""
    edge = (TURNED - CROP) // 2
    corners = torch.randint(-edge, image.shape[-1] - TURNED + 1 + edge, (len(index), 2)).tolist()
    pieces = torch.from_numpy(np.stack([piece(image[i], *corner) for i, corner in zip(index, corners)]).astype(np.float32))
    truth = None if mask is None else torch.from_numpy(np.stack([piece(mask[i], *corner) for i, corner in zip(index, corners)]))
    pieces, truth, _ = change(pieces, HOW, truth)
    inside = slice(edge, edge + CROP)
    return pieces[..., inside, inside].clamp(-3, 3), None if truth is None else truth[..., inside, inside].float()


def loss_of(pictures: Pictures, fundus: np.ndarray, other: np.ndarray):
    def batch_loss(model, index):
        drawn, truth = crops(pictures.image, index % len(pictures), pictures.mask)
        more, _ = crops(fundus, torch.randint(0, len(fundus), (UNDRAWN,)).numpy())
        nothing, _ = crops(other, torch.randint(0, len(other), (NOTHING,)).numpy())
        image = torch.cat([drawn, more, nothing]).to(DEVICE)
        maps, features = model(image.contiguous(memory_format=torch.channels_last))
        truth, known = truth.to(DEVICE), maps[: len(drawn), 0]
        found = torch.sigmoid(known)
        overlap = 2 * (found * truth).sum() / (found + truth).sum().clamp_min(1)
        empty = F.softplus(maps[len(drawn) + UNDRAWN :]).mean()
        own = (torch.arange(len(image), device=DEVICE) < len(drawn) + UNDRAWN).float()
        kind = F.binary_cross_entropy_with_logits(model.own_kind(features)[:, 0], own)
        return F.binary_cross_entropy_with_logits(known, truth) + (1 - overlap) + 0.1 * (kind + empty)

    return batch_loss


def core(path: Path) -> CoarseUNet:
    model = CoarseUNet(3, 1, WIDTHS, 2)
    model.load_state_dict(torch.load(path, map_location="cpu"))
    return model


def loaded(paths: list[Path]) -> InsideDisc:
    """Seeds and the mirrored picture, averaged: one eye is the mirror image of the other."""
    return InsideDisc(Together([core(path) for path in paths], ["maps", "features"], mirrored=True)).eval()


def dice(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Boolean [n, h, w] each → by picture."""
    return 2 * (found & truth).sum((1, 2)) / (found.sum((1, 2)) + truth.sum((1, 2)))


def maps_of(model: InsideDisc, pictures: Pictures) -> tuple[np.ndarray, np.ndarray]:
    maps, features = predict(model, in_batches(pictures, 4))
    return maps[:, 0], features


def measure(model: InsideDisc, pictures: Pictures, from_logit: float = 0.0) -> str:
    by_picture = dice(maps_of(model, pictures)[0] >= from_logit, pictures.mask > 0)
    site = pictures.column("site")
    return f"vessels {by_picture.mean():.4f}, " + ", ".join(f"{name} {by_picture[site == name].mean():.4f}" for name in np.unique(site))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of prepared sets: SET/train, SET/val")
    parser.add_argument("--out", type=Path, required=True, help="weights, a .pt file")
    parser.add_argument("--site", choices=("chase", "drive"), help="learn from one camera alone")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    seeded(args.seed)
    started = time.time()
    pictures, val = load(args.data / OWN / "train"), load(args.data / OWN / "val")
    unseen = pictures.where(pictures.column("site") != args.site) if args.site else None
    if args.site:
        pictures = pictures.where(pictures.column("site") == args.site)
    fundus = np.load(args.data / FUNDUS / "train" / "inputs.npy", mmap_mode="r")
    other = np.concatenate([np.load(args.data / name / "train" / "inputs.npy", mmap_mode="r") for name in OTHERS])
    model = CoarseUNet(3, 1, WIDTHS, 2).to(memory_format=torch.channels_last)
    print(f"{len(pictures)} photographs, {sum(p.numel() for p in model.parameters())} weights", flush=True)
    model = long_fit(model, CROPS * 29, loss_of(pictures, fundus, other), args.out.with_suffix(".state"), epochs=args.epochs, seed=args.seed,
                     batch=DRAWN, rate=5e-3, mean=0.99)
    if model is None:
        return
    model = model.cpu()
    torch.save(model.state_dict(), args.out)
    print("val", measure(InsideDisc(model), val), flush=True)
    if unseen is not None:
        print("train of the other camera, not learned from:", measure(InsideDisc(model), unseen), flush=True)
    print(f"{time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
