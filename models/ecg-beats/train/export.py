"""The network as `model.onnx`, and golden cases: tensors of beats as whole numbers of a step."""

import base64
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from data import Beats
from network import FEATURES

BATCH = 32


def export(net, path: Path, window: int, numbers: int) -> None:
    example = (torch.zeros(BATCH, 2, window), torch.zeros(BATCH, numbers))
    torch.onnx.export(net, example, str(path), dynamo=False, opset_version=17, do_constant_folding=True,
                      input_names=["windows", "numbers"], output_names=["logits", "features"])
    graph = onnx.load(path)
    graph.ir_version = min(graph.ir_version, 9)
    onnx.checker.check_model(graph)
    shapes = {o.name: [d.dim_value for d in o.type.tensor_type.shape.dim] for o in graph.graph.output}
    assert shapes == {"logits": [BATCH, 4], "features": [BATCH, FEATURES]}, shapes
    onnx.save(graph, path)


def largest_difference(net, path: Path, beats: Beats) -> float:
    rows = beats.take(np.arange(BATCH))
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    there = session.run(["logits"], {"windows": rows.windows, "numbers": rows.numbers})[0]
    with torch.no_grad():
        here = net(torch.from_numpy(rows.windows), torch.from_numpy(rows.numbers))[0].numpy()
    return float(np.abs(there - here).max())


def packed(values: np.ndarray) -> dict:
    step = max(float(np.abs(values).max()) / 127, 1e-6)
    step = float(f"{step:.4g}")
    return {"step": step, "int8": base64.b64encode(np.clip(np.rint(values / step), -127, 127).astype(np.int8).tobytes()).decode()}


def write_golden(folder: Path, beats: Beats, rng) -> None:
    """Open data (ODC-By): eight beats of each class; nothing; and what no heart makes."""
    folder.mkdir(parents=True, exist_ok=True)
    mixed = beats.take(np.concatenate([rng.permutation(np.flatnonzero(beats.label == c))[:8] for c in range(4)]))
    wild = rng.normal(0, 1.5, mixed.windows.shape), rng.normal(0, 2, mixed.numbers.shape)
    cases = {"four-classes": (mixed.windows, mixed.numbers), "zeros": (0 * mixed.windows, 0 * mixed.numbers), "wild": wild}
    for name, (windows, numbers) in cases.items():
        case = {"name": name, "runtime": "", "inputs": {"windows": packed(windows), "numbers": packed(numbers)}, "expected": {}}
        (folder / f"{name}.json").write_text(json.dumps(case) + "\n")
