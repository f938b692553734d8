"""All sets mixed -> model.onnx, calibration.json, gate.json, golden/, metrics.json. See README.md."""

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
from check import Judge, figures  # noqa: E402
from data import Pictures, join, load  # noqa: E402
from export import export, write_json  # noqa: E402
from fit import DEVICE  # noqa: E402
from long_fit import long_fit  # noqa: E402
from network import KINDS, SIDE, IntakeNet, coarse  # noqa: E402
from spoil import spoil  # noqa: E402

#: How often a kind is drawn beside the others; chests most, since child against adult is the hard question.
DRAWN = {"chest-adult": 2.0, "chest-child": 1.8, "other": 1.3, "photograph": 1.2, "photographed": 0.8}
#: A picture is of a kind from the probability on that leaves this share of its kind in `val` below it.
LOST = 0.01
THRESHOLD_LEAST, THRESHOLD_MOST = 0.5, 0.9
DISTANCE_QUANTILE = 0.995
#: A film of an adult's archive is of neither kind below this age.
GROWN = 15
#: Golden cases: pictures that we drew ourselves, by their file of `others-val`.
GOLDEN = {
    "drawn-chest": "phantom-chest-film-101-chest-film-101.dcm",
    "drawn-fundus": "phantom-fundus-101-fundus-101.dcm",
    "page": "page-0.png",
    "noise": "noise-0.png",
}


def weights(pictures) -> np.ndarray:
    """Each kind by its share; in a kind each archive by the root of its size."""
    label, site = pictures.column("label"), pictures.column("site")
    out = np.zeros(len(label))
    for name in KINDS:
        sizes = {each: int(((label == name) & (site == each)).sum()) for each in np.unique(site[label == name])}
        roots = sum(size**0.5 for size in sizes.values())
        for each, size in sizes.items():
            out[(label == name) & (site == each)] = DRAWN.get(name, 1.0) * size**0.5 / roots / size
    return out


def grown(pictures: Pictures) -> Pictures:
    """Without the children in the archives of adults: by their bodies they are neither of these nor small children."""
    young = np.array([age != "" and float(age) < GROWN for age in pictures.column("age")])
    return pictures.where(~((pictures.column("label") == "chest-adult") & young))


def runner(model: IntakeNet):
    @torch.no_grad()
    def run(image: torch.Tensor):
        parts = [model(image[at : at + 128].to(DEVICE)) for at in range(0, len(image), 128)]
        return tuple(torch.cat(each).cpu().numpy().astype(np.float64) for each in zip(*parts))

    return run


def temperature_of(logits: np.ndarray, label: np.ndarray) -> float:
    """Least mean log loss of softmax(logits / temperature); kinds weigh alike."""
    weight = 1 / np.bincount(label, minlength=len(KINDS))[label]

    def loss(t: float) -> float:
        z = torch.from_numpy(logits / t)
        return float((weight * F.cross_entropy(z, torch.from_numpy(label), reduction="none").numpy()).sum())

    return round(float(min(np.exp(np.linspace(np.log(0.3), np.log(4), 120)), key=loss)), 4)


def calibration_of(logits: np.ndarray, label: np.ndarray) -> dict:
    temperature = temperature_of(logits, label)
    share = torch.softmax(torch.from_numpy(logits / temperature), 1).numpy()
    labels = {}
    for i, name in enumerate(KINDS):
        own = share[label == i, i]
        low = float(np.floor(np.quantile(own, LOST) * 100) / 100) if len(own) else THRESHOLD_LEAST
        labels[name] = {"shift": 0, "temperature": temperature, "threshold": min(THRESHOLD_MOST, max(THRESHOLD_LEAST, low))}
    return {"labels": labels}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folders train, val, others-train, others-val, covid")
    parser.add_argument("--out", type=Path, default=HERE.parent)
    parser.add_argument("--checkpoint", type=Path, help="write the files of a finished training again")
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    train, val = grown(join(load(args.data / "train"), load(args.data / "others-train"))), load(args.data / "val")
    others, covid = load(args.data / "others-val"), load(args.data / "covid")
    torch.manual_seed(args.seed)
    model = IntakeNet()
    if args.start or args.checkpoint:
        model.load_state_dict(torch.load(args.start or args.checkpoint))
    if args.checkpoint:
        model.eval()
    else:
        kind = torch.tensor([KINDS.index(name) for name in train.column("label")])

        def loss_of(net, index):
            image, now = spoil(coarse(torch.from_numpy(train.batch(index))), kind[index])
            logits, _, _ = net.net(image.to(DEVICE, memory_format=torch.channels_last))
            return F.cross_entropy(logits, now.to(DEVICE), label_smoothing=0.02)

        # Convolutions are faster so on a processor.
        model = model.to(memory_format=torch.channels_last)
        state = args.data / f"state-{args.seed}-{args.epochs}.pt"
        model = long_fit(model, len(train), loss_of, state, epochs=args.epochs, seed=args.seed, batch=64, rate=args.rate, weights=weights(train))
        if model is None:
            sys.exit(3)
        model = model.to(memory_format=torch.contiguous_format)
        torch.save(model.state_dict(), args.data / f"trained-{args.seed}.pt")

    run = runner(model)
    label = np.array([KINDS.index(name) for name in val.column("label")])
    logits, features = run(torch.from_numpy(val.batch(np.arange(len(val)))))
    known = np.concatenate([logits, run(torch.from_numpy(others.batch(np.arange(len(others)))))[0]])
    calibration = calibration_of(known, np.concatenate([label, np.full(len(others), KINDS.index("other"))]))
    _, learned = run(torch.from_numpy(train.batch(np.arange(len(train)))))
    gate = {"kinds": [], "distance": calibrate.fit_distance(learned, train.column("label"), features, DISTANCE_QUANTILE)}
    found = figures(Judge(run, calibration, gate), val, others, covid)
    print(json.dumps(found, indent=1))
    apart = export(model, args.out / "model.onnx", {"image": (1, 3, SIDE, SIDE)}, ["logits", "features"])
    write_json(args.out / "calibration.json", calibration)
    write_json(args.out / "gate.json", gate)
    names = list(others.column("file"))
    drawn = {case: ({"image": others.batch(np.array([names.index(file)]))[0]}, 1) for case, file in GOLDEN.items()}
    golden.write(args.out / "golden", {**drawn, "all-zero": ({}, 1)})
    write_json(args.out / "train" / "metrics.json" if args.out == HERE.parent else args.out / "metrics.json", {
        **found, "parameters": sum(p.numel() for p in model.parameters()), "epochs": args.epochs, "seed": args.seed,
        "onnxAgainstTorch": apart, "temperature": calibration["labels"]["other"]["temperature"],
    })


if __name__ == "__main__":
    main()
