"""Figures of an intake network on prepared pictures: right kinds, what is wrong side up, sharpness alone, other archives."""

import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))
from calibrate import auc, distance  # noqa: E402
from network import KINDS  # noqa: E402

UPRIGHT = ["chest-adult", "chest-child", "spine", "hand", "breast-us"]
SHADED = UPRIGHT + ["fundus", "nodule-patch"]


class Judge:
    """The network with the pack's temperature, thresholds and distance: the kind, or -1 where it does not know."""

    def __init__(self, run, calibration: dict, gate: dict):
        self.run = run
        self.temperature = calibration["labels"][KINDS[0]]["temperature"]
        self.thresholds = np.array([calibration["labels"][name]["threshold"] for name in KINDS])
        self.distance = gate["distance"]

    def kinds(self, image: torch.Tensor) -> np.ndarray:
        logits, features = self.run(image)
        z = logits / self.temperature
        share = np.exp(z - z.max(1, keepdims=True))
        share /= share.sum(1, keepdims=True)
        best = share.argmax(1)
        far = distance(features, self.distance["means"], self.distance["precision"]) > self.distance["threshold"]
        return np.where((share.max(1) < self.thresholds[best]) | far, -1, best)


def coarser(image: torch.Tensor, side: int) -> torch.Tensor:
    return F.interpolate(F.interpolate(image, size=side, mode="area"), size=image.shape[2:], mode="bilinear")


def narrower(image: torch.Tensor, share: float, axis: int) -> torch.Tensor:
    """The middle part along one axis, stretched again: another aspect of the same body."""
    size = image.shape[axis]
    keep = round(size * share)
    return F.interpolate(image.narrow(axis, (size - keep) // 2, keep), size=image.shape[2:], mode="bilinear")


def ranked(image: torch.Tensor) -> torch.Tensor:
    """Every picture with the same grey values in the same numbers: what remains is where they are."""
    flat = image[:, 0].flatten(1)
    order = flat.argsort(1).argsort(1).float() / flat.shape[1] * 2 - 1
    return order.view(len(image), 1, *image.shape[2:]).expand(-1, 3, -1, -1)


def framed(image: torch.Tensor, share: float) -> torch.Tensor:
    edge = round(share * image.shape[2])
    image = image.clone()
    for part in (image[:, :, :edge], image[:, :, -edge:], image[:, :, :, :edge], image[:, :, :, -edge:]):
        part.fill_(-1)
    return image


#: Changes after which child and adult must still be told apart by the body.
CHEST_CHANGES = {
    "as they are": lambda x: x,
    "brought to 48 px": lambda x: coarser(x, 48),
    "brought to 32 px": lambda x: coarser(x, 32),
    "brought to 24 px": lambda x: coarser(x, 24),
    "same grey values": ranked,
    "same grey values, 32 px": lambda x: ranked(coarser(x, 32)),
    "width cut to 0.75": lambda x: narrower(x, 0.75, 3),
    "height cut to 0.75": lambda x: narrower(x, 0.75, 2),
    "edges black, 8 %": lambda x: framed(x, 0.08),
}
#: Changes after which a picture must not pass as its kind.
WRONG_WAYS = {
    "a quarter left": lambda x: torch.rot90(x, 1, (2, 3)),
    "a quarter right": lambda x: torch.rot90(x, 3, (2, 3)),
    "upside down, turned": lambda x: torch.rot90(x, 2, (2, 3)),
    "upside down, mirrored": lambda x: x.flip(2),
    "black and white exchanged": lambda x: -x,
}


def figures(judge: Judge, val, others, covid) -> dict:
    label = np.array([KINDS.index(name) for name in val.column("label")])
    image = torch.from_numpy(val.batch(np.arange(len(val))))
    said = judge.kinds(image)
    share = lambda part, hit: round(float(hit[part].mean()), 4) if part.any() else None
    names = KINDS + ["unknown"]
    out = {
        "n": len(val), "right": share(label >= 0, said == label), "unknown": share(label >= 0, said < 0),
        "rightByKind": {name: [share(label == i, said == label), int((label == i).sum())] for i, name in enumerate(KINDS) if (label == i).any()},
        "confusion": {f"{KINDS[a]} called {names[b]}": int(((label == a) & (said == b)).sum()) for a in range(len(KINDS)) for b in range(-1, len(KINDS)) if a != b and ((label == a) & (said == b)).any()},
        "rightBySite": {site: share(val.column("site") == site, said == label) for site in np.unique(val.column("site"))},
    }
    out["passesWhen"] = {}
    for change, make in WRONG_WAYS.items():
        for name in SHADED if change.startswith("black") else UPRIGHT:
            part = label == KINDS.index(name)
            out["passesWhen"][f"{name}, {change}"] = round(float((judge.kinds(make(image[part])) == KINDS.index(name)).mean()), 4)
    chest = np.isin(label, [0, 1])
    out["childAgainstAdult"] = {}
    for change, make in CHEST_CHANGES.items():
        logits, _ = judge.run(make(image[chest]))
        now = judge.kinds(make(image[chest]))
        adult = label[chest] == 0
        out["childAgainstAdult"][change] = {
            "auc": round(auc(logits[:, 1] - logits[:, 0], ~adult), 4),
            "adultsCalledChild": share(adult, now == 1), "childrenCalledAdult": share(~adult, now == 0), "unknownOrOther": share(adult | ~adult, ~np.isin(now, [0, 1])),
        }
    gone = label == KINDS.index("photographed")
    grey = image[gone].mean(1, keepdim=True).expand(-1, 3, -1, -1)
    out["photographedWithoutColour"] = round(float((judge.kinds(grey) == KINDS.index("photographed")).mean()), 4)
    for name, set_ in (("others", others), ("covid", covid)):
        now = judge.kinds(torch.from_numpy(set_.batch(np.arange(len(set_)))))
        out[name] = {"n": len(set_), "called": {names[k]: int((now == k).sum()) for k in range(-1, len(KINDS)) if (now == k).any()}}
    now = judge.kinds(torch.from_numpy(others.batch(np.arange(len(others)))))
    out["othersRefusedBySite"] = {site: [int(np.isin(now[others.column("site") == site], [-1, 7, 8, 9, 10]).sum()), int((others.column("site") == site).sum())] for site in np.unique(others.column("site"))}
    return out
