"""Preprocessing of one single-lead ECG, as written in PREPROCESS.md (which is the specification).

The truth that ships is the TypeScript; this file is its scipy twin, used for training, and
`golden/preprocess.json` proves that both give the same numbers.
"""

from math import ceil, floor, gcd

import numpy as np
from scipy.signal import butter, resample_poly, sosfiltfilt

RATE_HZ = 100
WINDOW = 3072          # samples at RATE_HZ: 30.72 s
FRAME = 32             # samples per frame of the feature map (total stride of the network)
FRAMES = WINDOW // FRAME
MIN_DURATION_S, MAX_DURATION_S = 9.0, 61.0   # the range the training data covers
MAX_GAP_S, MAX_GAP_FRACTION = 0.25, 0.05
SCALE_PERCENTILE, MIN_SCALE_MV, CLIP = 98.0, 0.02, 4.0
SOS = butter(2, [0.5, 40.0], "bandpass", fs=RATE_HZ, output="sos")


class NotAssessable(Exception):
    """The input is refused before the network; the message is the reason code."""


def fill_gaps(x: np.ndarray, rate_hz: float) -> np.ndarray:
    """Step 1: trim missing ends, bridge short inner gaps linearly, refuse longer ones."""
    x = np.asarray(x, dtype=np.float64)
    known = np.flatnonzero(np.isfinite(x))
    if known.size == 0:
        raise NotAssessable("no-samples")
    x = x[known[0]: known[-1] + 1]
    known = np.flatnonzero(np.isfinite(x))
    longest = int(np.diff(known).max(initial=1)) - 1
    if longest > MAX_GAP_S * rate_hz or (x.size - known.size) > MAX_GAP_FRACTION * x.size:
        raise NotAssessable("gap-too-long")
    return np.interp(np.arange(x.size), known, x[known])


def ratio(rate_hz: float) -> tuple[int, int]:
    """Step 3: up/down factors to RATE_HZ; the rate is taken to 0.001 Hz."""
    up, down = RATE_HZ * 1000, floor(rate_hz * 1000 + 0.5)
    common = gcd(up, down)
    return up // common, down // common


def preprocess(samples_mv: np.ndarray, rate_hz: float) -> np.ndarray:
    """Steps 1 to 6: samples in mV at any rate -> scaled float32 signal at 100 Hz (any length)."""
    x = fill_gaps(samples_mv, rate_hz)
    duration_s = x.size / rate_hz
    if duration_s < MIN_DURATION_S:
        raise NotAssessable("too-short")
    if duration_s > MAX_DURATION_S:
        raise NotAssessable("too-long")
    x = x - np.median(x)
    x = resample_poly(x, *ratio(rate_hz))
    x = sosfiltfilt(SOS, x)
    scale = np.percentile(np.abs(x), SCALE_PERCENTILE)
    if scale < MIN_SCALE_MV:
        raise NotAssessable("flat")
    return np.clip(x / scale, -CLIP, CLIP).astype(np.float32)


def window_starts(n: int) -> list[int]:
    """Step 7: starts of the windows that cover n samples evenly."""
    if n <= WINDOW:
        return [0]
    k = ceil(n / WINDOW)
    return [floor(i * (n - WINDOW) / (k - 1) + 0.5) for i in range(k)]


def frame_mask(n_valid: int, frames: int = FRAMES) -> np.ndarray:
    """Step 8: weight per frame, mean 1; frames (or parts of one) beyond the signal weigh nothing."""
    part = np.clip((n_valid - FRAME * np.arange(frames)) / FRAME, 0.0, 1.0)
    return (part * (frames / part.sum())).astype(np.float32)


def windows(signal: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Steps 7 and 8: network inputs `signal` [k,1,WINDOW] and `mask` [k,1,FRAMES]."""
    signals, masks = [], []
    for start in window_starts(signal.size):
        piece = signal[start: start + WINDOW]
        signals.append(np.pad(piece, (0, WINDOW - piece.size)))
        masks.append(frame_mask(piece.size))
    return np.stack(signals)[:, None].astype(np.float32), np.stack(masks)[:, None]
