"""A residual network that reads an age off a hand: one number, and a map of what each place adds to it."""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

sys.path.append(str(Path(__file__).resolve().parents[2] / "training"))
from nets import FEATURES, Block, conv  # noqa: E402

SIDE = 192
#: Months of age = MIDDLE + SPAN * value.
MIDDLE, SPAN = 126.0, 42.0
#: In training alone the network also says how likely each of these ages is, in months.
AGES = torch.arange(6.0, 234.0, 6.0)


class HandNet(nn.Module):
    """
    image [n, 1, s, s] (s divisible by 32), sex [n, 1] (-1 male, 1 female, 0 not known) → value [n, 1] (SPANs from MIDDLE),
    features [n, 32], cam [n, 1, s/32, s/32]; the mean of the map is the value.
    """

    def __init__(self, widths=(24, 48, 72, 80), hidden: int = 48, drop: float = 0.2):
        super().__init__()
        self.stem = conv(2, widths[0], 5, 2)
        blocks, inside = [], widths[0]
        for i, width in enumerate(widths):
            blocks += [Block(inside, width, 2 if i else 1)] + ([Block(width, width, 1)] if i else [])
            inside = width
        self.blocks = nn.Sequential(*blocks)
        self.narrow = conv(inside, FEATURES, 1)
        self.first = nn.Linear(FEATURES, hidden)
        # Girls' bones are ahead of boys': the same hand means another age, in a way that differs with the age.
        self.sex = nn.Linear(1, hidden, bias=False)
        self.second = nn.Linear(hidden, 1)
        self.ages = nn.Linear(hidden, len(AGES))
        self.drop = nn.Dropout(drop)

    def forward(self, image, sex):
        last, features, before, kept = self.seen(image, sex)
        value = self.second(kept)
        # The answer taken apart: with the switches as they stand it is a straight line of the features, which are means of places.
        switch = kept / (F.relu(before) + F.relu(-before) + 1e-6)
        weight = torch.matmul(switch * self.second.weight, self.first.weight)
        rest = value - (features * weight).sum(1, keepdim=True)
        cam = (last * weight[:, :, None, None]).sum(1, keepdim=True) + rest[:, :, None, None]
        return value, features, cam

    def learning(self, image, sex):
        """value [n, 1] and the logits of AGES [n, a]."""
        kept = self.drop(self.seen(image, sex)[3])
        return self.second(kept), self.ages(kept)

    def seen(self, image, sex):
        x = self.blocks(F.max_pool2d(self.stem(torch.cat([image, against_around(image)], 1)), 2))
        last = self.narrow(x)
        features = last.mean((2, 3))
        before = self.first(features) + self.sex(sex)
        return last, features, before, F.relu(before)


def against_around(image):
    """Each pixel less the mean of about 20 x 20 around it, over their spread: dark, pale and half-covered films look alike in it."""
    apart = image - around(image)
    return apart / torch.sqrt(around(apart * apart) + 0.003)


def around(image):
    """Means of 20 x 20, every fourth one reckoned; between them straight lines, as a convolution that every runtime has."""
    coarse = F.avg_pool2d(F.avg_pool2d(image, 4), 5, 1, 2)
    rise = 1 - torch.abs(torch.arange(8) - 3.5) / 4
    return F.conv_transpose2d(coarse, torch.outer(rise, rise)[None, None], stride=4, padding=2)
