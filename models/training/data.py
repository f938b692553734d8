"""What `src/cli/prepare/pictures.ts` wrote: pictures as the shipped preprocessing makes them, their rows, masks, points."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np


@dataclass
class Pictures:
    #: [n, channels, height, width], float16 as written; `batch` makes float32 of it.
    image: np.ndarray
    #: labels.csv with the figures of each picture, one dictionary a row.
    rows: list[dict]
    #: [n, height, width] uint8, value = class; None where the set has none.
    mask: np.ndarray | None = None
    #: [n, points, 2] float32, shares of width and height of the input; None where the set has none.
    points: np.ndarray | None = None
    patient: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.patient = np.array([row.get("patient") or row["file"] for row in self.rows])

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> np.ndarray:
        return np.array([row.get(name, "") for row in self.rows])

    def batch(self, index: np.ndarray) -> np.ndarray:
        return self.image[index].astype(np.float32)

    def where(self, keep: np.ndarray) -> "Pictures":
        """The rows of a boolean or an index array."""
        index = np.flatnonzero(keep) if keep.dtype == bool else keep
        pick = lambda values: None if values is None else values[index]
        return Pictures(self.image[index], [self.rows[i] for i in index], pick(self.mask), pick(self.points))


def load(folder: Path) -> Pictures:
    with open(folder / "rows.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    optional = lambda name: np.load(folder / name) if (folder / name).exists() else None
    pictures = Pictures(np.load(folder / "inputs.npy"), rows, optional("masks.npy"), optional("landmarks.npy"))
    assert len(pictures.image) == len(rows), f"{folder}: {len(pictures.image)} pictures, {len(rows)} rows"
    return pictures


def join(*parts: Pictures) -> Pictures:
    """Pictures of one size from several folders; masks and points only where all have them."""
    together = lambda name: (
        None if any(getattr(part, name) is None for part in parts) else np.concatenate([getattr(part, name) for part in parts])
    )
    return Pictures(together("image"), [row for part in parts for row in part.rows], together("mask"), together("points"))
