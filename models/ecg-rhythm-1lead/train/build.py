"""From a trained network to every file of the pack: export, calibration, gate, light weights, golden cases, figures."""

import json
import shutil
from pathlib import Path

import numpy as np
import torch

import calibrate
import card
import evaluate
import golden
import synthetic
import to_light
from calibrate import softmax
from data import LABELS, Recordings, raw_recordings
from export_onnx import OnnxModel, export
from fit import predict
from preprocess import NotAssessable, preprocess, windows


def build(model, recordings: Recordings, data_path: Path, pack: Path, work: Path, version: str) -> dict:
    """Write all files to `work/pack` first, then move them over the old ones in `pack`."""
    fresh = work / "pack"
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "golden").mkdir(parents=True)
    export(model, fresh / "model.onnx")
    onnx_model = OnnxModel(fresh / "model.onnx")

    split = {name: np.flatnonzero(getattr(recordings, name)) for name in ("train", "inner", "val")}
    signals = {name: [recordings.signals[i] for i in index] for name, index in split.items()}
    target = {name: recordings.target[index] for name, index in split.items()}
    logits, features = {}, {}
    for name in split:
        logits[name], features[name] = predict(model, signals[name])
    difference = max(np.abs(onnx_model.run(s)["logits"] - z).max() for s, z in zip(signals["val"][:40], logits["val"]))

    temperature = calibrate.fit_temperature(logits["inner"], target["inner"])
    probability = {name: softmax(z / temperature) for name, z in logits.items()}
    biases = calibrate.fit_biases(probability["inner"], target["inner"])
    gate = calibrate.fit_gate(features["train"], target["train"], features["inner"], target["inner"], probability["inner"], biases)

    def judge(z, f):
        p = softmax(z / temperature)
        answer = (np.log(p + 1e-12) + biases).argmax(1)
        return p, answer, evaluate.gate_verdicts(gate, f, p, answer)

    p, answer, verdict = judge(logits["val"], features["val"])
    figures = {"version": version, "labels": LABELS,
               "splits": {name: {"n": len(index), **{label: int((target[name] == c).sum()) for c, label in enumerate(LABELS)}} for name, index in split.items()},
               "parameters": sum(v.numel() for v in model.parameters()) - sum(m.num_features * 2 for m in model.modules() if isinstance(m, torch.nn.BatchNorm1d)),
               "val": evaluate.main_figures(p, answer, target["val"]),
               "valWithoutDecisionBias": evaluate.summary(p, target["val"]),
               "inner": evaluate.summary(probability["inner"], target["inner"]),
               "valAndInner": evaluate.summary(np.concatenate([probability["val"], probability["inner"]]), np.concatenate([target["val"], target["inner"]])),
               "calibration": {"temperature": temperature, "eceBefore": round(evaluate.calibration_error(softmax(logits["val"]), target["val"]), 4),
                               "eceAfter": round(evaluate.calibration_error(p, target["val"]), 4)},
               "subgroups": evaluate.subgroups(signals["val"], target["val"], answer),
               "gate": evaluate.gate_figures(verdict, target["val"], answer),
               "silent": evaluate.silent_failures(recordings.ids[split["val"]], target["val"], p, answer, verdict),
               "mustRefuse": must_refuse(lambda inputs: predict(model, inputs), judge, recordings, data_path),
               "onnxAgainstTorch": float(difference)}

    write_pretty(fresh / "calibration.json", {"temperature": temperature, "decisionBias": dict(zip(LABELS, biases.tolist())), "labels": LABELS,
                                              "headBias": [float(f"{v:.6g}") for v in model.head.bias.tolist()], "probability": "softmax(logits / temperature)",
                                              "label": "argmax(log probability + decisionBias)", "fittedOn": f"inner split, {len(split['inner'])} recordings",
                                              "prevalence": {label: round(float((target["inner"] == c).mean()), 4) for c, label in enumerate(LABELS)}})
    golden.write_json(fresh / "gate.json", {
        "distance": {"kind": "squared Mahalanobis, minimum over classes", "labels": LABELS, "means": gate.means.tolist(), "precision": gate.precision.tolist(),
                     "threshold": gate.threshold, "rule": "99 % quantile of the inner split", "shrinkage": calibrate.SHRINKAGE},
        "band": {"threshold": gate.band, "rule": "refuses at most 5 % of inner recordings of N, A, O that pass the distance gate and are not answered ~"}})
    figures["light"] = check_light(fresh, onnx_model, signals["val"][::7], temperature)

    def answer_of(result):
        q, a, v = judge(result["logits"][None], result["features"][None])
        return {"probabilities": golden.rounded(q[0]), "label": LABELS[a[0]], "distance": float(f"{gate.distance(result['features'][None])[0]:.6g}"), "notAssessable": str(v[0]) or None}

    golden.write_cases(fresh / "golden", answer_of)
    golden.write_preprocess(fresh / "golden")
    write_pretty(fresh / "train" / "metrics.json", figures)
    (fresh / "card.md").write_text(card.render(figures))
    for file in fresh.rglob("*"):
        if file.is_file():
            place = pack / file.relative_to(fresh)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place.with_name(place.name + ".new"))
            place.with_name(place.name + ".new").replace(place)
    return figures


def must_refuse(outputs_of, judge, recordings: Recordings, data_path: Path, count: int = 60) -> list[dict]:
    """Share refused per kind of input that is no ECG, or a val ECG played wrongly (seeded)."""
    rng = np.random.default_rng(99)
    raw = {name: samples for (name, samples, _), val in zip(raw_recordings(data_path), recordings.val) if val}
    clean = [raw[str(i)] for i, t, val in zip(recordings.ids, recordings.target, recordings.val) if val and t != calibrate.NOISE]
    chosen = [clean[i] for i in rng.permutation(len(clean))]
    cases = {name: [(synthetic.test_signal(name, rng), 300.0) for _ in range(count)] for name in synthetic.TESTS}
    cases["reversed in time"] = [(x[::-1], 300.0) for x in chosen[:count]]
    cases["3 times too fast"] = [(x, 900.0) for x in chosen if x.size >= 9 * 900][:count]
    cases["3 times too slow"] = [(x, 100.0) for x in chosen if x.size <= 6100][:count]
    cases["reversed and 3 times too fast"] = [(x[::-1], 900.0) for x in chosen if x.size >= 9 * 900][:count]
    rows = []
    for name, inputs in cases.items():
        signals, before = [], 0
        for x, rate in inputs:
            try:
                signals.append(preprocess(x, rate))
            except NotAssessable:
                before += 1
        reasons = judge(*outputs_of(signals))[2] if signals else np.array([])
        by = {r: int((reasons == r).sum()) for r in ("unlike-training-data", "too-noisy", "uncertain")}
        rows.append({"input": name, "n": len(inputs), "refused": before + sum(by.values()), "before network": before, **by})
    return rows


def check_light(fresh: Path, onnx_model: OnnxModel, signals, temperature: float) -> dict:
    """Largest difference between the float16 light weights (numpy interpreter) and onnxruntime."""
    described, blob = to_light.write(fresh / "model.onnx", fresh / "light")
    logit_gap = probability_gap = cam_gap = 0.0
    for signal in signals:
        for x, m in zip(*windows(signal)):
            ours = to_light.interpret(described, blob, {"signal": x[None, 0, :, None], "mask": m[None, 0, :, None]})
            theirs = onnx_model.run_window(x, m)
            logit_gap = max(logit_gap, float(np.abs(ours["logits"][0] - theirs["logits"]).max()))
            cam_gap = max(cam_gap, float(np.abs(ours["cam"][0].T - theirs["cam"]).max()))
            probability_gap = max(probability_gap, float(np.abs(softmax(ours["logits"][0] / temperature) - softmax(theirs["logits"] / temperature)).max()))
    return {"recordings": len(signals), "bytes": len(blob), "onnxBytes": (fresh / "model.onnx").stat().st_size,
            "maxLogitDifference": round(logit_gap, 5), "maxProbabilityDifference": round(probability_gap, 5), "maxCamDifference": round(cam_gap, 5)}


def write_pretty(path: Path, value) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, allow_nan=False) + "\n")
