"""Trains the pack: cross-validation over the seventeen records, operating point, four members, gate, export, figures."""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from calibrate import (DISTANCE_QUANTILE, answers, distance, figures, fit_point, fit_probabilities, fit_space, graded,
                       KIND_WEIGHT, round6, shared, softmax)
from data import CLASSES, FOLDS, VAL, Beats, apart, joined, load, record_names, thinned
from export import export, largest_difference, write_golden
from fit import fit, predict, scaling
from network import MEMBERS, BeatNet

SEED = 2017
UNTOLD_SHARE_MAX = 0.5
SURE = 0.3


def bundle(beats: Beats, seeds, with_windows: bool) -> BeatNet:
    scale = scaling(beats)
    return BeatNet([fit(beats, scale, seed, with_windows) for seed in seeds], *scale).eval()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True, help="what src/cli/prepare/ecg-beats.ts wrote")
    parser.add_argument("--pack", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--fold-members", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where the logits of the cross-validation are kept, and taken from where they are")
    parser.add_argument("--no-windows", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    started, cpu = time.time(), time.process_time()
    rng = np.random.default_rng(SEED)
    names = record_names(args.data)
    whole, minutes = load(args.data, "ds1-whole"), load(args.data, "ds1-minutes")
    extra = apart(args.data, rng)
    source = joined(thinned(whole, rng), thinned(minutes, rng))
    index = {name: i for i, name in enumerate(names)}
    val = [index[name] for name in VAL]
    seen = source.take(~np.isin(source.record, val))

    # Every record of the seventeen answered by a network that never saw it.
    logits = np.zeros((len(whole.label), 4), np.float32)
    if args.keep and args.keep.exists():
        logits = np.load(args.keep)
    else:
        for k, fold in enumerate(FOLDS):
            out = [index[name] for name in fold]
            net = bundle(joined(seen.take(~np.isin(seen.record, out)), extra), range(args.fold_members), not args.no_windows)
            held = np.isin(whole.record, out)
            logits[held] = predict(net, whole.take(held))[0]
            print(f"fold {k + 1}: {time.time() - started:.0f} s, processor {time.process_time() - cpu:.0f} s", flush=True)
    unseen = ~np.isin(whole.record, val)
    cross = whole.take(unseen)
    if args.keep:
        np.save(args.keep, logits)
    scores = shared(logits, whole)
    temperature, prior = fit_probabilities(scores[unseen], cross)
    probability = softmax(scores[unseen] / temperature + prior)
    bias, unrest_max = fit_point(probability, cross)
    point = figures(cross, answers(probability, cross, bias, unrest_max))
    print("cross-validation", point, flush=True)

    trained = joined(seen, extra)
    net = bundle(trained, range(100, 100 + MEMBERS), not args.no_windows)
    print(f"trained: {time.time() - started:.0f} s, processor {time.process_time() - cpu:.0f} s", flush=True)
    held = whole.take(~unseen)
    logits[~unseen] = predict(net, held)[0]
    everywhere = softmax(shared(logits, whole) / temperature + prior)
    answer = answers(everywhere, whole, bias, unrest_max)
    val_figures = figures(held, answer[~unseen])
    print("val", val_figures, flush=True)
    # The same records minute by minute, each minute analysed for itself.
    short = minutes.take(np.isin(minutes.record, val))
    short.record[:] = 100 * short.record + short.section

    # The space is that of the training beats; all beats of their records, thinned out or not, say how far is too far.
    features = predict(net, trained)[1]
    means, precision = fit_space(features, trained.label)
    everyone = whole.take(unseen & graded(whole))
    distances = distance(means, precision, predict(net, everyone)[1])
    threshold = float(round6(np.quantile(distances, DISTANCE_QUANTILE)))
    pack = args.pack
    export(net, pack / "model.onnx", whole.windows.shape[-1], whole.numbers.shape[1])
    write_json(pack / "calibration.json", {"labels": list(CLASSES), "temperature": round6([temperature])[0],
               "prior": round6(prior).tolist(), "decisionBias": round6(bias).tolist(), "unrestMax": unrest_max,
               "kindWeight": KIND_WEIGHT})
    write_json(pack / "gate.json", {"distance": {"labels": list(CLASSES), "means": means.tolist(), "precision": precision.tolist(),
               "threshold": threshold}, "untoldShareMax": UNTOLD_SHARE_MAX, "sure": SURE})
    write_golden(pack / "golden", whole.take(unseen), rng)
    sizes = {c: int((cross.label == i).sum()) for i, c in enumerate(CLASSES)}
    per_record = {name: figures(whole.take(whole.record == i), answer[whole.record == i]) for i, name in enumerate(names)}
    write_json(Path(__file__).parent / "metrics.json" if pack == Path(__file__).resolve().parent.parent else pack / "metrics.json", {
        "seconds": round(time.time() - started), "processorSeconds": round(time.process_time() - cpu),
        "withWindows": not args.no_windows, "beatsOfSeventeen": sizes, "val": list(VAL),
        "crossValidation17": point, "val5": val_figures, "all22": figures(whole, answer), "perRecord": per_record,
        "valMinutes": figures(short, answers(softmax(shared(predict(net, short)[0], short) / temperature + prior), short, bias, unrest_max)),
        "farther than the gate, val": round(float((distance(means, precision, predict(net, held)[1]) > threshold).mean()), 4),
        "parameters": sum(p.numel() for p in net.parameters()), "onnxBytes": (pack / "model.onnx").stat().st_size,
        "largestDifferenceOnnx": largest_difference(net, pack / "model.onnx", whole)})


def write_json(path: Path, value) -> None:
    path.write_text(json.dumps(value, indent=1, allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
