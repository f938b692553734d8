"""A U-Net that works at a half or a quarter of the input's size, so that it learns on two cores in minutes."""

import torch
import torch.nn.functional as F
from torch import nn

from nets import FEATURES, conv


class CoarseUNet(nn.Module):
    """
    image [n, c, h, w] → maps [n, k, h, w] (logits), features [n, 32] of the bottom; h and w divisible by
    stride * 2^(len(widths) - 1). The last step up is learned, so that edges fall between the pixels of the coarse grid.
    """

    def __init__(self, channels: int, labels: int, widths: tuple[int, ...], stride: int):
        super().__init__()
        inside = widths[0]
        if stride == 2:
            self.stem = conv(channels, inside, 5, 2)
        else:
            self.stem = nn.Sequential(conv(channels, inside // 2, 5, 2), conv(inside // 2, inside, 3, 2))
        self.down = nn.ModuleList()
        for each in widths:
            self.down.append(nn.Sequential(conv(inside, each), conv(each, each)))
            inside = each
        self.features = conv(inside, FEATURES, 1)
        self.up = nn.ModuleList()
        for each in reversed(widths[:-1]):
            self.up.append(nn.Sequential(conv(inside + each, each, 1), conv(each, each)))
            inside = each
        self.head = nn.ConvTranspose2d(inside, labels, 2 * stride, stride, stride // 2)
        smooth_start(self.head, stride)
        # Taught along with the outlines and left out of the pack: it makes the features tell this kind of picture from others.
        self.own_kind = nn.Linear(FEATURES, 1)

    def forward(self, image):
        kept, x = [], self.stem(image)
        for i, block in enumerate(self.down):
            x = block(x if i == 0 else F.max_pool2d(x, 2))
            kept.append(x)
        features = self.features(x).mean((2, 3))
        for block, beside in zip(self.up, reversed(kept[:-1])):
            x = block(torch.cat([F.interpolate(x, scale_factor=2, mode="nearest"), beside], 1))
        return self.head(x), features


@torch.no_grad()
def smooth_start(head: nn.ConvTranspose2d, stride: int) -> None:
    """Each channel begins as a straight line between the points of the coarse grid, so that edges are smooth from the start."""
    line = 1 - (torch.arange(2 * stride) - stride + 0.5).abs() / stride
    head.weight.copy_(head.weight.mean((2, 3), keepdim=True) * 2 * stride * torch.outer(line, line))
