"""model.onnx -> light/weights.bin (float16) + light/weights.json (plain list of layers), and its proof in numpy.

    python to_light.py ../model.onnx ../light

The grammar is described in README.md. Weights are stored channel-last, [kernel, in, out] and [in, out], as
TensorFlow.js wants them; time runs along the second axis of [1, time, channels].
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper


class _Blob:
    """Collects float16 tensors and their offsets."""

    def __init__(self):
        self.parts, self.size = [], 0

    def put(self, array: np.ndarray, layout: str) -> dict:
        entry = {"shape": list(array.shape), "offset": self.size, "layout": layout}
        self.parts.append(np.ascontiguousarray(array, dtype="<f2").tobytes())
        self.size += len(self.parts[-1])
        return entry


def convert(model: onnx.ModelProto) -> tuple[dict, bytes]:
    """Description and bytes of the same network."""
    tensors = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    uses = [name for node in model.graph.node for name in node.input] + [o.name for o in model.graph.output]
    blob, layers, same_as = _Blob(), [], {}
    for node in model.graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        inputs = [same_as.get(name, name) for name in node.input if name not in tensors]
        constants = [tensors[name] for name in node.input if name in tensors]
        output = node.output[0]
        layer = {"name": output, "inputs": inputs}
        if node.op_type == "Conv":
            weight, bias = constants
            groups = attributes.get("group", 1)
            layout = "kernel,in,out" if groups == 1 else "kernel,channel,1"
            array = weight.transpose(2, 1, 0) if groups == 1 else weight.transpose(2, 0, 1)
            layer |= {"type": "conv1d" if groups == 1 else "depthwiseConv1d", "kernel": weight.shape[2],
                      "stride": attributes["strides"][0], "padding": list(attributes["pads"]), "groups": groups,
                      "weight": blob.put(array, layout), "bias": blob.put(bias, "out"), "activation": "none"}
        elif node.op_type == "Gemm":
            weight, bias = constants
            weight = weight.T if attributes.get("transB") else weight
            layer |= {"type": "dense", "weight": blob.put(weight, "in,out"), "bias": blob.put(bias, "out"), "activation": "none"}
        elif node.op_type == "MaxPool":
            layer |= {"type": "maxPool1d", "kernel": attributes["kernel_shape"][0], "stride": attributes["strides"][0],
                      "padding": list(attributes["pads"])}
        elif node.op_type == "Relu":
            previous = next(x for x in layers if x["name"] == inputs[0])
            if previous["type"] in ("conv1d", "depthwiseConv1d", "add", "dense") and uses.count(node.input[0]) == 1:
                previous["activation"] = "relu"
                same_as[output] = previous["name"]
                continue
            layer |= {"type": "relu"}
        elif node.op_type in ("Add", "Mul", "GlobalAveragePool"):
            layer |= {"type": {"Add": "add", "Mul": "multiply", "GlobalAveragePool": "globalAveragePool"}[node.op_type]}
            if node.op_type == "Add":
                layer["activation"] = "none"
        elif node.op_type == "Flatten":
            layer |= {"type": "flatten"}
        else:
            raise ValueError(f"no light layer for {node.op_type}")
        layers.append(layer)
    return _rename({"format": "light-network", "version": 1, "dtype": "float16", "byteOrder": "little-endian",
                    "sizeBytes": blob.size, "dataLayout": "1,time,channels",
                    "inputs": {i.name: _channel_last(i) for i in model.graph.input},
                    "outputs": {o.name: _channel_last(o) for o in model.graph.output}, "layers": layers}), b"".join(blob.parts)


def _channel_last(value) -> list[int]:
    shape = [d.dim_value for d in value.type.tensor_type.shape.dim]
    return [shape[0], shape[2], shape[1]] if len(shape) == 3 else shape


def _rename(description: dict) -> dict:
    """Short names (x1, x2, ...) instead of the exporter's paths; inputs and outputs keep theirs."""
    kept, names = set(description["inputs"]) | set(description["outputs"]), {}
    for i, layer in enumerate(description["layers"], 1):
        names[layer["name"]] = layer["name"] if layer["name"] in kept else f"x{i}"
    for layer in description["layers"]:
        layer["name"] = names[layer["name"]]
        layer["inputs"] = [names.get(x, x) for x in layer["inputs"]]
    return description


def interpret(description: dict, blob: bytes, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Run the description in numpy (float32); inputs and outputs are [1, time, channels]."""
    values = dict(inputs)

    def tensor(entry):
        count = int(np.prod(entry["shape"]))
        return np.frombuffer(blob, "<f2", count, entry["offset"]).astype(np.float32).reshape(entry["shape"])

    def frames(x, layer, fill):
        """[1, out, kernel, channels]: the padded input seen through the sliding kernel."""
        left, right = layer["padding"]
        x = np.pad(x, ((0, 0), (left, right), (0, 0)), constant_values=fill)
        return np.lib.stride_tricks.sliding_window_view(x, layer["kernel"], axis=1)[:, ::layer["stride"]].swapaxes(2, 3)

    for layer in description["layers"]:
        a = [values[name] for name in layer["inputs"]]
        kind = layer["type"]
        if kind == "conv1d":
            y = np.einsum("btki,kio->bto", frames(a[0], layer, 0), tensor(layer["weight"]), optimize=True) + tensor(layer["bias"])
        elif kind == "depthwiseConv1d":
            y = np.einsum("btkc,kc->btc", frames(a[0], layer, 0), tensor(layer["weight"])[..., 0]) + tensor(layer["bias"])
        elif kind == "maxPool1d":
            y = frames(a[0], layer, -np.inf).max(2)
        elif kind == "add":
            y = a[0] + a[1]
        elif kind == "multiply":
            y = a[0] * a[1]
        elif kind == "globalAveragePool":
            y = a[0].mean(1, keepdims=True)
        elif kind == "flatten":
            y = a[0].reshape(1, -1)
        elif kind == "dense":
            y = a[0] @ tensor(layer["weight"]) + tensor(layer["bias"])
        elif kind == "relu":
            y = a[0]
        else:
            raise ValueError(kind)
        if layer.get("activation") == "relu" or kind == "relu":
            y = np.maximum(y, 0)
        values[layer["name"]] = y
    return {name: values[name] for name in description["outputs"]}


def write(onnx_path: Path, folder: Path) -> tuple[dict, bytes]:
    description, blob = convert(onnx.load(onnx_path))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "weights.bin").write_bytes(blob)
    (folder / "weights.json").write_text(json.dumps(description, indent=1) + "\n")
    return description, blob


if __name__ == "__main__":
    described, stored = write(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{len(described['layers'])} layers, {len(stored)} bytes")
