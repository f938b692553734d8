"""CinC 2017 recordings: decoding, preprocessing (cached outside the repository) and the three splits."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from preprocess import RATE_HZ, preprocess

LABELS = ["N", "A", "O", "~"]
INNER_PERCENT = 12


@dataclass(frozen=True)
class Recordings:
    """Preprocessed recordings of any length; `signals[i]` is float32 at 100 Hz."""

    ids: np.ndarray
    signals: list[np.ndarray]
    target: np.ndarray      # index into LABELS
    relabelled: np.ndarray  # bool: the first reference said otherwise
    val: np.ndarray         # bool: for figures only
    inner: np.ndarray       # bool: held out of training for calibration, biases and gate

    @property
    def train(self) -> np.ndarray:
        return ~self.val & ~self.inner


def raw_recordings(path: Path):
    """Yield (id, samples in mV, rate in Hz) of every recording in the file."""
    pack = np.load(path, allow_pickle=False)
    low, high, sizes = pack["lo"], pack["hi"], pack["n"]
    lsb_mv, rate = int(pack["lsb_uv"]) / 1000, float(pack["fs"])
    ends = sizes.cumsum()
    for name, size, end in zip(pack["ids"], sizes, ends):
        zigzag = low[end - size:end].astype("int32") | (high[end - size:end].astype("int32") << 8)
        yield str(name), ((zigzag >> 1) ^ -(zigzag & 1)).cumsum() * lsb_mv, rate


def in_inner_split(name: str) -> bool:
    """True for about 12 % of ids, by hash, so that it never depends on order or seed."""
    return int.from_bytes(hashlib.sha256(f"inner:{name}".encode()).digest()[:4], "big") % 100 < INNER_PERCENT


def load(path: Path, work: Path) -> Recordings:
    """Decode and preprocess everything once; later calls read the cache in `work`."""
    cache = work / f"cinc-{RATE_HZ}hz.npy"
    sizes_file = work / f"cinc-{RATE_HZ}hz-sizes.npy"
    pack = np.load(path, allow_pickle=False)
    if not cache.exists():
        work.mkdir(parents=True, exist_ok=True)
        signals = [preprocess(samples, rate) for _, samples, rate in raw_recordings(path)]
        np.save(sizes_file, np.array([s.size for s in signals]))
        np.save(cache, np.concatenate(signals))
    ends = np.load(sizes_file).cumsum()
    signals = np.split(np.load(cache), ends[:-1])
    val = pack["val"]
    inner = np.array([in_inner_split(str(i)) for i in pack["ids"]]) & ~val
    target = np.array([LABELS.index(x) for x in pack["label"]])
    return Recordings(pack["ids"], signals, target, pack["label"] != pack["label_v1"], val, inner)
