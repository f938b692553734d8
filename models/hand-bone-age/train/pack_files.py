"""What the pack consists of beside its weights: network, calibration, gate, golden cases, manifest."""

import sys
from pathlib import Path

import numpy as np

from data import Pictures
from export import export, write_json
from golden import write as write_golden
from net import MIDDLE, SIDE, SPAN

sys.path.append(str(Path(__file__).resolve().parents[2] / "spine-cobb" / "train"))
from manifest import film_gate, write_manifest  # noqa: E402

WHAT = {
    "id": "hand-bone-age",
    "version": "1.0.0",
    "task": "image-value",
    "title": "Bone age of a child's hand film",
    "intendedUse": "Gives the bone age in months of a frontal film of one hand of a child of 1 to 18 years, after the own comparison with the atlas. Not for the legal age of a person, not for children with bone disease, no reason alone to begin or stop a treatment.",
    "limits": "Learned from 650 hands of one contest (two hospitals of one country as far as we remember, ages read by one atlas): children of other peoples, the ill and the very young are not known, and below 3 years and from 17 on it has hardly seen any. Off by a year on the mean, by more than two in one child of twenty; more where the sex is not said. See the interval beside the number.",
    "inputs": [
        {
            "name": "image",
            "shape": [1, 1, SIDE, SIDE],
            "range": [-1.5, 1.5],
            "preprocessing": "film-fit-v1",
            "meaning": f"the film without bars at its edges, fitted into {SIDE} x {SIDE}; 2nd to 98th percentile of grey at -1 to 1, outside -1",
        },
        {"name": "sex", "shape": [1, 1], "range": [-1, 1], "preprocessing": "film-fit-v1", "meaning": "-1 male, 1 female, 0 where nobody said"},
    ],
    "outputs": [
        {"name": "value", "shape": [1, 1], "meaning": f"bone age, about (months - {MIDDLE:g}) / {SPAN:g}; calibration.json holds the line"},
        {"name": "features", "shape": [1, 32], "meaning": "what the gate measures the distance to the training films in"},
        {"name": "cam", "shape": [1, 1, 6, 6], "meaning": "what each place says; the mean is the value"},
    ],
    "labels": [{"code": "bone-age", "meaning": "age in months at which the atlas shows such a hand"}],
    "operatingPoints": [{"name": "measure", "rule": "a number, no threshold", "prevalence": {"female": 0.5, "male": 0.5}}],
    "terms": {
        "code": "Apache-2.0",
        "weights": "research and teaching; the terms of the training data apply, which allow no commercial use as far as we remember",
        "trainingData": [
            {
                "name": "Hand films of the RSNA bone age contest 2017, 650 of them, 256 pixels",
                "licence": "none stated in the repositories; RSNA 2017 contest terms, non-commercial research, as far as we remember, to be checked before publishing",
                "source": "github.com/ajayduraisamy/Bone-detection-using-x-ray-images, commit 54d1061; ages: github.com/DivyanHirasen/BoneAge, commit 04f5c37",
            }
        ],
    },
}


def drawn_hand(grown: float, rng: np.random.Generator) -> np.ndarray:
    """A palm and five fingers with joints, no person's picture; [1, 192, 192]."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(float) / SIDE
    film = np.full((SIDE, SIDE), -1.0)
    for angle, length in ((-0.75, 0.3), (-0.3, 0.4), (0.0, 0.43), (0.25, 0.4), (0.5, 0.32)):
        dx, dy = x - 0.5 - 0.16 * angle, 0.62 - y
        far, side = dy * np.cos(angle) + dx * np.sin(angle), dx * np.cos(angle) - dy * np.sin(angle)
        bone = (far > 0) & (far < length * grown) & (np.abs(side) < 0.022)
        joint = np.abs((far / (length * grown) * 4) % 1 - 0.5) > 0.5 - 0.12 / grown
        film = np.where(bone, np.where(joint, 0.1, 0.8), np.where((far > -0.02) & (far < length * grown + 0.02) & (np.abs(side) < 0.04), -0.3, film))
    film = np.where(np.hypot((x - 0.5) / 0.16, (y - 0.66) / 0.13) < 1, 0.4, film)
    film = np.where((np.abs(np.abs(x - 0.5) - 0.05) < 0.035) & (y > 0.78), 0.9, film)
    return np.clip(film + 0.05 * rng.standard_normal(film.shape), -1.5, 1.5)[None]


def write_pack(model, out: Path, line: tuple[float, float], train: Pictures, trained: np.ndarray, ages: np.ndarray, val: Pictures, found, off: np.ndarray, unsaid: np.ndarray) -> None:
    """
    line: slope and intercept from value to months; trained: features of `train`, ages its months; found: value, features, cam of
    `val`; off: error there in months; unsaid: the same where nobody says the sex.
    """
    out.mkdir(parents=True, exist_ok=True)
    apart = export(model, out / "model.onnx", {"image": (1, 1, SIDE, SIDE), "sex": (1, 1)}, ["value", "features", "cam"])
    print(f"model.onnx {(out / 'model.onnx').stat().st_size} bytes, {apart:.1e} from torch", flush=True)
    within = lambda error: round(float(np.quantile(np.abs(error), 0.95)), 1)
    values = {"bone-age": {"slope": line[0], "intercept": line[1], "within95": within(off), "within95SexUnknown": within(unsaid)}}
    write_json(out / "calibration.json", {"labels": {"bone-age": {"shift": 0, "temperature": 1, "threshold": 0.5}}, "values": values})
    groups = np.digitize(ages, [84, 132, 168])
    gate = film_gate("hand", train, trained, groups, val, found[1]) | {"ageYears": [1, 19]}
    write_json(out / "gate.json", gate)
    rng = np.random.default_rng(11)
    noise = np.clip(rng.standard_normal((1, SIDE, SIDE)), -1.5, 1.5)
    cases = {
        "small-hand": ({"image": drawn_hand(0.75, rng), "sex": np.array([-1.0])}, 2),
        "large-hand": ({"image": drawn_hand(1.1, rng), "sex": np.array([1.0])}, 2),
        "noise": ({"image": noise, "sex": np.array([1.0])}, 8),
        "all-zero": ({}, 1),
    }
    write_manifest(out, WHAT, write_golden(out / "golden", cases), {"value": 0.005, "features": 0.01, "cam": 0.01})
