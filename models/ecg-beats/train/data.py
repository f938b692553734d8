"""The beats that `src/cli/prepare/ecg-beats.ts` wrote, and which records are kept apart."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

CLASSES = "NSVF"
S = 1
Q, NO_BEAT = 4, 5

# Chosen before any training: 220 (atrial beats and runs, else plain), 223 (S, V, F and runs of V), 205 (V, F, plain
# sinus), 203 (fibrillation with V, noisy), 112 (plain). 208 holds nine tenths of all F, and 209, 201, 207 and 118 most
# of S: these stay in training.
VAL = ("112", "203", "205", "220", "223")
# The other seventeen; records rich in S, and those whose QRS changes from beat to beat (108, 109, 114), stand apart.
FOLDS = (("209", "101", "114"), ("201", "122", "119"), ("118", "208", "109"), ("207", "115", "106", "215"),
         ("124", "108", "116", "230"))

# Columns of `numbers` that are used below (`src/inference/preprocess/ecg-beats-*.ts`).
EARLY, UNREST, LIKENESS, NO_KIND, KIND_SHARE = 0, 19, 31, 63, 64
# Beats taken of one class of one record; more teach nothing and cost time.
CAP = (500, 400, 250, 200)
# Records of CinC 2017 stand for persons with one class: no recording of theirs is known by name.
CINC_NORMAL, CINC_FIBRILLATION, SIMULATED = 100, 101, 102
CINC_BEATS = 3000
ABERRANT = 0.75


@dataclass(frozen=True)
class Beats:
    windows: np.ndarray   # [n, 2, 128] float32
    numbers: np.ndarray   # [n, NUMBERS] float32
    record: np.ndarray    # [n] index into `record_names`
    section: np.ndarray
    label: np.ndarray     # 0..3 by CLASSES, 4 Q, 5 no beat there, 6 unknown, -1 in ventricular flutter
    at_ms: np.ndarray
    whole: np.ndarray

    def take(self, index) -> "Beats":
        return Beats(*(getattr(self, name)[index] for name in Beats.__dataclass_fields__))


def load(folder: Path, name: str) -> Beats:
    shape = json.loads((folder / "shape.json").read_text())
    beats = np.fromfile(folder / f"{name}.beats", np.int32).reshape(-1, 5)
    windows = np.fromfile(folder / f"{name}.windows", np.float32).reshape(len(beats), 2, shape["window"])
    numbers = np.fromfile(folder / f"{name}.numbers", np.float32).reshape(len(beats), shape["numbers"])
    return Beats(windows, numbers, *beats.T)


def record_names(folder: Path) -> list[str]:
    return json.loads((folder / "records.json").read_text())


def joined(*parts: Beats) -> Beats:
    return Beats(*(np.concatenate([getattr(p, name) for p in parts]) for name in Beats.__dataclass_fields__))


def thinned(beats: Beats, rng) -> Beats:
    """At most CAP beats of a class of a record, those of the four classes only."""
    keep = []
    for record in np.unique(beats.record):
        for c, cap in enumerate(CAP):
            keep.append(rng.permutation(np.flatnonzero((beats.record == record) & (beats.label == c)))[:cap])
    return beats.take(np.concatenate(keep))


def one_class(beats: Beats, record: int, rng) -> Beats:
    """Beats of a CinC recording whose rhythm says that those which look like its commonest beat are N."""
    good = (beats.whole == 1) & (beats.numbers[:, LIKENESS] > 0.9)
    if record == CINC_NORMAL:
        good &= np.abs(beats.numbers[:, EARLY]) < 0.12
    taken = beats.take(rng.permutation(np.flatnonzero(good))[:CINC_BEATS])
    taken.label[:] = 0
    taken.record[:] = record
    return taken


def apart(folder: Path, rng) -> Beats:
    """What is added to the training records: persons of CinC 2017, and the simulator's, whose early beats are known."""
    simulated = load(folder, "simulated")
    simulated.record[:] = SIMULATED
    return joined(one_class(load(folder, "cinc-normal"), CINC_NORMAL, rng),
                  one_class(load(folder, "cinc-fibrillation"), CINC_FIBRILLATION, rng), thinned(simulated, rng))


def weights(beats: Beats, mass=(0.5, 0.22, 0.2, 0.08)) -> np.ndarray:
    """How often each beat is drawn: classes by `mass`, records within a class by the root of their count.

    Supraventricular beats with aberrant conduction look like V, and annotators had two leads and the history: they are
    drawn a tenth as often, so that they do not teach V to be S.
    """
    w = np.zeros(len(beats.label))
    for c in range(4):
        of_class = beats.label == c
        for record in np.unique(beats.record[of_class]):
            own = of_class & (beats.record == record)
            w[own] = own.sum() ** -0.5
        if c == S:
            w[of_class & (beats.numbers[:, LIKENESS] < ABERRANT)] *= 0.1
        w[of_class] *= mass[c] / max(w[of_class].sum(), 1e-9)
    return w / w.sum()
