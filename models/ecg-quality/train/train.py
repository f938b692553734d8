"""All records that are not `val` -> model.onnx, calibration.json, gate.json, golden/, metrics.json. After crossval.py."""

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

import calibrate
import golden
from augment import unharmed
from data import FRAMES, SAMPLES, SETTLED, Records, join, load
from evaluate import auc, with_interval
from fit import fit, predict
from network import FEATURES, QualityNet

HERE = Path(__file__).parent
OUTPUTS = {"logit": [1, 1], "leads": [1, 12], "features": [1, FEATURES], "cam": [1, 12, FRAMES]}


def export(model: QualityNet, path: Path) -> None:
    example = (torch.zeros(1, 1, 12, SAMPLES), torch.ones(1, 1, 12, FRAMES), torch.zeros(1, 10, 12, 1))
    torch.onnx.export(model, example, str(path), dynamo=False, opset_version=17, do_constant_folding=True,
                      input_names=["signal", "mask", "figures"], output_names=list(OUTPUTS))
    graph = onnx.load(path)
    graph.ir_version = min(graph.ir_version, 9)
    onnx.checker.check_model(graph)
    shapes = {o.name: [d.dim_value for d in o.type.tensor_type.shape.dim] for o in graph.graph.output}
    assert shapes == OUTPUTS, shapes
    print("operators", sorted({node.op_type for node in graph.graph.node}))
    onnx.save(graph, path)


def changed(records: Records, seed: int) -> Records:
    rng = np.random.default_rng(seed)
    signal = np.stack([unharmed(rng, x.astype(np.float64)) for x in records.signal]).astype(np.float32)
    return replace(records, signal=signal)


def out_of_fold(path: Path, records: Records) -> tuple[dict, dict]:
    """Scales and thresholds, and how good they are on records that the five models had not seen."""
    kept = np.load(path)
    assert (kept["ids"] == records.ids).all()
    logit, leads, positive = kept["logit"], kept["leads"], records.unacceptable
    known = (records.bad >= 0) & SETTLED
    is_bad = records.bad[known] == 1
    record, lead = calibrate.fit_scale(logit, positive), calibrate.fit_scale(leads[known], is_bad)
    score, lead_score = calibrate.probability(logit, record), calibrate.probability(leads[known], lead)
    threshold = calibrate.threshold_of(score, positive, calibrate.ACCEPTED_SHARE)
    lead_threshold = calibrate.threshold_of(lead_score, is_bad, calibrate.USABLE_SHARE)
    share = lambda part, holds: float(holds[part].mean()) if part.any() else float("nan")
    n = len(positive)
    figures = {
        "n": n, "unacceptable": int(positive.sum()),
        "auc": with_interval(lambda r: auc(logit[r], positive[r]), n),
        "sensitivity": with_interval(lambda r: share(positive[r], score[r] >= threshold), n),
        "specificity": with_interval(lambda r: share(~positive[r], score[r] < threshold), n),
        "leads": int(known.sum()), "badLeads": int(is_bad.sum()), "leadAuc": round(auc(lead_score, is_bad), 4),
        "leadSensitivity": round(share(is_bad, lead_score >= lead_threshold), 4),
        "leadSpecificity": round(share(~is_bad, lead_score < lead_threshold), 4),
    }
    scale = lambda s, t: {"shift": s[0], "temperature": s[1], "threshold": t}
    return {"record": scale(record, threshold), "lead": scale(lead, lead_threshold)}, figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--more", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--pack", type=Path, default=HERE.parent)
    parser.add_argument("--checkpoint", type=Path, help="rebuild the files from a finished training")
    parser.add_argument("--epochs", type=int, default=9)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    torch.set_num_threads(1)
    records, more, started = load(args.data), load(args.more), time.process_time()
    calibration, figures = out_of_fold(args.work / "out-of-fold.npz", records)
    print(json.dumps(figures, indent=1), flush=True)
    if args.checkpoint:
        model = QualityNet()
        model.load_state_dict(torch.load(args.checkpoint))
        model.eval()
    else:
        model = fit(join(records, more), args.epochs, args.seed)
        torch.save(model.state_dict(), args.work / "trained.pt")
    seconds = time.process_time() - started
    export(model, args.pack / "model.onnx")

    logit, _, features = predict(model, records)
    both = join(records, more)
    _, _, of_all = predict(model, both)
    _, _, other = predict(model, changed(both, args.seed))
    gate = {"distance": calibrate.fit_distance(of_all.astype(np.float64), both.unacceptable, other.astype(np.float64))}
    session = onnxruntime.InferenceSession(str(args.pack / "model.onnx"), providers=["CPUExecutionProvider"])
    from figures import tensors
    feed = tensors(records.signal[:1], np.ones((1, 12, FRAMES)))
    apart = float(abs(session.run(["logit"], dict(zip(["signal", "mask", "figures"], feed)))[0][0, 0] - logit[0]))
    golden.write(args.pack / "golden")
    write(args.pack / "calibration.json", calibration)
    write(args.pack / "gate.json", gate)
    write(HERE / "metrics.json", {"outOfFold": figures, "calibration": calibration, "distanceThreshold": gate["distance"]["threshold"],
                                  "parameters": sum(p.numel() for p in model.parameters()), "epochs": args.epochs, "seed": args.seed,
                                  "cpuSecondsOfThisRun": round(seconds), "onnxAgainstTorch": apart})


def write(path: Path, value) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    main()
