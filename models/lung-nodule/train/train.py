"""Patches -> model.onnx, calibration.json, gate.json, golden/, metrics.json. See README.md."""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "training"))
import calibrate  # noqa: E402
import golden  # noqa: E402
from augment import Changes, change  # noqa: E402
from data import load  # noqa: E402
from export import export, write_json  # noqa: E402
from fit import DEVICE, in_batches, predict  # noqa: E402
from long_fit import long_fit  # noqa: E402
from network import SIDE, NoduleNet  # noqa: E402

#: The point is set by hand, so it lies up to three pixels off; scanners differ in grain and sharpness. A patch has no up.
CHANGES = Changes(degrees=12, zoom=0.18, shift=0.05, mirror=True, any_way_up=True, gain=0.12, offset=0.1, gamma=0.15, noise=0.06, blur=0.3, coarsest=0.55, marks=0)
SENSITIVITY = 0.9


def drawn(rng) -> dict[str, np.ndarray]:
    """Patches that we drew: air with grain, a ball in it, a vessel through it."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] - SIDE / 2 + 0.5
    air = -0.75 + 0.05 * rng.standard_normal((SIDE, SIDE))
    ball = air + 1.2 / (1 + np.exp(np.hypot(x, y) - 7))
    vessel = air + 1.0 / (1 + np.exp(2 * (np.abs(x - 0.5 * y) - 3)))
    return {"air": air[None], "ball": ball.clip(-1, 1)[None], "vessel": vessel.clip(-1, 1)[None], "noise": rng.uniform(-1, 1, (1, SIDE, SIDE))}


def picture_limits(val) -> dict:
    """What all but 1 % of `val` have, and a tenth more room."""
    limits = {}
    for name in ("contrast", "sharpness"):
        low, high = np.quantile(val.column(name).astype(float), [0.005, 0.995])
        limits[name] = [round(float(low) * 0.9, 4), round(float(high) * 1.1, 4)]
    return limits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folders train, val")
    parser.add_argument("--out", type=Path, default=HERE.parent)
    parser.add_argument("--checkpoint", type=Path, help="write the files of a finished training again")
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    train, val = load(args.data / "train"), load(args.data / "val")
    positive = (train.column("nodule") == "1").astype(np.float32)
    torch.manual_seed(args.seed)
    model = NoduleNet()
    if args.checkpoint:
        model.load_state_dict(torch.load(args.checkpoint))
    else:
        def loss_of(net, index):
            image, _, _ = change(torch.from_numpy(train.batch(index)), CHANGES)
            logits, _, _ = net(image.to(DEVICE, memory_format=torch.channels_last))
            wanted = torch.from_numpy(positive[index])[:, None] * 0.94 + 0.03
            return F.binary_cross_entropy_with_logits(logits, wanted.to(DEVICE))

        weight = np.where(positive == 1, 2.0, 1.0)
        model = model.to(memory_format=torch.channels_last)
        state = args.data / f"state-{args.seed}-{args.epochs}.pt"
        model = long_fit(model, len(train), loss_of, state, epochs=args.epochs, seed=args.seed, batch=64, rate=4e-3, decay=5e-2, weights=weight)
        if model is None:
            sys.exit(3)
        model = model.to(memory_format=torch.contiguous_format)
        torch.save(model.state_dict(), args.data / f"trained-{args.seed}.pt")

    logits, features, _ = (each.astype(np.float64) for each in predict(model, in_batches(val)))
    of_train, learned, _ = predict(model, in_batches(train))
    is_nodule = val.column("nodule") == "1"
    scale = calibrate.fit_scale(logits[:, 0], is_nodule)
    score = calibrate.probability(logits[:, 0], scale)
    threshold = calibrate.threshold_at_sensitivity(score, is_nodule, SENSITIVITY)
    figures = {
        "auc": calibrate.interval(lambda r: calibrate.auc(logits[r, 0], is_nodule[r]), val.patient),
        "aucOfTrain": calibrate.auc(of_train[:, 0], positive == 1),
        "sensitivity": float((score[is_nodule] >= threshold).mean()), "specificity": float((score[~is_nodule] < threshold).mean()),
        "calibrationError": calibrate.expected_error(score, is_nodule), "threshold": threshold, "scale": scale,
        "parameters": sum(p.numel() for p in model.parameters()), "epochs": args.epochs, "seed": args.seed,
    }
    figures["onnxAgainstTorch"] = export(model, args.out / "model.onnx", {"image": (1, 1, SIDE, SIDE)}, ["logits", "features", "cam"])
    print(json.dumps(figures, indent=1))
    write_json(args.out / "calibration.json", {"labels": {"nodule": {"shift": scale[0], "temperature": scale[1], "threshold": threshold}}})
    distance = calibrate.fit_distance(learned.astype(np.float64), train.column("nodule"), features.astype(np.float64))
    write_json(args.out / "gate.json", {"kinds": ["nodule-patch"], "picture": picture_limits(val), "distance": distance})
    cases = {name: ({"image": image}, 1) for name, image in drawn(np.random.default_rng(11)).items()}
    golden.write(args.out / "golden", {**cases, "all-zero": ({}, 1)})
    write_json((HERE if args.out == HERE.parent else args.out) / "metrics.json", figures)


if __name__ == "__main__":
    main()
