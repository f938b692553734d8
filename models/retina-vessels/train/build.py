"""The weights → model.onnx, calibration.json, gate.json, golden/, metrics.json. `val` gives calibration and thresholds."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from train import FUNDUS, HERE, HOW, OWN, dice, loaded, maps_of
import calibrate
import golden
from augment import change
from data import load
from export import export, write_json

#: A figure may lie so many times below the least and above the largest one among the pack's own pictures.
WIDER = 1.6
#: The distance may be so many times that of 98 % of the val photographs: eight people say little about the next camera.
FARTHER = 1.5


def limits(values: np.ndarray) -> list[float]:
    return [float(f"{values.min() / WIDER:.4g}"), float(f"{values.max() * WIDER:.4g}")]


def features_of(model, pictures, seed: int | None = None) -> np.ndarray:
    """With a seed: of the pictures turned and shaded as in training."""
    if seed is None:
        return maps_of(model, pictures)[1]
    torch.manual_seed(seed)
    parts = []
    for at in range(0, len(pictures), 4):
        image, _, _ = change(torch.from_numpy(pictures.batch(np.arange(at, min(at + 4, len(pictures))))), HOW)
        with torch.no_grad():
            parts.append(model(image.clamp(-3, 3))[1].numpy())
    return np.concatenate(parts)


def drawn_eye(side: int, branches: int, rng: np.random.Generator) -> np.ndarray:
    """A disc with a bright papilla and dark bent lines from it, as `fundus-v1` scales it; no person's picture."""
    y, x = np.mgrid[0:side, 0:side] / (side - 1) * 2 - 1
    depth = np.zeros((side, side))
    for angle in np.linspace(0, 2 * np.pi, branches, endpoint=False):
        along = np.linspace(0, 1.3, 400)
        bent = angle + 0.6 * along * np.cos(angle * 3)
        for cx, cy, wide in zip(0.35 + along * np.cos(bent), along * np.sin(bent), 0.03 * (1 - along / 1.6)):
            column, row = int((cx + 1) / 2 * (side - 1)), int((cy + 1) / 2 * (side - 1))
            reach = max(1, int(wide * side / 2))
            depth[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1] = 1
    eye = 0.4 - 0.6 * np.hypot(x, y) ** 2 + 2 * np.exp(-(((x - 0.35) ** 2 + y**2) / 0.02)) - 1.4 * depth
    eye = np.clip(eye + 0.1 * rng.standard_normal((side, side)), -3, 3) * (np.hypot(x, y) < 0.98)
    return np.stack([0.7 * eye, eye, 0.8 * eye])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, nargs="+", required=True)
    parser.add_argument("--pack", type=Path, default=HERE.parent)
    args = parser.parse_args()
    torch.set_num_threads(1)
    model = loaded(args.weights)
    train, val = (load(args.data / OWN / split) for split in ("train", "val"))
    other_train, other_val = (load(args.data / FUNDUS / split) for split in ("train", "val"))
    # A part of them is enough for means and limits.
    other_train, other_val = other_train.where(np.arange(0, len(other_train), 8)), other_val.where(np.arange(0, len(other_val), 3))
    side = val.image.shape[-1]
    export(model, args.pack / "model.onnx", {"image": (1, 3, side, side)}, ["maps", "features"])
    maps, of_val = maps_of(model, val)
    truth = val.mask > 0
    scale = 0.0, calibrate.fit_scale(maps.ravel()[::997].astype(np.float64), truth.ravel()[::997])[1]
    calibration = {"labels": {"vessels": {"shift": 0, "temperature": scale[1], "threshold": 0.5}}}
    # From where on a pixel is a vessel: the probability with the best Dice on the training photographs, to 0.05.
    of_train, train_features = maps_of(model, train)
    levels = np.arange(0.2, 0.75, 0.05)
    best = max(levels, key=lambda level: dice(calibrate.probability(of_train, scale) >= level, train.mask > 0).mean())
    calibration["outlineFrom"] = round(float(best), 2)
    found = calibrate.probability(maps, scale) >= best
    by_picture = dice(found, truth)

    other_maps, other_features = maps_of(model, other_train)
    fitted = np.concatenate([train_features, features_of(model, train, 0), other_features])
    classes = np.concatenate([np.repeat(["own"], 2 * len(train)), np.repeat(["idrid"], len(other_train))])
    kept = np.concatenate([of_val, *(features_of(model, val, seed) for seed in range(2)), maps_of(model, other_val)[1]])
    distance = calibrate.fit_distance(fitted.astype(np.float64), classes, kept.astype(np.float64))
    distance["threshold"] = float(f"{FARTHER * distance['threshold']:.6g}")
    shares = np.concatenate([each.mean((1, 2)) for each in (found, calibrate.probability(of_train, scale) >= best, calibrate.probability(other_maps, scale) >= best)])
    everyone = [*train.rows, *val.rows, *other_train.rows, *other_val.rows]
    column = lambda name: np.array([float(row[name]) for row in everyone])
    gate = {
        "kinds": ["fundus"],
        "picture": {"contrast": limits(column("contrast")), "sharpness": limits(column("sharpness")),
                    "clippedShare": [0, limits(column("clippedShare"))[1]]},
        "distance": distance,
        "outlines": {"vessels": limits(shares)},
    }
    rng = np.random.default_rng(11)
    golden.write(args.pack / "golden", {
        "few-vessels": ({"image": drawn_eye(side, 6, rng)}, 6),
        "many-vessels": ({"image": drawn_eye(side, 14, rng)}, 6),
        "noise": ({"image": np.clip(rng.standard_normal((3, side, side)), -3, 3)}, 8),
        "all-zero": ({}, 1),
    })
    write_json(args.pack / "calibration.json", calibration)
    write_json(args.pack / "gate.json", gate)
    site = val.column("site")
    summary = {"vessels": round(float(by_picture.mean()), 4)} | {name: round(float(by_picture[site == name].mean()), 4) for name in np.unique(site)}
    figures = {"val": summary, "calibration": calibration, "outlines": gate["outlines"], "picture": gate["picture"],
               "distanceThreshold": gate["distance"]["threshold"]}
    write_json(HERE / "metrics.json", figures)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
