"""
A bank of filters learned from the films without any age: means of clusters of whitened patches (Coates, Lee, Ng: An analysis
of single-layer networks in unsupervised feature learning, AISTATS 2011).
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

#: Times the input is halved, side of a patch, filters, step; both end at 48 x 48 places for 192 pixels.
SCALES = ((0, 8, 128, 4), (1, 6, 128, 2))
PAD = 2
#: Places of a description along each side.
CELLS = 6
#: What a filter must answer before it counts.
FROM = 0.5
#: Keeps empty patches from becoming noise.
EVEN = 0.01


class Bank(nn.Module):
    """image [n, 1, 192, 192] → [n, 512, 6, 6]: how much of each filter, and of its opposite, is where."""

    def __init__(self, filters: list[tuple[torch.Tensor, torch.Tensor]]):
        super().__init__()
        self.weights = nn.ParameterList(nn.Parameter(weight, requires_grad=False) for weight, _ in filters)
        self.offsets = nn.ParameterList(nn.Parameter(offset, requires_grad=False) for _, offset in filters)

    def forward(self, image):
        parts = []
        for (halved, side, _, step), weight, offset in zip(SCALES, self.weights, self.offsets):
            x = F.pad(F.avg_pool2d(image, 2**halved) if halved else image, (PAD,) * 4)
            mean = F.avg_pool2d(x, side, step)
            spread = torch.sqrt(F.relu(F.avg_pool2d(x * x, side, step) - mean * mean) + EVEN)
            answer = (F.conv2d(x, weight, stride=step) - mean * weight.sum((1, 2, 3)).view(1, -1, 1, 1)) / spread
            answer = answer - offset.view(1, -1, 1, 1)
            cell = answer.shape[-1] // CELLS
            parts += [F.avg_pool2d(F.relu(answer - FROM), cell), F.avg_pool2d(F.relu(-answer - FROM), cell)]
        return torch.cat(parts, 1)


def learned_bank(images: np.ndarray, seed: int, patches: int = 8000, rounds: int = 5) -> Bank:
    """images [n, 1, h, w]."""
    rng = np.random.default_rng(seed)
    filters = []
    for halved, side, count, _ in SCALES:
        seen = []
        for i in rng.integers(0, len(images), patches):
            image = torch.from_numpy(images[i : i + 1].astype(np.float32))
            image = (F.avg_pool2d(image, 2**halved) if halved else image)[0, 0].numpy()
            top, left = rng.integers(0, image.shape[0] - side, 2)
            seen.append(image[top : top + side, left : left + side].ravel())
        filters.append(_clustered(np.stack(seen), side, count, rng, rounds))
    return Bank(filters)


def _clustered(patches: np.ndarray, side: int, count: int, rng: np.random.Generator, rounds: int):
    """Spherical k-means of whitened patches; returns filters for plain patches and their offsets."""
    patches = patches - patches.mean(1, keepdims=True)
    patches /= np.sqrt(patches.var(1, keepdims=True) + EVEN)
    middle = patches.mean(0)
    size, axes = np.linalg.eigh(np.cov((patches - middle).T))
    whiten = (axes / np.sqrt(size + 0.1)) @ axes.T
    white = ((patches - middle) @ whiten).astype(np.float32)
    centre = white[rng.choice(len(white), count, replace=False)]
    for _ in range(rounds):
        centre = centre / (np.linalg.norm(centre, axis=1, keepdims=True) + 1e-9)
        near = white @ centre.T
        best = np.abs(near).argmax(1)
        centre = np.zeros_like(centre)
        np.add.at(centre, best, white * near[np.arange(len(white)), best][:, None])
    centre = centre / (np.linalg.norm(centre, axis=1, keepdims=True) + 1e-9)
    weight = (centre @ whiten).astype(np.float32)
    return torch.from_numpy(weight.reshape(count, 1, side, side)), torch.from_numpy((weight @ middle).astype(np.float32))


@torch.no_grad()
def described(bank: Bank, image: torch.Tensor, size: int = 32) -> torch.Tensor:
    """[n, 512, 6, 6] float16."""
    return torch.cat([bank(image[at : at + size].float()).half() for at in range(0, len(image), size)])
