"""
A bank of filters learned without any label from the fundus pictures of every set.

The filters are means of clusters of whitened colour patches (Coates, Lee, Ng: An analysis of single-layer networks in
unsupervised feature learning, AISTATS 2011), as in `chest-child-pneumonia`, with two differences: they see colour, at three
sizes, and each says twice how much it answers: at all, and strongly, since a lesion is small, and rare in a mean.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

SIDE = 256
#: Times the input is halved, side of a patch, filters, step.
SCALES = ((0, 6, 128, 3), (0, 10, 160, 4), (1, 8, 160, 3))
#: Places of a description along each side.
CELLS = 8
#: What a filter must answer before it counts, and before it counts as strong.
LEVELS = (0.5, 1.5)
#: Variance of an empty patch: noise stays small, and the contrast of a patch counts as long as it is faint.
EVEN = 0.03
DESCRIBED = 2 * len(LEVELS) * sum(scale[2] for scale in SCALES)


class Bank(nn.Module):
    """image [n, 3, 256, 256] → [n, DESCRIBED, 8, 8]: how much of each filter, and of its opposite, is where."""

    def __init__(self, filters: list[tuple[torch.Tensor, torch.Tensor]]):
        super().__init__()
        self.weights = nn.ParameterList(nn.Parameter(weight, requires_grad=False) for weight, _ in filters)
        self.offsets = nn.ParameterList(nn.Parameter(offset, requires_grad=False) for _, offset in filters)

    def forward(self, image):
        parts = []
        for (halved, side, count, step), weight, offset in zip(SCALES, self.weights, self.offsets):
            x = F.avg_pool2d(image, 2**halved) if halved else image
            # Mean and variance of a patch over its three colours together.
            mean = F.avg_pool2d(x, side, step)
            square = F.avg_pool2d((x * x).mean(1, keepdim=True), side, step)
            spread = torch.sqrt(F.relu(square - (mean * mean).mean(1, keepdim=True)) + EVEN)
            away = F.conv2d(mean, weight.sum((2, 3), keepdim=True))
            answer = (F.conv2d(x, weight, stride=step) - away) / spread - offset.view(1, -1, 1, 1)
            cell = answer.shape[-1] // CELLS
            for level in LEVELS:
                parts += [F.avg_pool2d(F.relu(answer - level), cell), F.avg_pool2d(F.relu(-answer - level), cell)]
        return torch.cat([part[..., :CELLS, :CELLS] for part in parts], 1)


def learned_bank(sets: list[np.ndarray], seed: int, patches: int = 12000, rounds: int = 8) -> Bank:
    """sets: pictures [n, 3, h, w]; as many patches of each. A patch of the black around the disc is left out."""
    rng = np.random.default_rng(seed)
    filters = []
    for halved, side, count, _ in SCALES:
        seen = []
        for images in sets:
            for i in rng.integers(0, len(images), patches):
                image, wide = images[i], side * 2**halved
                top, left = rng.integers(0, image.shape[1] - wide, 2)
                patch = image[:, top : top + wide, left : left + wide].astype(np.float32)
                if (patch[1] == 0).any():
                    continue
                if halved:
                    patch = patch.reshape(3, side, 2, side, 2).mean((2, 4))
                seen.append(patch)
        filters.append(_clustered(np.stack(seen), side, count, rng, rounds))
    return Bank(filters)


def _clustered(patches: np.ndarray, side: int, count: int, rng: np.random.Generator, rounds: int):
    """Spherical k-means of whitened patches [n, 3, s, s]; returns filters for plain patches and their offsets."""
    patches = patches - patches.mean((2, 3), keepdims=True)
    patches = (patches / np.sqrt(patches.var((1, 2, 3), keepdims=True) + EVEN)).reshape(len(patches), -1)
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
    return torch.from_numpy(weight.reshape(count, 3, side, side)), torch.from_numpy((weight @ middle).astype(np.float32))


@torch.no_grad()
def described(bank: Bank, image: torch.Tensor, change=None, size: int = 16) -> torch.Tensor:
    """[n, DESCRIBED, 8, 8] float16 of pictures, each changed before where `change` is given."""
    parts = []
    for at in range(0, len(image), size):
        x = image[at : at + size].float()
        parts.append(bank(x if change is None else change(x)).half())
    return torch.cat(parts)
