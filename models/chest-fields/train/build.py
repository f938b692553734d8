"""The weights → model.onnx, calibration.json, gate.json, golden/, metrics.json. `val` gives calibration and thresholds."""

import argparse
from pathlib import Path

import numpy as np
import torch

from train import HERE, HOW, in_batches, loaded, measure, predict
import calibrate
import figures
import golden
from augment import change
from data import load
from export import export, write_json

LABELS = ("lung-right", "lung-left", "heart")
#: A figure may lie so many times below the least and above the largest one among the pack's own pictures.
WIDER = 1.6
#: The share of `val` whose distance passes.
PASSING = 0.97


def scales(maps: np.ndarray, truth: np.ndarray) -> dict:
    """Of pixels: one of 997, so that neighbours do not all count."""
    of = lambda k: calibrate.fit_scale(maps[:, k].ravel()[::997].astype(np.float64), truth[:, k].ravel()[::997])
    # The edge stays where the loss has put it: only how sure a pixel is comes from `val`.
    return {name: {"shift": 0, "temperature": of(k)[1], "threshold": 0.5} for k, name in enumerate(LABELS)}


def limits(values: np.ndarray) -> list[float]:
    return [float(f"{values.min() / WIDER:.4g}"), float(f"{values.max() * WIDER:.4g}")]


def gate_of(model, train, val, found: np.ndarray) -> dict:
    rows = [*train.rows, *val.rows]
    column = lambda name: np.array([float(row[name]) for row in rows])
    _, features = predict(model, in_batches(train))
    _, of_val = predict(model, in_batches(val))
    torch.manual_seed(5)
    changed, _, _ = change(torch.from_numpy(train.batch(np.arange(len(train)))), HOW)
    _, shifted = predict(model, [(part,) for part in changed.clamp(-1.5, 1.5).split(64)])
    both = np.concatenate([train.column("site")] * 2)
    distance = calibrate.fit_distance(np.concatenate([features, shifted]).astype(np.float64), both, of_val.astype(np.float64), PASSING)
    shares = np.concatenate([figures.of_mask(each.mask).mean((2, 3)) for each in (train, val)] + [found.mean((2, 3))])
    return {
        "kinds": ["chest-adult"],
        "picture": {
            "contrast": limits(column("contrast")),
            "sharpness": limits(column("sharpness")),
            "clippedShare": [0, limits(column("clippedShare"))[1]],
            "emptyShare": [0, max(0.3, limits(column("emptyShare"))[1])],
        },
        "distance": distance,
        "outlines": {name: limits(shares[:, k]) for k, name in enumerate(LABELS)},
        "ageYears": [16, 120],
    }


def refused(model, gate: dict, image: np.ndarray) -> float:
    """Share of the pictures [n, 1, h, w] that distance and sizes of the outlines alone refuse, without the intake."""
    maps, features = predict(model, [(image[at : at + 64].astype(np.float32),) for at in range(0, len(image), 64)])
    shares = figures.outlines(maps).mean((2, 3))
    low, high = np.array([gate["outlines"][name] for name in LABELS]).T
    far = calibrate.distance(features, gate["distance"]["means"], gate["distance"]["precision"]) > gate["distance"]["threshold"]
    return round(float((far | (shares < low).any(1) | (shares > high).any(1)).mean()), 3)


def refusals(model, gate: dict, data: Path, val) -> dict[str, float]:
    shares = {folder.parent.name: refused(model, gate, np.load(folder / "inputs.npy", mmap_mode="r")[:60]) for folder in sorted(data.glob("*/val"))}
    film = val.image
    turned = {f"films turned by {90 * k} degrees": refused(model, gate, np.rot90(film, k, (2, 3))) for k in (1, 2, 3)}
    return shares | turned | {"films with black and white exchanged": refused(model, gate, -film), "films mirrored": refused(model, gate, film[..., ::-1])}


def drawn_chest(side: int, heart: float, rng: np.random.Generator) -> np.ndarray:
    """Two lungs with ribs and a heart of this half width, as shares of the side; no person's picture."""
    y, x = np.mgrid[0:side, 0:side] / (side - 1)
    inside = lambda cx, cy, rx, ry: np.clip(4 - 4 * np.hypot((x - cx) / rx, (y - cy) / ry), 0, 1)
    lungs = np.maximum(inside(0.31, 0.46, 0.16, 0.32), inside(0.69, 0.46, 0.16, 0.32))
    film = 0.6 - 1.3 * lungs + 0.1 * np.sin(2 * np.pi * (8 * y + 2.2 * (x - 0.5) ** 2)) * lungs
    film = film + 0.9 * inside(0.55, 0.62, heart, 0.17) + 0.3 * np.exp(-(((x - 0.5) / 0.05) ** 2)) - 0.9 * (np.abs(x - 0.5) > 0.47)
    return np.clip(film + 0.05 * rng.standard_normal((side, side)), -1.5, 1.5)[None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--pack", type=Path, default=HERE.parent)
    args = parser.parse_args()
    torch.set_num_threads(1)
    model, train, val = loaded(args.weights), load(args.data / "fields" / "train"), load(args.data / "fields" / "val")
    side = val.image.shape[-1]
    export(model, args.pack / "model.onnx", {"image": (1, 1, side, side)}, ["maps", "features"])
    maps, _ = predict(model, in_batches(val))
    found, truth = figures.outlines(maps), figures.of_mask(val.mask)
    errors = np.abs(figures.ratios(found) - figures.ratios(truth))
    calibration = {
        "labels": scales(maps, truth),
        "values": {"cardiothoracic-ratio": {"slope": 1, "intercept": 0, "within95": round(float(np.quantile(errors, 0.95)), 3)}},
        "outlineFrom": 0.5,
    }
    gate = gate_of(model, train, val, found)
    rng = np.random.default_rng(11)
    golden.write(args.pack / "golden", {
        "narrow-heart": ({"image": drawn_chest(side, 0.13, rng)}, 3),
        "wide-heart": ({"image": drawn_chest(side, 0.24, rng)}, 3),
        "noise": ({"image": np.clip(rng.standard_normal((1, side, side)), -1.5, 1.5)}, 4),
        "all-zero": ({}, 1),
    })
    write_json(args.pack / "calibration.json", calibration)
    write_json(args.pack / "gate.json", gate)
    summary = {key: round(float(value), 4) for key, value in measure(model, val).items()}
    write_json(HERE / "metrics.json", {"val": summary, "distanceThreshold": gate["distance"]["threshold"],
                                       "outlines": gate["outlines"], "picture": gate["picture"], "within95": calibration["values"],
                                       "refusedByDistanceOrOutlines": refusals(model, gate, args.data, val)})
    print((HERE / "metrics.json").read_text())


if __name__ == "__main__":
    main()
