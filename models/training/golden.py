"""Golden cases of picture packs: tensors as whole numbers of a step, in blocks; `seal-pack` writes what the shipped runtime makes of them."""

import base64
import json
from pathlib import Path

import numpy as np


def write(folder: Path, cases: dict[str, tuple[dict[str, np.ndarray], int]]) -> list[str]:
    """
    cases: by name the inputs and how many pixels a block's side has; of an input [c, h, w] every n-th row and column counts.
    An input that is left out is zeros. Returns the paths as `pack.json` names them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for name, (inputs, blocks) in cases.items():
        packed = {key: _packed(values, blocks) for key, values in inputs.items()}
        case = {"name": name, "runtime": "", "inputs": packed, "expected": {}}
        (folder / f"{name}.json").write_text(json.dumps(case) + "\n", encoding="utf-8")
    return [f"golden/{name}.json" for name in cases]


def _packed(values: np.ndarray, blocks: int) -> dict:
    values = values[..., ::blocks, ::blocks] if values.ndim > 2 else values
    step = float(f"{max(np.abs(values).max() / 127, 1e-6):.6g}")
    text = base64.b64encode(np.round(values / step).astype(np.int8).tobytes()).decode()
    return {"step": step, "int8": text} | ({"blocks": blocks} if blocks > 1 and values.ndim > 2 else {})
