"""The residual network of `chest-child-pneumonia`."""

import torch.nn.functional as F
from torch import Tensor, nn, zeros

from nets import FEATURES, Block, conv


class FilmNet(nn.Module):
    """
    image [n, 1, h, w] → logits [n, k], features [n, 32], cam [n, k, h/16, w/16]; mean of the cam and bias is the logit.
    Half the work of `nets.Classifier` at the same depth: its first blocks run at a quarter of the side, not at half.
    """

    def __init__(self, labels: int, widths=(16, 24, 48, 96), drop: float = 0.2):
        super().__init__()
        self.stem = nn.Sequential(conv(1, widths[0], 5, 2), nn.MaxPool2d(2))
        blocks, inside = [], widths[0]
        for i, width in enumerate(widths[1:]):
            blocks += [Block(inside, width, 1 if i == 0 else 2), Block(width, width, 1)]
            inside = width
        self.blocks = nn.Sequential(*blocks)
        self.narrow = conv(inside, FEATURES, 1)
        self.head = nn.Conv2d(FEATURES, labels, 1, bias=False)
        self.bias = nn.Parameter(zeros(labels))
        #: Whether it is no film of the pack's kind: shapes the features for the gate's distance; does not ship.
        self.foreign = nn.Linear(FEATURES, 1)
        self.drop = nn.Dropout(drop)

    def forward(self, image: Tensor):
        last = self.narrow(self.blocks(self.stem(image)))
        features = last.mean((2, 3))
        # Dropout falls on the features alone: the map is read without it.
        logits = F.linear(self.drop(features), self.head.weight.flatten(1)) + self.bias
        return logits, features, self.head(last)
