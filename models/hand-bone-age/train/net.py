"""Reads an age off a hand: a bank of filters learned without ages, and a straight line through what it says at each place."""

import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

sys.path.append(str(Path(__file__).resolve().parents[2] / "training"))

SIDE = 192
FEATURES = 32


class HandNet(nn.Module):
    """
    image [n, 1, 192, 192], sex [n, 1] (-1 male, 1 female, 0 not known) → value [n, 1] in hundreds of months, features [n, 32]
    (principal components), cam [n, 1, 6, 6]: the mean of the map is the value.
    """

    def __init__(self, bank, mean, deviation, weight, by_sex, middle, offset, axes):
        super().__init__()
        self.bank = bank
        for name, value in (("mean", mean), ("deviation", deviation), ("weight", weight), ("by_sex", by_sex), ("middle", middle), ("offset", offset), ("axes", axes)):
            self.register_buffer(name, torch.as_tensor(np.asarray(value), dtype=torch.float32))

    def forward(self, image, sex):
        said = torch.sqrt(F.relu(self.bank(image)) + 1e-8)
        features = self.features(said)
        said = (said - self.mean) / self.deviation
        girl = sex[:, :, None, None]
        each = said * (self.weight + girl * self.by_sex)
        cam = each.sum(1, keepdim=True) * 36 + self.middle + girl * self.offset
        return cam.mean((2, 3)), features, cam

    def features(self, said):
        return F.linear(((said - self.mean) / self.deviation).mean((2, 3)), self.axes)
