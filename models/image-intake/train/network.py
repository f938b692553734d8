"""What kind of picture: 96 x 96 in colour, looked at in 48 x 48, so that how sharp an archive is says little; no map."""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))
from nets import Block, Classifier  # noqa: E402

#: `PICTURE_KINDS` of src/domain/imaging/kinds.ts, in its order.
KINDS = ["chest-adult", "chest-child", "spine", "hand", "fundus", "breast-us", "nodule-patch", "photographed", "skin", "photograph", "other"]
SIDE = 96


class IntakeNet(nn.Module):
    """image [n, 3, 96, 96] → logits [n, 11], features [n, 32]."""

    def __init__(self):
        super().__init__()
        widths = (16, 32, 64, 96)
        self.net = Classifier(3, len(KINDS), widths=widths, drop=0.1)
        # One block a size instead of two: kinds are easy to tell, and a small network sees more pictures in the same time.
        self.net.blocks = nn.Sequential(Block(16, 16, 1), *(Block(a, b, 2) for a, b in zip(widths, widths[1:])))

    def forward(self, image: torch.Tensor):
        logits, features, _ = self.net(coarse(image))
        return logits, features


def coarse(image: torch.Tensor) -> torch.Tensor:
    return F.avg_pool2d(image, 2)
