"""What may happen to a twelve-lead recording without changing what it shows."""

import numpy as np


def augment(signals: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """[n, 8, 1000] mV: gain of all and of single leads, wander, noise, a shift in time, now and then a chest lead off."""
    n, leads, samples = signals.shape
    x = signals * rng.uniform(0.9, 1.1, (n, 1, 1)) * rng.uniform(0.95, 1.05, (n, leads, 1))
    seconds = np.arange(samples) / 100
    wander = rng.uniform(0.1, 0.6, (n, 1, 1)) * seconds + rng.uniform(0, 1, (n, leads, 1))
    x = x + rng.uniform(0, 0.15, (n, leads, 1)) * np.sin(2 * np.pi * wander)
    x = x + rng.uniform(0, 0.03, (n, leads, 1)) * rng.standard_normal(x.shape)
    x = x.astype(np.float32)
    for i, shift in enumerate(rng.integers(-150, 150, n)):
        moved = np.zeros_like(x[i])
        if shift >= 0:
            moved[:, :samples - shift] = x[i][:, shift:]
        else:
            moved[:, -shift:] = x[i][:, :shift]
        x[i] = moved
        if rng.random() < 0.1:
            x[i, rng.integers(2, leads)] = 0
    return x
