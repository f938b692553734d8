"""What the pack consists of beside its weights: network, calibration, gate, golden cases, manifest."""

from pathlib import Path

import numpy as np

from data import Pictures
from export import export, write_json
from golden import write as write_golden
from manifest import film_gate, write_manifest
from net import HEIGHT, WIDTH

WHAT = {
    "id": "spine-cobb",
    "version": "1.1.0",
    "task": "image-landmarks",
    "title": "Cobb angle of a standing spine film",
    "intendedUse": "Marks the corners of the 17 vertebrae from T1 to L5 on a frontal film of the whole spine and gives the largest Cobb angle from them, after the own measurement; every point can be dragged and the angle follows. Not for lateral films, not for screening, not after spinal surgery.",
    "limits": "Learned from 413 films of patients with scoliosis of one challenge (186 people; only 13 films below 10 degrees): it cannot say that a spine is straight, no screening figure is known, and two careful readers differ by about 5 degrees as well. It always marks 17 vertebrae, also where ribs are missing or a vertebra is malformed; on films with rods and screws the points slip.",
    "inputs": [
        {
            "name": "image",
            "shape": [1, 1, HEIGHT, WIDTH],
            "range": [-1.5, 1.5],
            "preprocessing": "film-fit-v1",
            "meaning": f"the film without bars at its edges, fitted into {WIDTH} x {HEIGHT}; 2nd to 98th percentile of grey at -1 to 1, outside -1",
        }
    ],
    "outputs": [
        {"name": "points", "shape": [1, 68, 2], "meaning": "17 vertebrae from the top, each top left, top right, bottom left, bottom right, as the picture shows them; shares of the input's width and height"},
        {"name": "spread", "shape": [1, 68], "meaning": "standard deviation of the place of each point, as a share of the height"},
        {"name": "features", "shape": [1, 32], "meaning": "what the gate measures the distance to the training films in"},
    ],
    "labels": [{"code": "cobb", "meaning": "largest less smallest tilt of the 17 vertebrae, in degrees"}],
    "operatingPoints": [
        {
            "name": "measure",
            "rule": "a number, no threshold of its own; 10 degrees make a draft sentence by definition of scoliosis",
            "prevalence": {"normal": 0.03, "mild": 0.249, "moderate": 0.295, "severe": 0.426},
        }
    ],
    "terms": {
        "code": "Apache-2.0",
        "weights": "research and teaching; the terms of the training data apply, and none are stated for the data themselves",
        "trainingData": [
            {
                "name": "Standing spine films of the AASCE 2019 challenge, 413 of them, 384 pixels high, with 68 landmarks",
                "licence": "MIT stated for the repository's code; none stated for the films: research use as far as we remember, to be checked before publishing",
                "source": "github.com/zlinzju/ke30_u7_AASCE2019, commit 09e5818",
            }
        ],
    },
}


def drawn_spine(bend: float, rng: np.random.Generator) -> np.ndarray:
    """Vertebrae on a curve between two lungs, no person's picture; [1, HEIGHT, WIDTH]."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    y, x = (y + 0.5) / HEIGHT, (x + 0.5) / WIDTH
    middle = 0.5 + bend * np.sin(2 * np.pi * (y - 0.1))
    slope = bend * 2 * np.pi * np.cos(2 * np.pi * (y - 0.1)) * 0.4
    along = y - slope * (x - middle) * 0.4
    body = np.clip(6 - 6 * np.abs(x - middle) / 0.11, 0, 1) * (0.7 + 0.3 * np.clip(3 * np.sin(2 * np.pi * 19 * along) + 1, -1, 1))
    lungs = np.clip(3 - 3 * np.hypot((np.abs(x - 0.5) - 0.28) / 0.18, (y - 0.27) / 0.2), 0, 1)
    film = -0.2 + body + 0.4 * y - 0.9 * lungs - 0.8 * (np.abs(x - 0.5) > 0.46)
    return np.clip(film + 0.06 * rng.standard_normal(film.shape), -1.5, 1.5)[None]


def write_pack(model, out: Path, train: Pictures, trained, val: Pictures, found, off: np.ndarray, groups: np.ndarray) -> None:
    """trained, found: points, spread, features of `train` and `val`; off: error of the angle on `val` in degrees."""
    out.mkdir(parents=True, exist_ok=True)
    apart = export(model, out / "model.onnx", {"image": (1, 1, HEIGHT, WIDTH)}, ["points", "spread", "features"])
    print(f"model.onnx {(out / 'model.onnx').stat().st_size} bytes, {apart:.1e} from torch", flush=True)
    within = round(float(np.quantile(off, 0.95)), 1)
    values = {"cobb": {"slope": 1, "intercept": 0, "within95": within}}
    write_json(out / "calibration.json", {"labels": {"cobb": {"shift": 0, "temperature": 1, "threshold": 0.5}}, "values": values})
    gate = film_gate("spine", train, trained[2].numpy(), groups, val, found[2].numpy())
    gate["landmarkSpread"] = float(f"{found[1].numpy().mean(1).max() * 1.1:.3g}")
    write_json(out / "gate.json", gate)
    rng = np.random.default_rng(11)
    noise = np.clip(rng.standard_normal((1, HEIGHT, WIDTH)), -1.5, 1.5)
    drawn = {"straight": (drawn_spine(0.0, rng), 2), "bent": (drawn_spine(0.08, rng), 2), "noise": (noise, 8)}
    cases = {name: ({"image": image}, blocks) for name, (image, blocks) in drawn.items()} | {"all-zero": ({}, 1)}
    write_manifest(out, WHAT, write_golden(out / "golden", cases), {"points": 0.003, "spread": 0.003, "features": 0.01})
