"""Weights of one or several seeds -> model.onnx, calibration.json, gate.json, golden/, metrics.json. See README.md."""

import argparse
from pathlib import Path

import numpy as np
import torch

from marks import with_marks, without_marks
from network import HEIGHT, LABELS, WIDTH, BreastNet
from train import HERE, wanted_of
import calibrate
from data import load
from findings import OUTPUTS, Findings, answers
from together import Together

SENSITIVITY = {"lesion": 0.95, "malignant": 0.9}
#: Share of `val` within the gate's distance.
QUANTILE = 0.98


def network_of(weights: list[Path]) -> Together:
    """Seeds and the mirrored picture, averaged: in a breast left and right mean nothing."""
    nets = []
    for path in weights:
        nets.append(BreastNet())
        nets[-1].load_state_dict(torch.load(path, map_location="cpu"))
    return Together(nets, OUTPUTS, mirrored=True).eval()


def middle(image: np.ndarray, share: float) -> np.ndarray:
    """A band along every side black."""
    image = image.copy()
    y, x = round(share * image.shape[2]), round(share * image.shape[3])
    image[:, :, :y] = image[:, :, -y:] = image[:, :, :, :x] = -1
    image[:, :, :, -x:] = -1
    return image


def drawn(rng) -> dict[str, np.ndarray]:
    """Tissue that we drew: layers of speckle, with and without something dark in it."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    depth = np.exp(-y / 90)
    tissue = (0.75 + 0.2 * np.sin(y / 5 + 0.4 * np.sin(x / 17))) * depth * rng.rayleigh(0.55, (HEIGHT, WIDTH))
    dark = tissue * (0.12 + 0.88 / (1 + np.exp(-(np.hypot((x - 80) / 26, (y - 55) / 15) - 1) * 8)))
    scaled = lambda v: (np.clip(v, 0, 1) * 2 - 1)[None].astype(np.float32)
    return {"tissue": scaled(tissue), "dark-oval": scaled(dark), "noise": rng.uniform(-1, 1, (1, HEIGHT, WIDTH))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folders train, val")
    parser.add_argument("--weights", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, default=HERE.parent)
    args = parser.parse_args()
    torch.manual_seed(0)
    val = load(args.data / "val")
    found = Findings(network_of(args.weights), load(args.data / "train"), val, wanted_of, SENSITIVITY)
    plain = val.batch(np.arange(len(val)))
    changed = {"marks taken out": without_marks(val.image), "8 % of every side black": middle(val.image, 0.08),
               "calipers on all": with_marks(torch.from_numpy(plain), torch.from_numpy(val.mask), 1.0).numpy()}
    said = {name: answers(found.model, image) for name, image in changed.items()}
    figures = {
        name: {**found.figures(name), "aucWhen": {change: calibrate.auc(logits[:, k], found.is_so[:, k]) for change, logits in said.items()}}
        for k, name in enumerate(LABELS)
    }
    lesions = found.is_so[:, 0]
    figures["malignantAmongLesions"] = calibrate.auc(found.logits[lesions, 1], found.is_so[lesions, 1])
    figures |= {"parameters": sum(p.numel() for p in found.model.parameters()), "weights": [path.name for path in args.weights]}
    metrics = (HERE if args.out == HERE.parent else args.out) / "metrics.json"
    found.write(args.out, metrics, kinds=["breast-us"], classes="label", quantile=QUANTILE, drawn=drawn(np.random.default_rng(11)), figures=figures)


if __name__ == "__main__":
    main()
