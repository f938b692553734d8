"""The gate of a film pack: plain figures of the picture and the distance of its features; shared with `chest-adult-pneumonia`."""

from pathlib import Path

import numpy as np

from calibrate import distance, fit_distance
from data import Pictures, load
from fit import in_batches, predict


def figure(pictures: Pictures, name: str) -> np.ndarray:
    return pictures.column(name).astype(float)


def film_gate(train: Pictures, features: np.ndarray, classes: np.ndarray, val: Pictures, val_features: np.ndarray, passing: float = 0.975) -> dict:
    """
    Means and precision from `train`; the threshold lets the share `passing` of `val` pass. The plain figures stop what is plainly broken: half of the
    least contrast and sharpness seen, since other machines are softer or crisper than the one the films came from.
    """
    least = lambda name: float(np.round(min(np.quantile(figure(each, name), 0.002) for each in (train, val)), 3))
    return {
        "picture": {
            "contrast": [round(least("contrast") * 0.6, 3), 1],
            "sharpness": [round(least("sharpness") * 0.6, 4), 1],
            "clippedShare": [0, 0.6],
            "emptyShare": [0, 0.5],
        },
        "distance": fit_distance(features, classes, val_features, passing),
    }


def far(gate: dict, pictures: Pictures, features: np.ndarray) -> np.ndarray:
    """Which pictures the pack's own gate refuses, before anybody asks of what kind they are."""
    limits = gate["distance"]
    refused = distance(features, limits["means"], limits["precision"]) > limits["threshold"]
    for name, (low, high) in gate["picture"].items():
        refused |= (figure(pictures, name) < low) | (figure(pictures, name) > high)
    return refused


def print_refused(gate: dict, model, data: Path) -> None:
    """How many pictures of each prepared `val` the pack's own gate refuses, without the intake."""
    for folder in sorted(each.parent for each in data.glob("*/val/inputs.npy")):
        pictures = load(folder)
        share = far(gate, pictures, predict(model, in_batches(pictures))[1]).mean()
        print(f"{folder.parent.name}: {share:.3f} of {len(pictures)} refused", flush=True)
