"""
A bank of filters learned from the films without any label, and small heads on what it says.

The filters are the means of clusters of whitened patches (Coates, Lee, Ng: An analysis of single-layer networks in
unsupervised feature learning, AISTATS 2011). They cost seconds, need no gradient, and each film is described once; only
the heads are trained.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from nets import FEATURES, conv

#: Times the input is halved, side of a patch, filters, step; both end at 32 x 32 places for 128 pixels.
SCALES = ((0, 8, 256, 4), (1, 6, 192, 2))
PAD = 2
#: Places of a description along each side.
CELLS = 4
#: What a filter must answer before it counts.
FROM = 0.5
#: Keeps empty patches from becoming noise.
EVEN = 0.01
DESCRIBED = 2 * sum(scale[2] for scale in SCALES)


class Bank(nn.Module):
    """image [n, 1, 128, 128] → [n, DESCRIBED, 4, 4]: how much of each filter, and of its opposite, is where."""

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


def learned_bank(sets: list[np.ndarray], seed: int, patches: int = 15000, rounds: int = 6) -> Bank:
    """sets: pictures [n, 1, h, w]; as many patches of each."""
    rng = np.random.default_rng(seed)
    filters = []
    for halved, side, count, _ in SCALES:
        seen = []
        for images in sets:
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
def described(bank: Bank, image: torch.Tensor, change=None, size: int = 32) -> torch.Tensor:
    """[n, DESCRIBED, 4, 4] float16 of pictures, each changed before where `change` is given."""
    parts = []
    for at in range(0, len(image), size):
        x = image[at : at + size].float()
        parts.append(bank(x if change is None else change(x)).half())
    return torch.cat(parts)


class Head(nn.Module):
    """Description → logits [n, k], features [n, 32], cam [n, k, 4, 4], whether foreign [n]; mean of the cam and bias is the logit."""

    def __init__(self, answers: int, width: int = 64, drop: float = 0.5):
        super().__init__()
        self.register_buffer("mean", torch.zeros(1, DESCRIBED, 1, 1))
        self.register_buffer("deviation", torch.ones(1, DESCRIBED, 1, 1))
        self.left_out = nn.Dropout2d(drop)
        self.mix = nn.Conv2d(DESCRIBED, width, 1, bias=False)
        self.place = nn.Parameter(torch.zeros(1, width, CELLS, CELLS))
        self.settle = nn.BatchNorm2d(width)
        self.around = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))
        self.narrow = conv(width, FEATURES, 1)
        self.answer = nn.Conv2d(FEATURES, answers, 1, bias=False)
        self.bias = nn.Parameter(torch.zeros(answers))
        #: Whether it is a film of the pack's kind: shapes the features for the gate's distance; does not ship.
        self.foreign = nn.Linear(FEATURES, 1)
        self.drop = nn.Dropout(0.3)

    def forward(self, description):
        x = self.left_out((description.float() - self.mean) / self.deviation)
        x = F.relu(self.settle(self.mix(x) + self.place))
        last = self.narrow(x + F.relu(self.around(x)))
        features = last.mean((2, 3))
        logits = F.linear(self.drop(features), self.answer.weight.flatten(1)) + self.bias
        return logits, features, self.answer(last), self.foreign(features)[:, 0]


def standardised(head: Head, description: torch.Tensor) -> Head:
    some = description[:: max(1, len(description) // 2000)].float()
    head.mean.copy_(some.mean((0, 2, 3)).view_as(head.mean))
    head.deviation.copy_(some.std((0, 2, 3)).view_as(head.deviation) + 1e-3)
    return head


class FilmNet(nn.Module):
    """What ships: bank and heads whose logits and maps are averaged; features are those of the first. Answers 0..k-1 alone."""

    def __init__(self, bank: Bank, heads: list[Head], answers: int):
        super().__init__()
        self.bank, self.heads, self.answers = bank, nn.ModuleList(heads), answers

    def forward(self, image):
        description = self.bank(image)
        said = [head(description) for head in self.heads]
        share = 1 / len(said)
        logits = sum(each[0][:, : self.answers] for each in said) * share
        cam = sum(each[2][:, : self.answers] for each in said) * share
        return logits, said[0][1], cam
