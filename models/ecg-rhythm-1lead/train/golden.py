"""Golden cases: synthetic recordings with expected outputs, and step-by-step vectors of the preprocessing."""

import json
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly, sosfiltfilt

import preprocess as p
from synthetic import synthetic_ecg

SEED = 70
CASES = [("regular-70", "regular", 300, 20), ("irregular-no-p", "irregular", 250, 40), ("premature-beats", "premature", 500, 12),
         ("noise", "noise", 128, 15), ("all-zero", "zero", 200, 10)]


def rounded(values, digits=6):
    return [round(float(v), digits) for v in np.ravel(values)]


def golden_signal(kind: str, rate_hz: float, seconds: float) -> np.ndarray:
    """The recording of a case in mV, rounded to 4 digits as stored."""
    rng = np.random.default_rng(SEED)
    count = int(rate_hz * seconds)
    if kind == "zero":
        return np.zeros(count)
    if kind == "noise":
        return np.round(0.3 * rng.standard_normal(count), 4)
    return np.round(synthetic_ecg(kind, rng, rate_hz, seconds), 4)


def write_cases(folder: Path, answer_of) -> None:
    """`answer_of(result)` turns pooled outputs into calibrated probabilities, label, distance and verdict."""
    from export_onnx import OnnxModel

    model = OnnxModel(folder.parent / "model.onnx")
    for name, kind, rate_hz, seconds in CASES:
        samples = golden_signal(kind, rate_hz, seconds)
        try:
            result = model.run(p.preprocess(samples, rate_hz))
            expected = {"refusal": None, "logits": rounded(result["logits"]), "features": rounded(result["features"]),
                        "windows": [{"logits": rounded(w["logits"]), "camN": rounded(w["cam"][0], 4)} for w in result["windows"]],
                        **answer_of(result)}
        except p.NotAssessable as refusal:
            raw = model.run_window(np.zeros(p.WINDOW, np.float32), np.ones(p.FRAMES, np.float32))
            expected = {"refusal": str(refusal), "networkOnZeros": {"signal": "all 0", "mask": "all 1", "logits": rounded(raw["logits"]),
                                                                    "features": rounded(raw["features"])}}
        write_json(folder / f"{name}.json", {"name": name, "source": "synthetic, train/golden.py", "runtime": "onnxruntime (desktop)",
                                             "sampleRateHz": rate_hz, "samplesMv": samples.tolist(), "expected": expected})


def write_preprocess(folder: Path) -> None:
    """golden/preprocess.json: inputs and numbers after every step; null stands for a missing sample."""
    vectors = []
    for name, kind, rate_hz, seconds in [("regular-300", "regular", 300, 10), ("irregular-360", "irregular", 360, 9.5), ("two-windows-100", "premature", 100, 33), ("gap-250", "regular", 250, 9.2)]:
        samples = golden_signal(kind, rate_hz, seconds) + 0.7  # an offset, which step 3 must remove
        samples = np.round(samples, 4)
        if name.startswith("gap"):
            samples[:7] = samples[1000:1050] = samples[-3:] = np.nan
        filled = p.fill_gaps(samples, rate_hz)
        resampled = resample_poly(filled - np.median(filled), *p.ratio(rate_hz))
        filtered = sosfiltfilt(p.SOS, resampled)
        signal, mask = p.windows(p.preprocess(samples, rate_hz))
        vectors.append({"name": name, "sampleRateHz": rate_hz, "samplesMv": [None if np.isnan(v) else float(v) for v in samples],
                        "upDown": list(p.ratio(rate_hz)), "filled": {"length": filled.size, "median": round(float(np.median(filled)), 8)},
                        "resampled": rounded(resampled[:200], 8), "filtered": rounded(filtered[:200], 8), "filteredLast": rounded(filtered[-20:], 8),
                        "scale": round(float(np.percentile(np.abs(filtered), p.SCALE_PERCENTILE)), 9), "length": resampled.size,
                        "windowStarts": p.window_starts(resampled.size), "signal": [rounded(s) for s in signal], "mask": [rounded(m, 7) for m in mask]})
    refusals = [{"name": "all zero", "sampleRateHz": 200, "samplesMv": {"repeat": 0, "count": 2000}, "reason": "flat"},
                {"name": "8.9 s", "sampleRateHz": 100, "samplesMv": {"repeat": 1, "count": 890}, "reason": "too-short"},
                {"name": "61.1 s", "sampleRateHz": 100, "samplesMv": {"repeat": 1, "count": 6110}, "reason": "too-long"},
                {"name": "nothing but missing samples", "sampleRateHz": 100, "samplesMv": {"repeat": None, "count": 1000}, "reason": "no-samples"}]
    write_json(folder / "preprocess.json", {"name": "ecg-1lead", "version": 1, "vectors": vectors, "refusals": refusals})


def write_json(path: Path, value) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, separators=(",", ":"), allow_nan=False) + "\n")
