"""Twin of src/inference/preprocess/quality-figures.ts and of the last steps of ecg-quality.ts, for augmented signals."""

import warnings

import numpy as np

from data import FRAMES, LINEAR_MV, SAMPLES

SECOND, SECOND_MIN = 128, 64
FLAT_MV, LARGE_MV, RAIL_MV, RAIL_SHARE = 0.02, 3.0, 2.0, 0.01
FRAME = SAMPLES // FRAMES
RANGE = 6.0


def lower_median(x: np.ndarray) -> np.ndarray:
    """Over the last axis, NaN left out; of an even number the lower of the two middle values; 0 of none."""
    ordered = np.sort(x, -1)
    count = np.isfinite(x).sum(-1)
    at = np.maximum(count - 1, 0) >> 1
    return np.where(count > 0, np.take_along_axis(ordered, at[..., None], -1)[..., 0], 0)


def plain_figures(x: np.ndarray) -> np.ndarray:
    """x [n,12,1280] mV around the median, NaN where missing -> [n,10,12]."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seconds = x.reshape(*x.shape[:-1], SAMPLES // SECOND, SECOND)
        counted = np.isfinite(seconds).sum(-1) >= SECOND_MIN
        swing = np.where(counted, np.nanmax(seconds, -1) - np.nanmin(seconds, -1), np.nan)
        centre = np.where(counted, np.nanmean(seconds, -1), np.nan)
        step = np.diff(x, axis=-1)
        curvature = np.abs(np.diff(step, axis=-1))
        step = np.abs(step)
        low, high = np.nanmin(x, -1)[..., None], np.nanmax(x, -1)[..., None]
        near = RAIL_SHARE * (high - low)
        rail = ((high > RAIL_MV) & (x > high - near)) | ((low < -RAIL_MV) & (x < low + near))
        count = np.maximum(np.isfinite(x).sum(-1), 1)
        mean_step = np.nanmean(step, -1)
        rows = [
            np.nanmean(np.where(counted, swing < FLAT_MV, np.nan), -1),
            np.nanmean(np.where(counted, swing > LARGE_MV, np.nan), -1),
            np.log(0.01 + lower_median(swing)),
            np.log(0.01 + np.nanmax(swing, -1)),
            np.log(0.01 + np.nanmin(swing, -1)),
            np.log(0.001 + mean_step),
            np.log(0.001 + lower_median(curvature)),
            np.log(0.01 + np.nanstd(centre, -1)),
            rail.sum(-1) / count,
            np.log((0.001 + mean_step) / (0.001 + lower_median(step))),
        ]
    return np.nan_to_num(np.stack(rows, -2)).astype(np.float32)


def tensors(mv: np.ndarray, frames: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """mv [n,12,1280], frames [n,12,80] 0/1 -> `signal` [n,1,12,1280], `mask` [n,1,12,80], `figures` [n,10,12,1]."""
    x = np.where(np.repeat(frames, FRAME, -1) > 0, mv, np.nan).astype(np.float32)
    x = x - lower_median(x)[..., None]
    signal = np.nan_to_num(np.clip(np.arcsinh(x / LINEAR_MV), -RANGE, RANGE))
    present = frames.any(-1)
    figures = plain_figures(x) * present[:, None, :]
    return signal[:, None].astype(np.float32), frames[:, None].astype(np.float32), figures[..., None].astype(np.float32)
