"""One encoder for every lead; the record from the leads that are there."""

import torch
from torch import nn

from data import FIGURES, FRAMES

CHANNELS, FEATURES = 32, 32
ABSENT = 1e4


def layer(inside: int, outside: int, kernel: int, stride: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inside, outside, (1, kernel), (1, stride), (0, (kernel - 1) // 2), bias=False),
                         nn.BatchNorm2d(outside), nn.ReLU())


class QualityNet(nn.Module):
    """`signal` [b,1,12,1280], `mask` [b,1,12,80] 0/1, `figures` [b,10,12,1]."""

    def __init__(self, centre=None, spread=None):
        super().__init__()
        self.register_buffer("centre", torch.zeros(1, FIGURES, 1, 1) if centre is None else centre.reshape(1, FIGURES, 1, 1))
        self.register_buffer("spread", torch.ones(1, FIGURES, 1, 1) if spread is None else spread.reshape(1, FIGURES, 1, 1))
        self.encoder = nn.Sequential(layer(1, 16, 11, 4), layer(16, 24, 7, 2), layer(24, CHANNELS, 5, 2), layer(CHANNELS, CHANNELS, 5, 1))
        self.plain = nn.Sequential(nn.Conv2d(FIGURES, 16, 1), nn.ReLU())
        self.of_mean = nn.Conv2d(CHANNELS, 1, 1, bias=False)
        self.of_rest = nn.Conv2d(CHANNELS + 16, 1, 1)
        self.lead = nn.Sequential(nn.Conv2d(2 * CHANNELS + 16, 24, 1), nn.ReLU())
        self.record = nn.Sequential(nn.Linear(2 * 24 + 2, FEATURES), nn.ReLU())
        self.head = nn.Linear(FEATURES, 1)
        self.dropout = nn.Dropout(0.2)

    def forward(self, signal, mask, figures):
        frames = self.encoder(signal)                                     # [b,c,12,80]
        count = mask.sum(3, keepdim=True)                                 # [b,1,12,1]
        present = torch.clamp(count, max=1)
        mean = (frames * mask).sum(3, keepdim=True) / torch.clamp(count, min=1)
        peak = (frames * mask).amax(3, keepdim=True)                      # frames are not negative
        plain = self.plain(torch.clamp((figures - self.centre) / self.spread, -4, 4))
        leads = self.of_mean(mean) + self.of_rest(torch.cat([peak, plain], 1))   # [b,1,12,1]
        cam = self.of_mean(frames) * mask
        each = self.lead(self.dropout(torch.cat([mean, peak, plain], 1))) * present
        among = torch.clamp(present.sum(2), min=1)                        # [b,1,1]
        share = (torch.sigmoid(leads) * present).sum(2) / among
        worst = (leads - (1 - present) * ABSENT).amax(2)
        pooled = torch.cat([(each.sum(2) / among).flatten(1), each.amax(2).flatten(1), share.flatten(1),
                            torch.tanh(worst.flatten(1) / 4)], 1)
        features = self.record(pooled)
        return self.head(self.dropout(features)), leads.flatten(1), features, cam.reshape(-1, 12, FRAMES)
