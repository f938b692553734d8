"""One training example: random section, speed, polarity, gain and noise of a preprocessed recording."""

import numpy as np

from preprocess import CLIP, FRAME, frame_mask

SHORTEST = 900  # 9 s


def augment(signal: np.ndarray, rng: np.random.Generator, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns `signal` [window] and `mask` [window / 32], zero padded like at inference."""
    speed = rng.uniform(0.97, 1.03)
    available = min(window, int((signal.size - 1) / speed))
    length = available
    if rng.random() < 0.35 and available > SHORTEST:
        length = int(rng.integers(SHORTEST, available))
    start = rng.uniform(0, signal.size - 1 - (length - 1) * speed)
    x = np.interp(start + speed * np.arange(length), np.arange(signal.size), signal)
    x *= rng.uniform(0.8, 1.25) * (-1 if rng.random() < 0.4 else 1)
    t = np.arange(length) / 100
    if rng.random() < 0.3:  # what the high-pass leaves of baseline wander
        x += rng.uniform(0, 0.15) * np.sin(2 * np.pi * (rng.uniform(0.2, 0.8) * t + rng.random()))
    if rng.random() < 0.2:  # what the low-pass leaves of mains and its aliases
        x += rng.uniform(0, 0.06) * np.sin(2 * np.pi * (rng.uniform(30, 48) * t + rng.random()))
    if rng.random() < 0.4:  # muscle noise
        x += rng.uniform(0, 0.08) * rng.standard_normal(length)
    if rng.random() < 0.1:  # a moment without contact
        gap = int(rng.integers(20, 120))
        at = int(rng.integers(0, length - gap))
        x[at:at + gap] = 0
    padded = np.zeros(window, np.float32)
    padded[:length] = np.clip(x, -CLIP, CLIP)
    return padded, frame_mask(length, window // FRAME)
