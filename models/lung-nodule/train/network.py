"""Nodule or not in the middle of a patch of 50 x 50 pixels."""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))
from nets import Block, Classifier  # noqa: E402

SIDE = 50


class NoduleNet(Classifier):
    """
    image [n, 1, 50, 50] → logits [n, 1], features [n, 32], cam [n, 1, 7, 7]. The marked point is the middle of the patch, so
    the network is told where it looks: something learned by place is added after the first layer.
    """

    def __init__(self, widths=(20, 40, 64)):
        super().__init__(1, 1, widths=widths, drop=0.3)
        # One block a size instead of two: twice as fast.
        self.blocks = nn.Sequential(Block(widths[0], widths[0], 1), *(Block(a, b, 2) for a, b in zip(widths, widths[1:])))
        self.place = nn.Parameter(torch.zeros(1, widths[0], SIDE // 2, SIDE // 2))

    def forward(self, image):
        last = self.narrow(self.blocks(self.stem(image) + self.place))
        features = last.mean((2, 3))
        logits = F.linear(self.drop(features), self.head.weight.flatten(1)) + self.bias
        return logits, features, self.head(last)
