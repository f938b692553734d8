"""What `src/cli/prepare/ecg-quality.ts` wrote: windows of the shipped preprocessing, and the labels of the set."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LEADS = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"]
#: The columns of the augmented leads are not in a settled order in the source: never trained on, never scored.
SETTLED = np.array([name[0] != "a" for name in LEADS])
SAMPLES, FRAMES, FIGURES = 1280, 80, 10
LINEAR_MV = 0.5


@dataclass(frozen=True)
class Records:
    ids: np.ndarray
    signal: np.ndarray        # [n,12,1280] mV around the median
    figures: np.ndarray       # [n,10,12] as TypeScript made them
    unacceptable: np.ndarray  # [n] bool
    judged: np.ndarray        # [n] bool
    bad: np.ndarray           # [n,12] 1 bad, 0 usable, -1 not known
    present: np.ndarray       # [n,12] bool

    def take(self, rows) -> "Records":
        return Records(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def load(prefix: Path) -> Records:
    """`prefix.signal.f32`, `prefix.figures.f32` and `prefix.csv`."""
    with open(f"{prefix}.csv") as file:
        rows = list(csv.DictReader(file))
    n = len(rows)
    # float32 of asinh, taken back: equal to the millivolts within one part in a million.
    signal = np.sinh(np.fromfile(f"{prefix}.signal.f32", np.float32).reshape(n, 12, SAMPLES)) * np.float32(LINEAR_MV)
    figures = np.fromfile(f"{prefix}.figures.f32", np.float32).reshape(n, FIGURES, 12)
    judged = np.array([row["judged"] == "1" for row in rows])
    bad = np.full((n, 12), -1, np.int8)
    for i in np.flatnonzero(judged):
        names = rows[i]["bad_leads"].split("|")
        bad[i, SETTLED] = [name in names for name in np.array(LEADS)[SETTLED]]
    return Records(np.array([row["file"].removesuffix(".hea") for row in rows]), signal, figures,
                   np.array([row["label"] == "U" for row in rows]), judged, bad, figures.any(1))


def join(*parts: Records) -> Records:
    return Records(*(np.concatenate([getattr(part, name) for part in parts]) for name in Records.__dataclass_fields__))


def folds(ids: np.ndarray, count: int) -> np.ndarray:
    """Fold of each record by a hash of its id: the same whatever else is in the set."""
    import hashlib
    return np.array([int(hashlib.sha256(f"quality-{i}".encode()).hexdigest(), 16) % count for i in ids])
