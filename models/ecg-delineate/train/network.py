"""The network: a one-dimensional U-Net that reads each lead with the same weights and lets the leads see each other."""
import torch
import torch.nn as nn
import torch.nn.functional as F

CLASSES = 4  # nothing, P, QRS, T
WIDTHS = (24, 32, 48, 64, 96)
KERNELS = (7, 7, 7, 7, 5)


class Block(nn.Module):
    """Two convolutions with a short cut; what the leads have in common (mean and maximum) is added to each of them."""

    def __init__(self, width_in, width, kernel, dropout=0.0):
        super().__init__()
        self.first = nn.Conv1d(width_in, width, kernel, padding=kernel // 2, bias=False)
        self.first_norm = nn.BatchNorm1d(width)
        self.second = nn.Conv1d(width, width, kernel, padding=kernel // 2, bias=False)
        self.second_norm = nn.BatchNorm1d(width)
        self.shared = nn.Conv1d(2 * width, width, 1)
        self.short = nn.Conv1d(width_in, width, 1) if width_in != width else None
        self.drop = nn.Dropout1d(dropout) if dropout > 0 else None

    def forward(self, x, mask, records):
        h = F.relu(self.first_norm(self.first(x)))
        y = self.second_norm(self.second(h)) + (x if self.short is None else self.short(x))
        seen = h * mask
        if records == 1:  # the shape that is exported
            mean = seen.sum(0, keepdim=True) / mask.sum(0, keepdim=True).clamp(min=1)
            y = y + self.shared(torch.cat([mean, seen.amax(0, keepdim=True)], 1))
        else:
            seen = seen.view(records, -1, *h.shape[1:])
            mean = seen.sum(1) / mask.view(records, -1, 1, 1).sum(1).clamp(min=1)
            shared = self.shared(torch.cat([mean, seen.amax(1)], 1))
            y = (y.view(records, -1, *y.shape[1:]) + shared[:, None]).view_as(y)
        y = F.relu(y)
        return y if self.drop is None else self.drop(y)


class Delineator(nn.Module):
    def __init__(self):
        super().__init__()
        w = WIDTHS
        self.stem = nn.Conv1d(1, w[0], 16, stride=2, padding=7)
        self.down = nn.ModuleList(
            Block(w[max(0, i - 1)], w[i], KERNELS[i], dropout=0.1 if i >= 3 else 0.0) for i in range(5)
        )
        self.lift = nn.ModuleList(nn.Conv1d(w[i + 1], w[i], 1) for i in range(4))
        self.up = nn.ModuleList(Block(w[i], w[i], KERNELS[i]) for i in range(4))
        self.head = nn.ConvTranspose1d(w[0], CLASSES, 4, stride=2, padding=1)

    def forward(self, signal, mask, records):
        """signal [records · leads, 1, time], mask [records · leads, 1, 1] -> logits [·, 4, time], bottleneck [·, 96, time / 32]"""
        x = F.relu(self.stem(signal))
        kept = []
        for i, block in enumerate(self.down):
            x = block(x if i == 0 else F.max_pool1d(x, 2), mask, records)
            kept.append(x)
        bottleneck = x
        for i in (3, 2, 1, 0):
            x = self.up[i](F.interpolate(self.lift[i](x), scale_factor=2.0, mode='nearest') + kept[i], mask, records)
        return self.head(x), bottleneck
