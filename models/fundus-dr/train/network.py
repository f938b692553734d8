"""What ships: the bank, one linear map of its answers, their mean."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from bank import Bank, DESCRIBED
from nets import FEATURES


class FundusNet(nn.Module):
    """
    image [n, 3, 256, 256] → logits [n, 1], features [n, 32], cam [n, 1, 8, 8]. The first feature is the answer, so the
    mean of the cam and a constant are the logit.
    """

    def __init__(self, bank: Bank, mean: np.ndarray, deviation: np.ndarray, directions: np.ndarray, constant: float):
        """directions [32, DESCRIBED] on descriptions less `mean` and over `deviation`."""
        super().__init__()
        weight = directions / deviation
        self.bank = bank
        self.narrow = nn.Conv2d(DESCRIBED, FEATURES, 1)
        self.narrow.weight.data = torch.from_numpy(weight.astype(np.float32)).view(FEATURES, DESCRIBED, 1, 1)
        self.narrow.bias.data = torch.from_numpy((-(weight @ mean)).astype(np.float32))
        self.answer = nn.Conv2d(FEATURES, 1, 1, bias=False)
        self.answer.weight.data = torch.eye(FEATURES)[:1].view(1, FEATURES, 1, 1)
        self.bias = nn.Parameter(torch.tensor([constant], dtype=torch.float32))

    def forward(self, image):
        last = self.narrow(self.bank(image))
        features = last.mean((2, 3))
        return F.linear(features, self.answer.weight.flatten(1)) + self.bias, features, self.answer(last)
