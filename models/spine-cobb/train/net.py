"""A network that finds 68 corners: a map a corner, its mean as the point, then a look along the column of vertebrae."""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training"))
from nets import FEATURES, Block, conv  # noqa: E402

VERTEBRAE, CORNERS = 17, 4
WIDTH, HEIGHT = 128, 256


class SpineNet(nn.Module):
    """
    image [n, 1, h, w] → points [n, 68, 2] (shares of width and height), spread [n, 68] (standard deviation of a corner's
    map, share of the height), features [n, 32]. `both` also gives the points before the last look, the maps' logits, and the maps' own points.
    """

    def __init__(self, width: int = WIDTH, height: int = HEIGHT, widths=(32, 48, 64, 64)):
        super().__init__()
        #: Size of the maps of corners: a quarter of the picture.
        self.rows, self.columns = height // 4, width // 4
        b, c, d, e = widths
        # Straight to a quarter of the size: 32 values keep what stands in the 16 pixels of a cell, and where.
        self.quarter = nn.Sequential(nn.Conv2d(1, b, 8, 4, 2, bias=False), nn.BatchNorm2d(b), nn.ReLU(), Block(b, b, 1))
        self.eighth = Block(b, c, 2)
        self.sixteenth = Block(c, d, 2)
        self.least = nn.Sequential(Block(d, e, 2), conv(e, e, 3))
        self.features = conv(e, FEATURES, 1)
        self.up16 = conv(e + d, d, 3)
        self.up8 = conv(d + c, c, 3)
        self.up4 = conv(c + b, b, 3)
        self.maps = nn.Conv2d(b, VERTEBRAE * CORNERS, 1)
        self.along = nn.Sequential(
            nn.Conv2d(b + 2 * CORNERS, 64, (3, 1), padding=(1, 0)), nn.ReLU(),
            nn.Conv2d(64, 64, (5, 1), padding=(2, 0)), nn.ReLU(),
            nn.Conv2d(64, 2 * CORNERS, (5, 1), padding=(2, 0)),
        )
        #: The last look: what the tilts and the line that the middles of the vertebrae make say of each tilt; `train.py` fits it.
        self.line = nn.Linear(2 * VERTEBRAE, VERTEBRAE)
        nn.init.zeros_(self.along[-1].weight)
        nn.init.zeros_(self.along[-1].bias)
        nn.init.zeros_(self.line.weight)
        nn.init.zeros_(self.line.bias)
        y, x = torch.meshgrid((torch.arange(self.rows) + 0.5) / self.rows, (torch.arange(self.columns) + 0.5) / self.columns, indexing="ij")
        # Not kept with the weights, which serve pictures of any size.
        self.register_buffer("where", torch.stack([x, y, x * x, y * y], -1).view(-1, 4), persistent=False)

    def forward(self, image):
        return self.both(image)[:3]

    def both(self, image):
        n = image.shape[0]
        quarter = self.quarter(image)
        eighth = self.eighth(quarter)
        sixteenth = self.sixteenth(eighth)
        least = self.least(sixteenth)
        features = self.features(least).mean((2, 3))
        up = lambda x: F.interpolate(x, scale_factor=2, mode="nearest")
        x = self.up16(torch.cat([up(least), sixteenth], 1))
        x = self.up8(torch.cat([up(x), eighth], 1))
        x = self.up4(torch.cat([up(x), quarter], 1))
        logits = self.maps(x).flatten(2)
        share = torch.softmax(logits, 2)
        moments = torch.matmul(share, self.where)
        points = moments[:, :, :2]
        # In the picture's own proportions a column is about two fifths of its height wide.
        across, down = moments[:, :, 2] - points[:, :, 0] ** 2, moments[:, :, 3] - points[:, :, 1] ** 2
        spread = torch.sqrt(F.relu(across * 0.16 + down) + 1e-8)
        # What stands around each vertebra, and its corners about their middle, vertebra by vertebra.
        around = torch.matmul(share.view(n, VERTEBRAE, CORNERS, -1).mean(2), x.flatten(2).transpose(1, 2))
        beside = torch.cat([around, self.corners(points)], 2).transpose(1, 2).unsqueeze(3)
        moved = points + self.offsets(self.along(beside))
        return self.straighten(moved), spread, features, moved, logits, points

    def slopes(self, points):
        """[n, 34]: tilt of each vertebra, and slope of the line of middles beside it; in the input's own proportions."""
        corner = points.view(-1, VERTEBRAE, CORNERS, 2)
        across = (corner[:, :, 1] + corner[:, :, 3] - corner[:, :, 0] - corner[:, :, 2]) * 0.5
        middle = corner.mean(2)
        along = torch.cat([middle[:, 1:], middle[:, -1:]], 1) - torch.cat([middle[:, :1], middle[:, :-1]], 1)
        tilt = across[:, :, 1] / (F.relu(across[:, :, 0] - 0.01) + 0.01)
        return torch.cat([tilt, along[:, :, 0] / (F.relu(along[:, :, 1] - 0.01) + 0.01)], 1), across[:, :, 0]

    def straighten(self, points):
        """Each vertebra turned about its middle by what the others say of it."""
        slopes, width = self.slopes(points)
        half = (self.line(slopes) * width * 0.5).unsqueeze(2)
        flat = torch.cat([-half, half, -half, half], 2).view(-1, VERTEBRAE * CORNERS, 1)
        return points + torch.cat([flat * 0, flat], 2)

    def corners(self, points):
        corner = points.view(-1, VERTEBRAE, CORNERS, 2)
        return (corner - corner.mean(2, keepdim=True)).view(-1, VERTEBRAE, 2 * CORNERS) * 10

    def offsets(self, moved):
        return moved.squeeze(3).transpose(1, 2).reshape(-1, VERTEBRAE * CORNERS, 2) * 0.02


def tilts(points, shape):
    """Tilt in degrees of the 17 lines through the middles of a vertebra's sides; shape = width over height of the film."""
    corner = points.reshape(len(points), VERTEBRAE, CORNERS, 2)
    line = (corner[:, :, 1] + corner[:, :, 3] - corner[:, :, 0] - corner[:, :, 2]) / 2
    return torch.rad2deg(torch.atan2(line[..., 1], (line[..., 0] * shape[:, None]).clamp_min(1e-3)))


def cobb(points, shape):
    each = tilts(points, shape)
    return each.amax(1) - each.amin(1)
