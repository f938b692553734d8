"""What ships: the bank, one linear map of its answers, their mean."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from bank import Bank, Plan, Scale
from nets import FEATURES

SIDE = 256
#: In colour, at three sizes; each filter says twice how much it answers, at all and strongly, since a lesion is small and rare
#: in a mean.
PLAN = Plan((Scale(0, 6, 128, 3), Scale(0, 10, 160, 4), Scale(1, 8, 160, 3)), cells=8, levels=(0.5, 1.5), even=0.03, channels=3)


class FundusNet(nn.Module):
    """
    image [n, 3, 256, 256] → logits [n, 1], features [n, 32], cam [n, 1, 8, 8]. The first feature is the answer, so the
    mean of the cam and a constant are the logit.
    """

    def __init__(self, bank: Bank, mean: np.ndarray, deviation: np.ndarray, directions: np.ndarray, constant: float):
        """directions [32, PLAN.described] on descriptions less `mean` and over `deviation`."""
        super().__init__()
        weight = directions / deviation
        self.bank = bank
        self.narrow = nn.Conv2d(PLAN.described, FEATURES, 1)
        self.narrow.weight.data = torch.from_numpy(weight.astype(np.float32)).view(FEATURES, PLAN.described, 1, 1)
        self.narrow.bias.data = torch.from_numpy((-(weight @ mean)).astype(np.float32))
        self.answer = nn.Conv2d(FEATURES, 1, 1, bias=False)
        self.answer.weight.data = torch.eye(FEATURES)[:1].view(1, FEATURES, 1, 1)
        self.bias = nn.Parameter(torch.tensor([constant], dtype=torch.float32))

    def forward(self, image):
        last = self.narrow(self.bank(image))
        features = last.mean((2, 3))
        return F.linear(features, self.answer.weight.flatten(1)) + self.bias, features, self.answer(last)
