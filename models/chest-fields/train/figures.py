"""Dice and the cardiothoracic ratio on the grid of the input; `hinterland eval` measures the same on the picture itself."""

import numpy as np
from scipy.ndimage import binary_fill_holes, label

RIGHT, LEFT, HEART = 0, 1, 2


def outlines(maps: np.ndarray, from_logit: float = 0.0) -> np.ndarray:
    """Logits [n, 3, h, w] → the likeliest outline of each pixel, its largest piece without holes, boolean; as `src/inference/image/outlines.ts`."""
    found = (maps >= from_logit) & (maps == maps.max(1, keepdims=True))
    for picture in found:
        for k, part in enumerate(picture):
            places, count = label(part)
            if count > 1:
                part = places == 1 + np.argmax(np.bincount(places.ravel())[1:])
            picture[k] = binary_fill_holes(part)
    return found


def of_mask(mask: np.ndarray) -> np.ndarray:
    """Classes [n, h, w] (1 right lung, 2 left lung, 3 heart) → boolean [n, 3, h, w]."""
    return np.stack([mask == k for k in (1, 2, 3)], 1)


def dice(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    both = (a & b).sum((1, 2))
    return 2 * both / np.maximum(1, a.sum((1, 2)) + b.sum((1, 2)))


def extent(part: np.ndarray) -> tuple[int, int]:
    columns = np.flatnonzero(part.any(0))
    return (int(columns[0]), int(columns[-1]) + 1) if len(columns) else (0, 0)


def ratio(outline: np.ndarray) -> float:
    """Greatest width of the heart over greatest width of the lungs together, of one picture [3, h, w]."""
    heart, chest = extent(outline[HEART]), extent(outline[RIGHT] | outline[LEFT])
    return (heart[1] - heart[0]) / max(1, chest[1] - chest[0])


def ratios(found: np.ndarray) -> np.ndarray:
    return np.array([ratio(each) for each in found])


def summary(found: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    lungs = dice(found[:, RIGHT] | found[:, LEFT], truth[:, RIGHT] | truth[:, LEFT])
    heart = dice(found[:, HEART], truth[:, HEART])
    apart = ratios(found) - ratios(truth)
    return {"lungs": lungs.mean(), "right": dice(found[:, RIGHT], truth[:, RIGHT]).mean(), "left": dice(found[:, LEFT], truth[:, LEFT]).mean(),
            "heart": heart.mean(), "heart median": np.median(heart), "ratio error": np.abs(apart).mean(), "ratio bias": apart.mean()}
