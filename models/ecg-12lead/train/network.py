"""Three small encoders over eight leads at 100 Hz, and the linear heads on their averages over time."""

import numpy as np
import torch
from torch import nn

WIDTHS, KERNELS = (32, 48, 64, 64), (9, 7, 7, 5)
FRAMES, FRAME_SAMPLES = 63, 16
FEATURES = 32


class Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after, kernel in zip((8, *WIDTHS), WIDTHS, KERNELS):
            layers += [nn.Conv1d(before, after, kernel, 2, kernel // 2, bias=False), nn.BatchNorm1d(after), nn.ReLU()]
        self.layers = nn.Sequential(*layers)

    def forward(self, signal: torch.Tensor) -> torch.Tensor:
        """[n, 8, 1000] -> [n, 64, 63]"""
        return self.layers(signal)


class Measurer(nn.Module):
    """An encoder that learns to say what the signal code measures."""

    def __init__(self, measurements: int) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(WIDTHS[-1], measurements)

    def forward(self, signal: torch.Tensor) -> torch.Tensor:
        return self.head(self.drop(self.encoder(signal).mean(2)))


class FindingsNet(nn.Module):
    """What ships. `cam` is exact: a label's logit is the mean of its map over time plus the bias of its head."""

    def __init__(self, encoders: list[Encoder], weight: np.ndarray, bias: np.ndarray, project: np.ndarray, centre: np.ndarray) -> None:
        super().__init__()
        self.encoders = nn.ModuleList(encoders)
        channels = weight.shape[1]
        self.map = nn.Conv1d(channels, len(weight), 1, bias=False)
        self.map.weight.data = torch.tensor(weight, dtype=torch.float32)[:, :, None]
        self.register_buffer("bias", torch.tensor(bias, dtype=torch.float32)[None])
        self.project = nn.Linear(channels, len(project))
        self.project.weight.data = torch.tensor(project, dtype=torch.float32)
        self.project.bias.data = torch.tensor(-project @ centre, dtype=torch.float32)
        self.average = nn.AdaptiveAvgPool1d(1)

    def forward(self, signal: torch.Tensor):
        frames = torch.cat([encoder(signal) for encoder in self.encoders], 1)
        cam = self.map(frames)
        logits = torch.flatten(self.average(cam), 1) + self.bias
        return logits, self.project(torch.flatten(self.average(frames), 1)), cam
