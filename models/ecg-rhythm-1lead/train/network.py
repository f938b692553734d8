"""The network: a small 1-D ResNet with a masked mean over time and one linear layer.

Every layer is a plain convolution, ReLU, max pool, add, multiply, mean or Gemm, so that ONNX Runtime Web and a
short TensorFlow.js interpreter run the same graph. The head is linear, hence the class-activation map is exact.
"""

import torch
from torch import nn
from torch.nn import functional as F

FEATURES = 64


class ConvBn(nn.Sequential):
    """Convolution with 'half kernel' zero padding and batch normalisation."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1):
        super().__init__(nn.Conv1d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm1d(outputs))


class Block(nn.Module):
    """Residual block of two convolutions; halving blocks shorten the shortcut by a max pool of 2."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int):
        super().__init__()
        self.stride = stride
        self.first = ConvBn(inputs, outputs, kernel, stride)
        self.second = ConvBn(outputs, outputs, kernel)
        self.shortcut = ConvBn(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x):
        y = self.second(F.relu(self.first(x)))
        if self.stride == 2 and self.training:  # the same maximum; torch's pool is slow in bfloat16
            x = torch.maximum(x[..., ::2], x[..., 1::2])
        elif self.stride == 2:
            x = F.max_pool1d(x, 2)
        return F.relu(y + self.shortcut(x))


class RhythmNet(nn.Module):
    """signal [B,1,3072], mask [B,1,96] -> logits [B,4], features [B,64], cam [B,4,96]."""

    def __init__(self, widths=(24, 32, 48, 64, 64), kernel: int = 9, dropout: float = 0.2):
        super().__init__()
        self.stem = ConvBn(1, widths[0], 15, 2)
        stages = [Block(a, b, kernel, 2) for a, b in zip(widths[:-1], widths[1:])]
        self.blocks = nn.Sequential(*stages, Block(widths[-1], FEATURES, kernel, 1))
        self.head = nn.Linear(FEATURES, 4)
        self.dropout = dropout

    def forward(self, signal, mask):
        frames = self.blocks(F.relu(self.stem(signal)))
        features = F.adaptive_avg_pool1d(frames * mask, 1).flatten(1)
        logits = self.head(F.dropout(features, self.dropout, self.training))
        if self.training:
            return logits
        cam = F.conv1d(frames, self.head.weight[:, :, None], self.head.bias)
        return logits, features, cam


def fold(model: RhythmNet) -> RhythmNet:
    """The same network with every batch normalisation folded into its convolution."""
    import copy

    model = copy.deepcopy(model).eval()
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, ConvBn):
                setattr(parent, name, torch.nn.utils.fusion.fuse_conv_bn_eval(child[0], child[1]))
    return model
