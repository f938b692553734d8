"""The network: a small CNN over the beat beside the dominant one, joined with the row of numbers; four members, averaged."""

import torch
from torch import nn
from torch.nn import functional as F

MEMBERS = 4
HIDDEN, OWN_FEATURES = 48, 8
FEATURES = MEMBERS * OWN_FEATURES
CLIP = 4.0


class Member(nn.Module):
    def __init__(self, numbers: int, with_windows: bool = True, dropout: float = 0.2):
        super().__init__()
        self.dropout = dropout
        self.with_windows = with_windows
        if with_windows:
            self.shape = nn.Sequential(nn.Conv1d(2, 8, 9, 2), nn.ReLU(), nn.Conv1d(8, 12, 7, 2), nn.ReLU(),
                                       nn.Conv1d(12, 12, 5, 2), nn.ReLU())
            self.seen = nn.Linear(12, 12)
        self.first = nn.Linear(numbers + (12 if with_windows else 0), HIDDEN)
        self.second = nn.Linear(HIDDEN, OWN_FEATURES)
        self.last = nn.Linear(OWN_FEATURES, 4)

    def forward(self, windows, numbers):
        x = F.dropout(numbers, self.dropout, self.training)
        if self.with_windows:
            seen = F.relu(self.seen(self.shape(windows).mean(-1)))
            x = torch.cat([x, F.dropout(seen, 0.5, self.training)], 1)
        x = F.dropout(F.relu(self.first(x)), 0.2, self.training)
        features = F.relu(self.second(x))
        return self.last(features), features


class BeatNet(nn.Module):
    """windows [B, 2, 128], numbers [B, NUMBERS] -> logits [B, 4], features [B, 32]."""

    def __init__(self, members, mean, scale):
        super().__init__()
        self.members = nn.ModuleList(members)
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)

    def forward(self, windows, numbers):
        x = torch.clamp((numbers - self.mean) / self.scale, -CLIP, CLIP)
        each = [member(windows, x) for member in self.members]
        return torch.stack([z for z, _ in each]).mean(0), torch.cat([f for _, f in each], 1)
