"""Weights of one or several seeds -> model.onnx, calibration.json, gate.json, golden/, metrics.json. See README.md."""

import argparse
from pathlib import Path

import numpy as np
import torch

from network import SIDE, NoduleNet
from train import HERE, wanted_of
from data import load
from findings import OUTPUTS, Findings
from together import Together

SENSITIVITY = {"nodule": 0.9}
#: Share of `val` within the gate's distance; the intake refuses some of its patches as well.
QUANTILE = 0.99


def drawn(rng) -> dict[str, np.ndarray]:
    """Patches that we drew: air with grain, a ball in it, a vessel through it."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] - SIDE / 2 + 0.5
    air = -0.75 + 0.05 * rng.standard_normal((SIDE, SIDE))
    ball = air + 1.2 / (1 + np.exp(np.hypot(x, y) - 7))
    vessel = air + 1.0 / (1 + np.exp(2 * (np.abs(x - 0.5 * y) - 3)))
    return {"air": air[None], "ball": ball.clip(-1, 1)[None], "vessel": vessel.clip(-1, 1)[None], "noise": rng.uniform(-1, 1, (1, SIDE, SIDE))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folders train, val")
    parser.add_argument("--weights", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, default=HERE.parent)
    args = parser.parse_args()
    nets = [NoduleNet() for _ in args.weights]
    for net, path in zip(nets, args.weights):
        net.load_state_dict(torch.load(path, map_location="cpu"))
    # A patch has no left.
    model = Together(nets, OUTPUTS, mirrored=True).eval()
    found = Findings(model, load(args.data / "train"), load(args.data / "val"), wanted_of, SENSITIVITY)
    figures = {**found.figures("nodule"), **found.labels["nodule"]}
    figures |= {"parameters": sum(p.numel() for p in model.parameters()), "weights": [path.name for path in args.weights]}
    metrics = (HERE if args.out == HERE.parent else args.out) / "metrics.json"
    found.write(args.out, metrics, kinds=["nodule-patch"], classes="nodule", quantile=QUANTILE, drawn=drawn(np.random.default_rng(11)), figures=figures)


if __name__ == "__main__":
    main()
