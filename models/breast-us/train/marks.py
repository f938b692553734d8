"""Burnt-in calipers and letters: drawn on any picture, and taken out of those that have them, so that they say nothing."""

import sys
from pathlib import Path

import numpy as np
import torch
from scipy.ndimage import grey_dilation, median_filter

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

#: A mark is this much brighter (of 2) than the middle of its surroundings, and thin.
BRIGHTER = 0.45
AROUND = 7


def without_marks(image: np.ndarray) -> np.ndarray:
    """image [n, 1, h, w] in -1..1; thin bright marks replaced by the median around them."""
    out = image.astype(np.float32).copy()
    for picture in out[:, 0]:
        around = median_filter(picture, AROUND)
        marked = grey_dilation((picture - around > BRIGHTER).astype(np.uint8), (3, 3)) > 0
        picture[marked] = around[marked]
    return out


def with_marks(image: torch.Tensor, mask: torch.Tensor, share: float) -> torch.Tensor:
    """Calipers as crosses and dotted lines, and rows of letter-like dashes, on this share; image [n, 1, h, w], mask [n, h, w]."""
    _, _, height, width = image.shape
    image = image.clone()
    between = lambda low, high: int(torch.randint(low, max(low + 1, high), ()))
    for i in torch.nonzero(torch.rand(len(image)) < share)[:, 0].tolist():
        bright = 0.4 + 0.6 * float(torch.rand(()))
        rows, columns = torch.nonzero(mask[i], as_tuple=True)
        if len(rows) > 0 and torch.rand(()) < 0.7:
            ends = [(int(rows[k]), int(columns[k])) for k in (rows.argmin(), rows.argmax(), columns.argmin(), columns.argmax())]
        else:
            y, x, tall, wide = between(20, height - 20), between(20, width - 20), between(6, 30), between(6, 40)
            ends = [(y - tall // 2, x), (y + tall // 2, x), (y, x - wide // 2), (y, x + wide // 2)]
        for y, x in ends:
            image[i, 0, max(0, y - 2) : y + 3, max(0, min(x, width - 1))] = bright
            image[i, 0, max(0, min(y, height - 1)), max(0, x - 2) : x + 3] = bright
        if torch.rand(()) < 0.5:
            for a, b in ((0, 1), (2, 3)):
                for t in torch.linspace(0, 1, between(6, 16)).tolist():
                    y, x = (int(ends[a][k] * (1 - t) + ends[b][k] * t) for k in (0, 1))
                    image[i, 0, max(0, min(y, height - 1)), max(0, min(x, width - 1))] = bright
        if torch.rand(()) < 0.5:
            top, left = between(4, height - 8), between(2, width - 40)
            for letter in range(between(3, 10)):
                glyph = (torch.rand(4, 3) < 0.6).float() * bright
                part = image[i, 0, top : top + 4, left + 4 * letter : left + 4 * letter + 3]
                part.copy_(torch.maximum(part, glyph[: part.shape[0], : part.shape[1]] * 2 - 1 + (glyph[: part.shape[0], : part.shape[1]] > 0) * (1 - bright)))
    return image
