"""
A bank of filters learned from pictures without any label.

The filters are the means of clusters of whitened patches (Coates, Lee, Ng: An analysis of single-layer networks in
unsupervised feature learning, AISTATS 2011). They cost seconds, need no gradient, and each picture is described once; only
what reads the descriptions is trained.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


@dataclass(frozen=True)
class Scale:
    #: Times the input is halved.
    halved: int
    #: Side of a patch, and how many filters are made of such patches.
    side: int
    filters: int
    step: int


@dataclass(frozen=True)
class Plan:
    scales: tuple[Scale, ...]
    #: Places of a description along each side.
    cells: int
    #: What a filter must answer before it counts; a second level says beside it how strongly.
    levels: tuple[float, ...] = (0.5,)
    #: Variance of an empty patch, which keeps it from becoming noise.
    even: float = 0.01
    #: Zeros around the picture at each scale.
    pad: int = 0
    channels: int = 1

    @property
    def described(self) -> int:
        """How many numbers a place has: each filter and its opposite, at each level."""
        return 2 * len(self.levels) * sum(scale.filters for scale in self.scales)


class Bank(nn.Module):
    """image [n, channels, h, w] → [n, plan.described, cells, cells]: how much of each filter, and of its opposite, is where."""

    def __init__(self, plan: Plan, filters: list[tuple[torch.Tensor, torch.Tensor]]):
        super().__init__()
        self.plan = plan
        self.weights = nn.ParameterList(nn.Parameter(weight, requires_grad=False) for weight, _ in filters)
        self.offsets = nn.ParameterList(nn.Parameter(offset, requires_grad=False) for _, offset in filters)

    def forward(self, image):
        plan, parts = self.plan, []
        for scale, weight, offset in zip(plan.scales, self.weights, self.offsets):
            x = F.avg_pool2d(image, 2**scale.halved) if scale.halved else image
            x = F.pad(x, (plan.pad,) * 4) if plan.pad else x
            # Mean and variance of a patch, the latter over its colours together.
            mean = F.avg_pool2d(x, scale.side, scale.step)
            square = F.avg_pool2d((x * x).mean(1, keepdim=True), scale.side, scale.step)
            spread = torch.sqrt(F.relu(square - (mean * mean).mean(1, keepdim=True)) + plan.even)
            # A filter's own mean is zero in each colour, so that of the patch need not be taken off.
            answer = F.conv2d(x, weight, stride=scale.step) / spread - offset.view(1, -1, 1, 1)
            cell = answer.shape[-1] // plan.cells
            for level in plan.levels:
                parts += [F.avg_pool2d(F.relu(answer - level), cell), F.avg_pool2d(F.relu(-answer - level), cell)]
        return torch.cat([part[..., : plan.cells, : plan.cells] for part in parts], 1)


def learned_bank(plan: Plan, sets: list[np.ndarray], seed: int, patches: int = 15000, rounds: int = 6, leave_out=lambda patch: False) -> Bank:
    """sets: pictures [n, channels, h, w]; as many patches of each. leave_out(patch [channels, h, w]): whether it teaches nothing."""
    rng = np.random.default_rng(seed)
    filters = []
    for scale in plan.scales:
        seen, wide = [], scale.side * 2**scale.halved
        for images in sets:
            for i in rng.integers(0, len(images), patches):
                image = images[i]
                top, left = rng.integers(0, image.shape[1] - wide, 2)
                patch = image[:, top : top + wide, left : left + wide].astype(np.float32)
                if leave_out(patch):
                    continue
                if scale.halved:
                    patch = patch.reshape(plan.channels, scale.side, 2**scale.halved, scale.side, 2**scale.halved).mean((2, 4))
                seen.append(patch)
        filters.append(_clustered(plan, np.stack(seen), scale, rng, rounds))
    return Bank(plan, filters)


def _clustered(plan: Plan, patches: np.ndarray, scale: Scale, rng: np.random.Generator, rounds: int):
    """Spherical k-means of whitened patches [n, channels, s, s]; returns filters for plain patches and their offsets."""
    patches = patches - patches.mean((2, 3), keepdims=True)
    patches = (patches / np.sqrt(patches.var((1, 2, 3), keepdims=True) + plan.even)).reshape(len(patches), -1)
    middle = patches.mean(0)
    size, axes = np.linalg.eigh(np.cov((patches - middle).T))
    whiten = (axes / np.sqrt(size + 0.1)) @ axes.T
    white = ((patches - middle) @ whiten).astype(np.float32)
    centre = white[rng.choice(len(white), scale.filters, replace=False)]
    for _ in range(rounds):
        centre = centre / (np.linalg.norm(centre, axis=1, keepdims=True) + 1e-9)
        near = white @ centre.T
        best = np.abs(near).argmax(1)
        centre = np.zeros_like(centre)
        np.add.at(centre, best, white * near[np.arange(len(white)), best][:, None])
    centre = centre / (np.linalg.norm(centre, axis=1, keepdims=True) + 1e-9)
    weight = (centre @ whiten).astype(np.float32)
    shaped = weight.reshape(scale.filters, plan.channels, scale.side, scale.side)
    shaped -= shaped.mean((2, 3), keepdims=True)
    return torch.from_numpy(shaped), torch.from_numpy((weight @ middle).astype(np.float32))


@torch.no_grad()
def described(bank: Bank, image: torch.Tensor, change=None, size: int = 4) -> torch.Tensor:
    """
    [n, plan.described, cells, cells] float16 of pictures, each changed before where `change` is given. `size` at a time: what
    lies between has to stay in the processor's cache, or it takes four times as long.
    """
    parts = []
    for some in image.split(32):
        some = some.float() if change is None else change(some.float())
        parts += [bank(few).half() for few in some.split(size)]
    return torch.cat(parts)
