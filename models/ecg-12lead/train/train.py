"""One command makes model.onnx, calibration.json, gate.json, golden inputs and metrics.json. Seeded, one thread."""

import argparse
import base64
import json
import time
from pathlib import Path

import numpy as np
import onnx
import torch

import card
import heads
from data import LABELS, Records, acceptable, load
from network import FEATURES, FRAMES, FindingsNet
from pretext import averages, train_encoder

SEEDS = [1, 2, 3]
TRAIN_FOLDS = list(range(1, 9))
SHRINKAGE, DISTANCE_QUANTILE = 0.1, 0.99
# Of fewer records with a finding the bootstrap gives too narrow an interval.
CLAIM_RECORDS_MIN = 30
GOLDEN_STEP = 0.03


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--data", type=Path, required=True, help="folder of the files of prepare/ecg-12lead.ts")
    given.add_argument("--pack", type=Path, default=Path(__file__).parents[1])
    given.add_argument("--encoders", type=Path, help="encoders of an earlier run: skips the pretext task")
    asked = given.parse_args()
    torch.set_num_threads(1)
    started = time.process_time()
    ptbxl, quality = load(asked.data / "ptbxl"), acceptable(load(asked.data / "quality2011-train"))
    train = np.isin(ptbxl.fold, TRAIN_FOLDS)
    kept = asked.encoders or asked.data / "encoders.pt"
    if asked.encoders is None:
        encoders = [train_encoder([ptbxl.take(train), quality], seed) for seed in SEEDS]
        torch.save({"encoders": encoders, "cpuSeconds": time.process_time() - started}, kept)
    earlier = torch.load(kept, weights_only=False)
    encoders = earlier["encoders"]
    x, mobile = averages(encoders, ptbxl.signal), averages(encoders, quality.signal)
    y = np.stack([ptbxl.present(label) for label in LABELS], 1)
    weight, bias = heads.fit(x[train], y[train])
    out_of_fold = heads.cross_validated(x, ptbxl, TRAIN_FOLDS)
    calibration, choice = calibrate(out_of_fold, ptbxl, train, bias)
    project, centre, gate = fit_gate(x[train], y[train, 0], mobile, ptbxl.fold[train])

    net = FindingsNet(encoders, weight, bias, project, centre).eval()
    export(net, asked.pack / "model.onnx")
    write(asked.pack / "calibration.json", calibration)
    write(asked.pack / "gate.json", gate)
    golden(asked.pack / "golden", ptbxl.take(train))
    ten = heads.cross_validated(x, ptbxl, list(range(1, 11)))
    figures = {
        "records": {"labels": int(train.sum()), "pretext": int(train.sum()) + len(quality)},
        "parameters": sum(p.numel() for p in net.parameters()),
        "choice": choice,
        "tenFold": compare(ten, ptbxl),
        "cpuSeconds": {"encoders": round(earlier["cpuSeconds"]), "all": round(time.process_time() - started + (earlier["cpuSeconds"] if asked.encoders else 0))},
    }
    write(asked.pack / "train" / "metrics.json", figures)
    card.fill(asked.pack / "card.md", figures, calibration)
    print(json.dumps(figures, indent=1))


def compare(logits: np.ndarray, records: Records) -> dict:
    """Each label beside the rules alone, 95 % intervals over patients; `macro` over all five."""
    present = {label: records.present(label) for label in LABELS}
    rows: dict = {}
    for i, label in enumerate(LABELS):
        p, ours, rules = present[label], logits[:, i], records.rules(label)
        yes = rules >= (2 if label == "NORM" else 1)
        specificity = float(1 - yes[p == 0].mean())
        at = np.quantile(ours[p == 0], specificity)
        rows[label] = {
            "n": int((p == 1).sum()), "auc": heads.auc(ours, p), "aucInterval": heads.interval(records.patient, lambda k: heads.auc(ours[k], p[k])),
            "rulesAuc": heads.auc(rules, p), "rulesAucInterval": heads.interval(records.patient, lambda k: heads.auc(rules[k], p[k])),
            "differenceInterval": heads.interval(records.patient, lambda k: heads.auc(ours[k], p[k]) - heads.auc(rules[k], p[k])),
            "rulesSensitivity": float(yes[p == 1].mean()), "rulesSpecificity": specificity,
            "sensitivityAtRulesSpecificity": float((ours[p == 1] > at).mean()),
        }
    def macro(k):
        return np.mean([heads.auc(logits[k, i], present[label][k]) for i, label in enumerate(LABELS)])
    every = np.arange(len(records))
    return {"records": len(records), "labels": rounded(rows), "macro": round(float(macro(every)), 4), "macroInterval": rounded(heads.interval(records.patient, macro))}


def calibrate(logits: np.ndarray, records: Records, train: np.ndarray, bias: np.ndarray) -> tuple[dict, dict]:
    """Everything that decides on what is shown is fitted on out-of-fold logits of the training folds."""
    inside, z = records.take(train), logits[train]
    figures = compare(z, inside)
    labels = []
    for i, label in enumerate(LABELS):
        p, row = inside.present(label), figures["labels"][label]
        slope, offset = heads.platt(z[:, i], p)
        low = row["aucInterval"][0]
        # All must hold: enough records, the curve beats the rules, and at the specificity of the rules it finds no fewer.
        claimed = row["n"] >= CLAIM_RECORDS_MIN and low > row["rulesAuc"] and row["differenceInterval"][0] > 0 and row["sensitivityAtRulesSpecificity"] >= row["rulesSensitivity"]
        threshold = heads.threshold_at_specificity(heads.sigmoid(slope * z[:, i] + offset), p)
        labels.append({"label": label, "slope": slope, "offset": offset, "headBias": float(bias[i]), "threshold": threshold, "claimed": bool(claimed),
                       "auc": row["auc"], "aucLow": low, "rulesAuc": row["rulesAuc"], "prevalence": float(p.mean())})
    return {"labels": rounded(labels), "probability": "1 / (1 + exp(-(slope * logit + offset)))",
            "thresholdRule": "lowest threshold with a specificity of at least 0.90",
            "claimRule": "shown only where the lower bound of the 95 % interval of the area under the curve lies above the area of the statement rules alone, "
                         "that of the paired difference above 0, the sensitivity at the specificity of the rules is no lower than theirs, "
                         f"and at least {CLAIM_RECORDS_MIN} records have the finding",
            "fittedOn": f"out-of-fold logits, cross-validation by patient over strat_fold 1 to 8 of PTB-XL, {len(inside)} records"}, figures


def fit_gate(x: np.ndarray, normal: np.ndarray, mobile: np.ndarray, fold: np.ndarray) -> tuple[np.ndarray, np.ndarray, dict]:
    """Principal directions of all training recordings; distance to normal, not normal and mobile recordings."""
    every = np.concatenate([x, mobile])
    centre, spread = every.mean(0), every.std(0) + 1e-6
    directions = np.linalg.svd((every - centre) / spread, full_matrices=False)[2][:FEATURES]
    project = directions / spread
    f = (every - centre) @ project.T
    kind = np.concatenate([np.where(normal > 0, 0, 1), np.full(len(mobile), 2)])

    def space(use):
        means = np.stack([f[use & (kind == k)].mean(0) for k in range(3)])
        within = np.cov((f[use] - means[kind[use]]).T)
        within = (1 - SHRINKAGE) * within + SHRINKAGE * np.eye(FEATURES) * np.trace(within) / FEATURES
        return means, np.linalg.inv(within)

    def distance(means, precision, points):
        apart = points[:, None] - means
        return np.einsum("nki,ij,nkj->nk", apart, precision, apart).min(1)

    part = np.concatenate([fold, np.arange(len(mobile)) % len(TRAIN_FOLDS) + 1])
    held = np.concatenate([distance(*space(part != k), f[part == k]) for k in TRAIN_FOLDS])
    means, precision = space(np.full(len(f), True))
    return project, centre, {"distance": {
        "kind": "squared Mahalanobis, minimum over the means of normal, not normal and mobile recordings",
        "means": rounded(means.tolist(), 6), "precision": rounded(precision.tolist(), 6), "threshold": round(float(np.quantile(held, DISTANCE_QUANTILE)), 3),
        "rule": f"{DISTANCE_QUANTILE:.0%} quantile of the training recordings, each held out once"}}


def export(net: FindingsNet, path: Path) -> None:
    torch.onnx.export(net, (torch.zeros(1, 8, 1000),), str(path), dynamo=False, opset_version=17, do_constant_folding=True,
                      input_names=["signal"], output_names=["logits", "features", "cam"])
    graph = onnx.load(path)
    graph.ir_version = min(graph.ir_version, 9)
    onnx.checker.check_model(graph)
    allowed = {"Conv", "Relu", "Concat", "GlobalAveragePool", "Flatten", "Gemm", "Add"}
    used = {node.op_type for node in graph.graph.node}
    if used - allowed:
        raise ValueError(f"operators not allowed: {sorted(used - allowed)}")
    shapes = {o.name: [d.dim_value for d in o.type.tensor_type.shape.dim] for o in graph.graph.output}
    assert shapes == {"logits": [1, 5], "features": [1, FEATURES], "cam": [1, 5, FRAMES]}, shapes
    onnx.save(graph, path)


def golden(folder: Path, train: Records) -> None:
    """Inputs only; `seal-pack` writes what the WASM runtime makes of them. The recordings are of PTB-XL, CC BY 4.0."""
    folder.mkdir(parents=True, exist_ok=True)
    first = {label: np.flatnonzero(train.present(label) > 0)[0] for label in ("NORM", "STTC", "CD")}
    rng = np.random.default_rng(0)
    cases = {"normal": train.signal[first["NORM"]], "st-t-change": train.signal[first["STTC"]], "conduction": train.signal[first["CD"]],
             "all-zero": np.zeros((8, 1000)), "extreme": rng.choice([-127, 127], (8, 1000)) * GOLDEN_STEP}
    for name, signal in cases.items():
        steps = np.clip(np.round(signal / GOLDEN_STEP), -127, 127).astype(np.int8)
        case = {"name": name, "runtime": "", "inputs": {"signal": {"step": GOLDEN_STEP, "int8": base64.b64encode(steps.tobytes()).decode()}}, "expected": {}}
        (folder / f"{name}.json").write_text(json.dumps(case) + "\n")


def rounded(value, digits: int = 4):
    if isinstance(value, float):
        return round(value, digits)
    if isinstance(value, dict):
        return {k: rounded(v, digits) for k, v in value.items()}
    return [rounded(v, digits) for v in value] if isinstance(value, list) else value


def write(path: Path, value) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
