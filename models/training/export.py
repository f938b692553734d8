"""The files of a pack: ONNX, golden cases, JSON."""

import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

#: Rounding is a thousand times less.
FAR = 1e-3


def export(model: torch.nn.Module, path: Path, inputs: dict[str, tuple[int, ...]], outputs: list[str]) -> float:
    """
    Writes the network with fixed shapes, opset 17, and compares it with torch on noise.
    Returns the largest difference; raises ValueError where it is no rounding.
    """
    model = model.cpu().eval()
    torch.manual_seed(3)
    given = tuple(torch.randn(shape) for shape in inputs.values())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(model, given, str(path), input_names=list(inputs), output_names=outputs, opset_version=17, dynamo=False)
    network = onnx.load(str(path))
    network.ir_version = min(network.ir_version, 10)
    onnx.checker.check_model(network)
    onnx.save(network, str(path))
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = session.run(outputs, {name: each.numpy() for name, each in zip(inputs, given)})
    with torch.no_grad():
        wanted = [each.numpy() for each in model(*given)]
    apart = max(float(np.abs(a - b).max()) for a, b in zip(found, wanted))
    if apart > FAR * max(1.0, *(float(np.abs(each).max()) for each in wanted)):
        raise ValueError(f"{path}: what was written is {apart:.3g} from the network")
    return apart


def write_json(path: Path, value) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
