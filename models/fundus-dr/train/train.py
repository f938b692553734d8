"""Learns filters and the answer for one camera, says what it is worth on the other, writes the pack's files. See README.md."""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "training"))
import golden  # noqa: E402
from bank import described, learned_bank  # noqa: E402
from calibrate import auc, distance, expected_error, fit_distance, fit_scale, interval, probability, threshold_at_sensitivity  # noqa: E402
from data import Pictures, load  # noqa: E402
from export import export, write_json  # noqa: E402
from nets import FEATURES  # noqa: E402
from network import PLAN, SIDE, FundusNet  # noqa: E402
from ridge import other_camera, out_of_fold, ridge  # noqa: E402

PENALTY = 0.1
#: Ridge answers lie near ±1; so many times makes log odds of them, about.
SPAN = 4.0
SENSITIVITY = 0.9
#: Second-source pictures of `train` that teach the gate what another camera looks like.
OTHERS = 150


def of_pictures(given, bank, name: str, pictures: Pictures) -> np.ndarray:
    """[n, PLAN.described] mean answers; kept, since they take most of the time."""
    file = given.keep / f"{name}-{given.seed}.npy" if given.keep else None
    if file and file.exists():
        return np.load(file)
    found = described(bank, torch.from_numpy(pictures.image), size=16).float().mean((2, 3)).numpy().astype(np.float64)
    if file:
        np.save(file, found)
    return found


def floor_rows(learn: np.ndarray, ask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sixty principal components of the pictures at 32 pixels, for the floor on the same rows."""
    small = lambda image: image.reshape(len(image), 3, 32, 8, 32, 8).mean((3, 5), dtype=np.float32).reshape(len(image), -1)
    learn, ask = small(learn), small(ask)
    middle = learn.mean(0)
    axes = np.linalg.svd(learn - middle, full_matrices=False)[2][:60]
    return (learn - middle) @ axes.T, (ask - middle) @ axes.T


def said(name: str, score, positive, patient, into: dict) -> None:
    into[name] = interval(lambda i: auc(score[i], positive[i]), patient)
    print(f"{name}: %.3f (%.3f to %.3f)" % into[name] + f", n {len(score)}, referable {int(positive.sum())}", flush=True)


def drawn(rng) -> dict:
    """Discs we drew: even, with a bright disc and dark dots, and noise."""
    y, x = (np.mgrid[0:64, 0:64] - 31.5) / 31.5
    inside = (np.hypot(x, y) < 0.97).astype(float)
    even = np.stack([0.8 - x * x, 0.5 - y * y, 0.3 - x * y]) * inside
    dots = even.copy()
    dots[:, np.hypot(x - 0.5, y) < 0.15] = 2.5
    for _ in range(30):
        at = rng.uniform(-0.6, 0.6, 2)
        dots[:, np.hypot(x - at[0], y - at[1]) < 0.04] = rng.choice([-2.0, 2.5])
    return {"even-disc": even, "dotted-disc": dots, "noise": rng.normal(0, 1, (3, 64, 64)).clip(-3, 3) * inside}


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--data", type=Path, required=True, help="prepared sets: SET/SPLIT")
    ask.add_argument("--out", type=Path, default=HERE.parent)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--keep", type=Path, help="folder for bank and descriptions")
    ask.add_argument("--figures-only", action="store_true", help="no file of the pack is written")
    given = ask.parse_args()
    torch.manual_seed(given.seed)
    train, val = load(given.data / "fundus-dr/train"), load(given.data / "fundus-dr/val")
    second, vessels = (load(given.data / name / "train") for name in ("fundus_second_source_128", "fundus_vessels_384"))
    site, site_val = train.column("site"), val.column("site")
    kept = given.keep / f"bank-{given.seed}.pt" if given.keep else None
    if kept and kept.exists():
        bank = torch.load(kept, weights_only=False)
    else:
        sets = [train.image[site == "eyepacs"], train.image[site == "idrid"], second.image, vessels.image]
        # A patch of the black around the disc teaches nothing.
        bank = learned_bank(PLAN, sets, given.seed, patches=12000, rounds=8, leave_out=lambda patch: (patch[1] == 0).any())
        if kept:
            torch.save(bank, kept)
    step = max(1, len(second) // OTHERS)
    x, x_val = of_pictures(given, bank, "train", train), of_pictures(given, bank, "val", val)
    x_second = of_pictures(given, bank, "second", second.where(np.arange(0, len(second), step)))
    positive, positive_val = train.column("referable") == "1", val.column("referable") == "1"
    cameras = np.char.add(site, train.column("referable"))
    figures: dict = {"seed": given.seed, "penalty": PENALTY}

    idrid, eyepacs = site == "idrid", site == "eyepacs"
    own_val, eye_val, normal_val = (site_val == name for name in ("idrid", "eyepacs", "second-source"))
    from_idrid = other_camera(np.concatenate([x, x_val]), np.append(positive, positive_val), np.append(cameras, np.full(len(val), "-")), np.append(idrid, np.zeros(len(val), bool)), PENALTY)
    from_eyepacs = other_camera(np.concatenate([x, x_val]), np.append(positive, positive_val), np.append(cameras, np.full(len(val), "-")), np.append(eyepacs, np.zeros(len(val), bool)), PENALTY)
    on_train, on_val = slice(0, len(train)), slice(len(train), None)
    for name, rows in (("idrid", idrid), ("eyepacs", eyepacs)):
        score = out_of_fold(x[rows], positive[rows], cameras[rows], train.patient[rows], PENALTY, given.seed)
        said(f"{name} alone, train out of fold", score, positive[rows], train.patient[rows], figures)
        floor, _ = floor_rows(train.image[rows], train.image[rows])
        floor_score = out_of_fold(floor, positive[rows], cameras[rows], train.patient[rows], 0.3, given.seed)
        said(f"{name} alone, floor on the same rows", floor_score, positive[rows], train.patient[rows], figures)
        figures[f"{name} above the floor, same rows"] = interval(lambda i: auc(score[i], positive[rows][i]) - auc(floor_score[i], positive[rows][i]), train.patient[rows])
        print(f"{name} above that floor: %.3f (%.3f to %.3f)" % figures[f"{name} above the floor, same rows"])
    said("trained on idrid, idrid val", from_idrid[on_val][own_val], positive_val[own_val], val.patient[own_val], figures)
    said("trained on eyepacs, eyepacs val", from_eyepacs[on_val][eye_val], positive_val[eye_val], val.patient[eye_val], figures)
    said("trained on eyepacs, idrid train", from_eyepacs[on_train][idrid], positive[idrid], train.patient[idrid], figures)
    said("trained on eyepacs, idrid val", from_eyepacs[on_val][own_val], positive_val[own_val], val.patient[own_val], figures)
    said("trained on idrid, eyepacs train", from_idrid[on_train][eyepacs], positive[eyepacs], train.patient[eyepacs], figures)
    said("trained on idrid, eyepacs val", from_idrid[on_val][eye_val], positive_val[eye_val], val.patient[eye_val], figures)

    # What ships answers for the camera of IDRiD. Features: the answer, two directions to other cameras, principal components.
    mean, deviation = x[idrid].mean(0), x[idrid].std(0) + 1e-4
    standard = lambda rows: (rows - mean) / deviation
    z = standard(x)
    answer, constant = ridge(z[idrid], positive[idrid], cameras[idrid], PENALTY)
    to_eyepacs, _ = ridge(z, eyepacs, site, PENALTY)
    z_second = np.concatenate([z[idrid], standard(x_second)])
    is_second = np.arange(len(z_second)) >= idrid.sum()
    to_second, _ = ridge(z_second, is_second, is_second, PENALTY)
    axes = np.linalg.svd(z[idrid] - z[idrid].mean(0), full_matrices=False)[2][: FEATURES - 3] / np.sqrt(z.shape[1])
    directions = np.concatenate([answer[None] * SPAN, to_eyepacs[None], to_second[None], axes])
    features, features_val, features_second = (standard(rows) @ directions.T for rows in (x, x_val, x_second))
    logit = features_val[:, 0] + constant * SPAN
    scale = fit_scale(logit[own_val], positive_val[own_val])
    score = probability(logit, scale)
    threshold = threshold_at_sensitivity(score[own_val], positive_val[own_val], SENSITIVITY)
    gate = fit_distance(features[idrid], train.column("referable")[idrid], features_val[own_val], 0.97)
    far = lambda rows: distance(rows, gate["means"], gate["precision"]) > gate["threshold"]
    figures |= {
        "scale": scale, "threshold": threshold,
        "calibrationError": expected_error(score[own_val], positive_val[own_val]),
        "sensitivity, idrid val": float((score[own_val & positive_val] >= threshold).mean()),
        "specificity, idrid val": float((score[own_val & ~positive_val] < threshold).mean()),
        "false referrals on second-source normals of val, before the gate": float((score[normal_val] >= threshold).mean()),
        "false referrals on second-source normals of val, with the gate": float(((score[normal_val] >= threshold) & ~far(features_val[normal_val])).mean()),
        "refused, second-source normals of val": float(far(features_val[normal_val]).mean()),
        "refused, second source train": float(far(features_second).mean()),
        "refused, eyepacs train": float(far(features[eyepacs]).mean()), "refused, eyepacs val": float(far(features_val[eye_val]).mean()),
        "refused, idrid val": float(far(features_val[own_val]).mean()), "refused, idrid train": float(far(features[idrid]).mean()),
    }
    print(json.dumps(figures, indent=1), flush=True)
    write_json(HERE / f"metrics-{given.seed}.json", figures)
    if given.figures_only:
        return
    net = FundusNet(bank, mean, deviation, directions, constant * SPAN)
    print("onnx against torch", export(net, given.out / "model.onnx", {"image": (1, 3, SIDE, SIDE)}, ["logits", "features", "cam"]))
    write_json(given.out / "calibration.json", {"labels": {"referable": {"shift": scale[0], "temperature": scale[1], "threshold": threshold}}})
    figure = lambda name: np.quantile(val.where(own_val).column(name).astype(float), [0.0, 1.0])
    limits = {name: [round(float(figure(name)[0]) * 0.8, 4), round(float(figure(name)[1]) * 1.2, 4)] for name in ("contrast", "sharpness")}
    write_json(given.out / "gate.json", {"kinds": ["fundus"], "picture": limits, "distance": gate})
    golden.write(given.out / "golden", {**{name: ({"image": np.kron(image, np.ones((4, 4)))}, 4) for name, image in drawn(np.random.default_rng(11)).items()}, "all-zero": ({}, 1)})


if __name__ == "__main__":
    main()
