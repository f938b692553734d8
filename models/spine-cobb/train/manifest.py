"""`pack.json` before it is sealed, and the gate of a pack that reads films; shared with `hand-bone-age`."""

from pathlib import Path

import numpy as np

from calibrate import fit_distance
from data import Pictures
from export import write_json

#: Share of the films of `val` that the distance lets pass; the intake refuses some of its own beside that.
PASSING = 0.99


def film_gate(kind: str, train: Pictures, features: np.ndarray, groups: np.ndarray, val: Pictures, val_features: np.ndarray) -> dict:
    """
    Distance: means by group and precision from `train`, threshold from `val`. The plain figures stop what is plainly broken, well
    beyond what either holds, since other machines are softer or crisper than those the films came from.
    """
    both = lambda name: np.concatenate([each.column(name).astype(float) for each in (train, val)])
    beyond = lambda name, times, most: min(most, float(f"{both(name).max() * times:.2g}"))
    least = lambda name: float(f"{np.quantile(both(name), 0.005) * 0.6:.2g}")
    return {
        "kinds": [kind],
        "picture": {
            "contrast": [least("contrast"), 1],
            "sharpness": [least("sharpness"), beyond("sharpness", 2, 1)],
            "clippedShare": [0, beyond("clippedShare", 1.1, 0.95)],
            "emptyShare": [0, beyond("emptyShare", 1.1, 0.9)],
        },
        "distance": fit_distance(features, groups, val_features, PASSING),
    }


def write_manifest(out: Path, what: dict, golden: list[str], tolerance: dict) -> None:
    """The manifest that `seal-pack` completes; `what` holds what is the pack's own."""
    named = ["model.onnx", "calibration.json", "gate.json", "card.md", "figures.json", *golden]
    files = [{"path": path, "sizeBytes": 1, "sha256": "0" * 64} for path in named if path != "figures.json" or (out / path).exists()]
    parts = {"model": "model.onnx", "calibration": "calibration.json", "gate": "gate.json", "card": "card.md"}
    if (out / "figures.json").exists():
        parts["figures"] = "figures.json"
    write_json(
        out / "pack.json",
        {"format": "hinterland-pack", "formatVersion": 1}
        | {key: what[key] for key in ("id", "version", "task", "title", "intendedUse", "limits")}
        | {"evidence": "research"}
        | {key: what[key] for key in ("inputs", "outputs", "labels", "operatingPoints")}
        | parts
        | {"golden": {"cases": golden, "tolerance": tolerance, "madeWith": "to be sealed"}, "terms": what["terms"], "files": files},
    )
