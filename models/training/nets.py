"""Small networks: one that says what a picture shows and where, one that outlines."""

import torch
import torch.nn.functional as F
from torch import nn

FEATURES = 32


def conv(inside: int, outside: int, size: int = 3, stride: int = 1, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, size, stride, size // 2, groups=groups, bias=False), nn.BatchNorm2d(outside), nn.ReLU()
    )


class Block(nn.Module):
    def __init__(self, inside: int, outside: int, stride: int):
        super().__init__()
        self.first = conv(inside, outside, 3, stride)
        self.second = nn.Sequential(nn.Conv2d(outside, outside, 3, 1, 1, bias=False), nn.BatchNorm2d(outside))
        same = inside == outside and stride == 1
        self.beside = nn.Identity() if same else nn.Sequential(nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))

    def forward(self, x):
        return F.relu(self.second(self.first(x)) + self.beside(x))


class Classifier(nn.Module):
    """
    image [n, c, h, w] (and `extra` [n, e] where asked for) → logits [n, k], features [n, 32], cam [n, k, h/16, w/16] for
    four widths. The mean of a cam and its bias is the logit, so the map is the answer taken apart.
    """

    def __init__(self, channels: int, labels: int, widths=(16, 32, 64, 96), extra: int = 0, drop: float = 0.2):
        super().__init__()
        self.stem = conv(channels, widths[0], 3, 2)
        blocks, inside = [], widths[0]
        for i, width in enumerate(widths):
            blocks += [Block(inside, width, 1 if i == 0 else 2), Block(width, width, 1)]
            inside = width
        self.blocks = nn.Sequential(*blocks)
        self.narrow = conv(inside, FEATURES, 1)
        self.head = nn.Conv2d(FEATURES, labels, 1, bias=False)
        self.bias = nn.Parameter(torch.zeros(labels))
        self.extra = nn.Linear(extra, labels, bias=False) if extra else None
        self.drop = nn.Dropout(drop)

    def forward(self, image, extra=None):
        last = self.narrow(self.blocks(self.stem(image)))
        features = last.mean((2, 3))
        cam = self.head(last)
        # Dropout falls on the features alone: the map is read without it.
        logits = F.linear(self.drop(features), self.head.weight.flatten(1)) + self.bias
        if self.extra is not None:
            logits = logits + self.extra(extra)
        return logits, features, cam


class UNet(nn.Module):
    """image [n, c, h, w] → maps [n, k, h, w] (logits), features [n, 32] of the bottom. h and w divisible by 2^(levels-1)."""

    def __init__(self, channels: int, labels: int, width: int = 12, levels: int = 5):
        super().__init__()
        widths = [min(width * 2**i, width * 8) for i in range(levels)]
        self.down = nn.ModuleList()
        inside = channels
        for each in widths:
            self.down.append(nn.Sequential(conv(inside, each), conv(each, each)))
            inside = each
        self.features = conv(inside, FEATURES, 1)
        self.up = nn.ModuleList()
        for each in reversed(widths[:-1]):
            self.up.append(nn.Sequential(conv(inside + each, each), conv(each, each)))
            inside = each
        self.head = nn.Conv2d(inside, labels, 1)

    def forward(self, image):
        kept = []
        x = image
        for i, block in enumerate(self.down):
            x = block(x if i == 0 else F.max_pool2d(x, 2))
            kept.append(x)
        features = self.features(x).mean((2, 3))
        for block, beside in zip(self.up, reversed(kept[:-1])):
            x = block(torch.cat([F.interpolate(x, scale_factor=2, mode="nearest"), beside], 1))
        return self.head(x), features
