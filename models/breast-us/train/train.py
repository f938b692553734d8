"""Ultrasound pictures -> model.onnx, calibration.json, gate.json, golden/, metrics.json. See README.md."""

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
from data import Pictures, load  # noqa: E402
from export import export, write_json  # noqa: E402
from fit import DEVICE, predict  # noqa: E402
from long_fit import long_fit  # noqa: E402
from marks import with_marks, without_marks  # noqa: E402
from network import HEIGHT, LABELS, WIDTH, BreastNet  # noqa: E402

CHANGES = Changes(degrees=10, zoom=0.25, aspect=0.12, shift=0.1, mirror=True, gain=0.2, offset=0.12, gamma=0.3, noise=0.08, blur=0.35, coarsest=0.5, marks=0.15)
SENSITIVITY = {"lesion": 0.95, "malignant": 0.9}
#: How much the outlines weigh beside the answer.
OUTLINE = 1.0


def wanted_of(pictures: Pictures) -> np.ndarray:
    return np.stack([(pictures.column(name) == "1").astype(np.float32) for name in LABELS], 1)


def middle(image: np.ndarray, share: float) -> np.ndarray:
    """A band along every side black."""
    image = image.copy()
    y, x = round(share * image.shape[2]), round(share * image.shape[3])
    image[:, :, :y] = image[:, :, -y:] = image[:, :, :, :x] = -1
    image[:, :, :, -x:] = -1
    return image


def drawn(rng) -> dict[str, np.ndarray]:
    """Tissue that we drew: layers of speckle, with and without something dark in it."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    depth = np.exp(-y / 90)
    tissue = (0.75 + 0.2 * np.sin(y / 5 + 0.4 * np.sin(x / 17))) * depth * rng.rayleigh(0.55, (HEIGHT, WIDTH))
    dark = tissue * (0.12 + 0.88 / (1 + np.exp(-(np.hypot((x - 80) / 26, (y - 55) / 15) - 1) * 8)))
    scaled = lambda v: (np.clip(v, 0, 1) * 2 - 1)[None].astype(np.float32)
    return {"tissue": scaled(tissue), "dark-oval": scaled(dark), "noise": rng.uniform(-1, 1, (1, HEIGHT, WIDTH))}


def picture_limits(val) -> dict:
    """What all but 1 % of `val` have, and a tenth more room."""
    limits = {}
    for name in ("contrast", "sharpness"):
        low, high = np.quantile(val.column(name).astype(float), [0.005, 0.995])
        limits[name] = [round(float(low) * 0.9, 4), round(float(high) * 1.1, 4)]
    return limits


def outputs(model, image: np.ndarray):
    return predict(model, ((image[at : at + 64].astype(np.float32),) for at in range(0, len(image), 64)))


def kept(logit: np.ndarray, positive: np.ndarray, scale, threshold: float, share: float = 0.7) -> float:
    """AUC of the pictures whose log odds lie farthest from the threshold's."""
    at = scale[0] + scale[1] * np.log(threshold / (1 - threshold))
    far = np.argsort(-np.abs(logit - at))[: round(share * len(logit))]
    return calibrate.auc(logit[far], positive[far])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folders train, val")
    parser.add_argument("--out", type=Path, default=HERE.parent)
    parser.add_argument("--checkpoint", type=Path, help="write the files of a finished training again")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    train, val = load(args.data / "train"), load(args.data / "val")
    wanted = wanted_of(train)
    torch.manual_seed(args.seed)
    model = BreastNet()
    if args.checkpoint:
        model.load_state_dict(torch.load(args.checkpoint))
    else:
        plain, clean = train.batch(np.arange(len(train))), without_marks(train.image)

        def loss_of(net, index):
            image = np.where(np.random.default_rng(int(torch.randint(1 << 30, ()))).random((len(index), 1, 1, 1)) < 0.5, clean[index], plain[index])
            mask = torch.from_numpy(train.mask[index])
            image = with_marks(torch.from_numpy(image), mask, 0.35)
            image, mask, _ = change(image, CHANGES, mask=mask)
            logits, _, _, outline = net.parts(image.to(DEVICE, memory_format=torch.channels_last))
            answer = torch.from_numpy(wanted[index])
            area = F.adaptive_avg_pool2d(mask[:, None].float(), outline.shape[2:])
            both = torch.cat([area, area * answer[:, 1, None, None, None]], 1)
            return F.binary_cross_entropy_with_logits(logits, (answer * 0.94 + 0.03).to(DEVICE)) + OUTLINE * F.binary_cross_entropy_with_logits(outline, both.to(DEVICE))

        state = args.data / f"state-{args.seed}-{args.epochs}.pt"
        weight = np.where(wanted[:, 1] == 1, 1.6, np.where(wanted[:, 0] == 1, 1.0, 1.2))
        model = long_fit(model.to(memory_format=torch.channels_last), len(train), loss_of, state, epochs=args.epochs, seed=args.seed, batch=32, rate=4e-3, decay=5e-2, weights=weight)
        if model is None:
            sys.exit(3)
        model = model.to(memory_format=torch.contiguous_format)
        torch.save(model.state_dict(), args.data / f"trained-{args.seed}.pt")

    of_val = wanted_of(val) == 1
    logits, features, _ = (each.astype(np.float64) for each in outputs(model, val.image))
    of_train, learned, _ = outputs(model, train.image)
    figures, labels = {}, {}
    for k, name in enumerate(LABELS):
        positive = of_val[:, k]
        scale = calibrate.fit_scale(logits[:, k], positive)
        score = calibrate.probability(logits[:, k], scale)
        threshold = calibrate.threshold_at_sensitivity(score, positive, SENSITIVITY[name])
        labels[name] = {"shift": scale[0], "temperature": scale[1], "threshold": threshold}
        changed = {"marks taken out": without_marks(val.image), "8 % of every side black": middle(val.image, 0.08),
                   "calipers on all": with_marks(torch.from_numpy(val.batch(np.arange(len(val)))), torch.from_numpy(val.mask), 1.0).numpy()}
        figures[name] = {
            "auc": calibrate.interval(lambda r: calibrate.auc(logits[r, k], positive[r]), val.patient),
            "aucKept70": kept(logits[:, k], positive, scale, threshold), "aucOfTrain": calibrate.auc(of_train[:, k], wanted[:, k] == 1),
            "sensitivity": float((score[positive] >= threshold).mean()), "specificity": float((score[~positive] < threshold).mean()),
            "calibrationError": calibrate.expected_error(score, positive),
            "aucWhen": {change_: calibrate.auc(outputs(model, image)[0][:, k], positive) for change_, image in changed.items()},
        }
    lesions = of_val[:, 0]
    figures["malignantAmongLesions"] = calibrate.auc(logits[lesions, 1], of_val[lesions, 1])
    figures |= {"parameters": sum(p.numel() for p in model.parameters()), "epochs": args.epochs, "seed": args.seed}
    figures["onnxAgainstTorch"] = export(model, args.out / "model.onnx", {"image": (1, 1, HEIGHT, WIDTH)}, ["logits", "features", "cam"])
    print(json.dumps(figures, indent=1))
    write_json(args.out / "calibration.json", {"labels": labels})
    distance = calibrate.fit_distance(learned.astype(np.float64), train.column("label"), features.astype(np.float64))
    write_json(args.out / "gate.json", {"kinds": ["breast-us"], "picture": picture_limits(val), "distance": distance})
    cases = {name: ({"image": image}, 1) for name, image in drawn(np.random.default_rng(11)).items()}
    golden.write(args.out / "golden", {**cases, "all-zero": ({}, 1)})
    write_json((HERE if args.out == HERE.parent else args.out) / "metrics.json", figures)


if __name__ == "__main__":
    main()
