"""The tensors that `src/cli/prepare/ecg-12lead.ts` wrote: signals, measurements, labels, what the rules say."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LABELS = ["NORM", "MI", "STTC", "CD", "HYP"]
LEADS, SAMPLES = 8, 1000


@dataclass
class Records:
    signal: np.ndarray  # [n, 8, 1000] mV
    measured: np.ndarray  # [n, m]
    known: np.ndarray  # [n, m], 1 measured, 0 not
    rows: list[dict]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, which: np.ndarray) -> "Records":
        index = np.flatnonzero(which)
        return Records(self.signal[index], self.measured[index], self.known[index], [self.rows[i] for i in index])

    def present(self, label: str) -> np.ndarray:
        """1, 0 or NaN where the set does not say."""
        return np.array([{"1": 1.0, "0": 0.0, "": np.nan}[row[label]] for row in self.rows])

    @property
    def fold(self) -> np.ndarray:
        return np.array([int(row["fold"]) for row in self.rows])

    @property
    def patient(self) -> np.ndarray:
        return np.array([row["patient"] for row in self.rows])

    def rules(self, label: str) -> np.ndarray:
        return np.array([row["rules"][label] for row in self.rows], float)


def load(path: Path) -> Records:
    """`path` without its ending."""
    listed = json.loads(path.with_suffix(".json").read_text())
    count = len(listed["measurements"])
    flat = np.fromfile(path.with_suffix(".f32"), "<f4").reshape(len(listed["rows"]), -1)
    cut = LEADS * SAMPLES
    return Records(flat[:, :cut].reshape(-1, LEADS, SAMPLES), flat[:, cut:cut + count], flat[:, cut + count:], listed["rows"])


def acceptable(quality: Records) -> Records:
    """Of the quality set the records that its readers accept and of which the signal code can use every lead."""
    return quality.take(np.array([row["label"] == "A" and "unusable" not in row["verdicts"] for row in quality.rows]))
