"""Folded network -> model.onnx (opset 17, fixed shapes, batch 1), and running it on whole recordings."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from network import FEATURES, RhythmNet, fold
from preprocess import FRAMES, WINDOW, windows


def export(model: RhythmNet, path: Path) -> None:
    """Write the ONNX file and check that only allowed operators are in it."""
    example = (torch.zeros(1, 1, WINDOW), torch.ones(1, 1, FRAMES))
    torch.onnx.export(fold(model), example, str(path), dynamo=False, opset_version=17, do_constant_folding=True,
                      input_names=["signal", "mask"], output_names=["logits", "features", "cam"])
    graph = onnx.load(path)
    graph.ir_version = min(graph.ir_version, 9)
    onnx.checker.check_model(graph)
    allowed = {"Conv", "Relu", "MaxPool", "Add", "Mul", "GlobalAveragePool", "Flatten", "Gemm"}
    used = {node.op_type for node in graph.graph.node}
    if used - allowed:
        raise ValueError(f"operators not allowed: {sorted(used - allowed)}")
    shapes = {o.name: [d.dim_value for d in o.type.tensor_type.shape.dim] for o in graph.graph.output}
    assert shapes == {"logits": [1, 4], "features": [1, FEATURES], "cam": [1, 4, FRAMES]}, shapes
    onnx.save(graph, path)


class OnnxModel:
    """model.onnx on one thread; `run` gives the pooled outputs of a preprocessed recording."""

    def __init__(self, path: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run_window(self, signal: np.ndarray, mask: np.ndarray) -> dict[str, np.ndarray]:
        names = ["logits", "features", "cam"]
        feed = {"signal": signal.reshape(1, 1, WINDOW), "mask": mask.reshape(1, 1, FRAMES)}
        return dict(zip(names, (v[0] for v in self.session.run(names, feed))))

    def run(self, signal: np.ndarray) -> dict:
        """`logits` [4] and `features` [64] averaged over windows, `windows` the single results."""
        each = [self.run_window(x, m) for x, m in zip(*windows(signal))]
        return {"logits": np.mean([e["logits"] for e in each], 0, dtype=np.float64),
                "features": np.mean([e["features"] for e in each], 0, dtype=np.float64), "windows": each}
