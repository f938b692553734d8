"""The network in the form that ships: BatchNorm folded, static shapes, opset 17, mask of leads and frames."""
import onnx
import torch
import torch.nn as nn
from data import WINDOW
from network import Delineator

FRAMES = WINDOW // 32


class Shipped(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, signal, mask):
        """signal [12, 1, 2560], mask [12, 1, 80] -> logits [12, 4, 2560], features [1, 96]"""
        logits, bottleneck = self.net(signal, mask.amax(2, keepdim=True), 1)
        features = (bottleneck * mask).sum((0, 2)) / mask.sum().clamp(min=1)
        return logits, features[None]


def folded(net):
    """The same network with every BatchNorm inside its convolution."""
    net = net.eval()
    for module in net.modules():
        for conv, norm in (('first', 'first_norm'), ('second', 'second_norm')):
            if hasattr(module, norm):
                fused = nn.utils.fusion.fuse_conv_bn_eval(getattr(module, conv), getattr(module, norm))
                setattr(module, conv, fused)
                setattr(module, norm, nn.Identity())
    return net


def export(state, path):
    net = Delineator()
    net.load_state_dict(state)
    shipped = Shipped(folded(net)).eval()
    given = (torch.zeros(12, 1, WINDOW), torch.ones(12, 1, FRAMES))
    torch.onnx.export(
        shipped, given, path, opset_version=17, dynamo=False, do_constant_folding=True,
        input_names=['signal', 'mask'], output_names=['logits', 'features'],
    )
    model = onnx.load(path)
    model.ir_version = min(model.ir_version, 10)
    onnx.checker.check_model(model)
    onnx.save(model, path)
    return shipped
