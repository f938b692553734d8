"""The network as it ships: what it draws along the rim of the disc is taken away."""

import torch
import torch.nn.functional as F
from torch import nn

#: Pixels of the input from the rim inwards in which nothing is drawn; chosen on `train` from 0 to 7.
RIM = 5
TAKEN = 20.0


class InsideDisc(nn.Module):
    """
    `fundus-v1` leaves exact zeros outside of the disc: within RIM pixels of those, or of the input's edge, the logit falls by 20,
    because the edge of the disc looks like a vessel.
    """

    def __init__(self, core: nn.Module):
        super().__init__()
        self.core = core
        self.register_buffer("all_channels", torch.full((1, 3, 1, 1), 1e4))

    def forward(self, image):
        maps, features = self.core(image)
        size = 2 * RIM + 1
        inside = 1 - F.relu(1 - F.conv2d(F.relu(image) + F.relu(-image), self.all_channels))
        wholly = F.relu(1 - size**2 * (1 - F.avg_pool2d(inside, size, 1, RIM)))
        return maps - TAKEN * (1 - wholly), features
