"""Golden cases of film packs: drawn chests and noise, no person's picture; shared with `chest-adult-pneumonia`."""

import numpy as np


def chest(side: int, rng: np.random.Generator, patch: float) -> np.ndarray:
    """Two lungs with ribs, a heart and, where `patch` > 0, a dense place at the base of one lung; -1.5 to 1.5."""
    y, x = np.mgrid[0:side, 0:side] / (side - 1)
    inside = lambda cx, cy, rx, ry: np.clip(4 - 4 * np.hypot((x - cx) / rx, (y - cy) / ry), 0, 1)
    lungs = np.maximum(inside(0.3, 0.48, 0.17, 0.34), inside(0.7, 0.48, 0.17, 0.34))
    ribs = 0.12 * np.sin(2 * np.pi * (8 * y + 2.2 * (x - 0.5) ** 2))
    film = 0.6 - 1.3 * lungs + ribs * lungs + 0.9 * inside(0.55, 0.64, 0.16, 0.18) + patch * inside(0.3, 0.68, 0.1, 0.12)
    film = film + 0.3 * np.exp(-(((x - 0.5) / 0.05) ** 2)) - 0.9 * (np.abs(x - 0.5) > 0.47)
    return np.clip(film + 0.05 * rng.standard_normal((side, side)), -1.5, 1.5)


def golden_cases(side: int) -> dict:
    """For `golden.write`."""
    rng = np.random.default_rng(11)
    noise = np.clip(rng.standard_normal((side, side)), -1.5, 1.5)
    films = {"clear-lungs": chest(side, rng, 0), "dense-place": chest(side, rng, 1.1), "noise": noise}
    return {name: ({"image": film[None]}, 1) for name, film in films.items()} | {"all-zero": ({}, 1)}
