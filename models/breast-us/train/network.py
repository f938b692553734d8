"""Lesion or not, malignant or not, of a breast ultrasound of 160 x 128."""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))
from nets import FEATURES, Block, conv  # noqa: E402

LABELS = ["lesion", "malignant"]
WIDTH, HEIGHT = 160, 128


class BreastNet(nn.Module):
    """
    image [n, 1, 128, 160] → logits [n, 2], features [n, 32], cam [n, 2, 8, 10]; while it learns also `outline` [n, 2, 16, 20]:
    where a lesion, and where a malignant one, lies. With 421 lesions to learn from, where to look is half of the lesson.
    """

    def __init__(self, drop: float = 0.3):
        super().__init__()
        self.stem = nn.Sequential(conv(1, 16, 3, 2), nn.MaxPool2d(2))
        self.fine = nn.Sequential(Block(16, 24, 1), Block(24, 48, 2), Block(48, 48, 1))
        self.outline = nn.Conv2d(48, len(LABELS), 1)
        self.coarse = nn.Sequential(Block(48, 80, 2), Block(80, 80, 1), conv(80, FEATURES, 1))
        self.head = nn.Conv2d(FEATURES, len(LABELS), 1, bias=False)
        self.bias = nn.Parameter(torch.zeros(len(LABELS)))
        self.drop = nn.Dropout(drop)

    def parts(self, image):
        fine = self.fine(self.stem(image))
        last = self.coarse(fine)
        features = last.mean((2, 3))
        logits = F.linear(self.drop(features), self.head.weight.flatten(1)) + self.bias
        return logits, features, self.head(last), self.outline(fine)

    def forward(self, image):
        return self.parts(image)[:3]
