"""Golden cases: synthetic tensors as whole numbers of a step; `seal-pack` writes what the shipped runtime makes of them."""

import base64
import json
from pathlib import Path

import numpy as np

from data import FRAMES, SAMPLES
from figures import tensors

T = np.arange(SAMPLES) / 128.0
#: Waves of a beat: centre relative to R (s), width (s), amplitude (mV).
WAVES = [(-0.17, 0.022, 0.12), (-0.028, 0.010, -0.10), (0.0, 0.011, 1.0), (0.030, 0.011, -0.22), (0.27, 0.055, 0.28)]
SIZES = [0.6, 1.0, 0.4, -0.8, 0.2, 0.7, -0.3, 0.5, 0.9, 1.2, 1.1, 0.8]


def leads(rng) -> np.ndarray:
    x = np.zeros(SAMPLES)
    for r in np.arange(0.4, 10, 0.84):
        for centre, width, amplitude in WAVES:
            x += amplitude * np.exp(-0.5 * ((T - r - centre) / width) ** 2)
    return np.array(SIZES)[:, None] * x + 0.01 * rng.standard_normal((12, SAMPLES)) + 0.05 * np.sin(2 * np.pi * 0.25 * T)


def cases() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(11)
    half = leads(rng)
    half[::2] = 0.002 * rng.standard_normal((6, SAMPLES))
    doubtful = leads(rng)
    doubtful[7] += 0.35 * rng.standard_normal(SAMPLES)
    return {"readable": leads(rng), "one-lead-noisy": doubtful, "half-off": half,
            "rails": 20 * np.sign(np.sin(2 * np.pi * np.linspace(0.4, 3, 12)[:, None] * T))}


def packed(values: np.ndarray) -> dict:
    step = float(max(np.abs(values).max() / 127, 1e-6))
    return {"step": step, "int8": base64.b64encode(np.round(values / step).astype(np.int8).tobytes()).decode()}


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, mv in cases().items():
        signal, mask, figures = tensors(mv[None], np.ones((1, 12, FRAMES)))
        ones = base64.b64encode(mask.astype(np.int8).tobytes()).decode()
        inputs = {"signal": packed(signal), "mask": {"step": 1, "int8": ones}, "figures": packed(figures)}
        save(folder, name, inputs)
    save(folder, "all-zero", {})


def save(folder: Path, name: str, inputs: dict) -> None:
    (folder / f"{name}.json").write_text(json.dumps({"name": name, "runtime": "", "inputs": inputs, "expected": {}}) + "\n")
