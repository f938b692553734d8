"""Signals that are not ECGs: a broad family taught as class ~, and eight named tests the training never saw.

Also the synthetic ECG-like signals of the golden cases (sums of Gaussians per beat).
"""

import numpy as np

from preprocess import NotAssessable, preprocess

RATE = 300.0


def _noise(rng, n: int, slope: float) -> np.ndarray:
    """Gaussian noise with a power spectrum falling as f^-slope, SD 1."""
    spectrum = np.fft.rfft(rng.standard_normal(n))
    f = np.fft.rfftfreq(n, 1 / RATE)
    spectrum *= np.maximum(f, 0.2) ** (-slope / 2)
    x = np.fft.irfft(spectrum, n)
    return x / x.std()


def _wave(rng, t: np.ndarray) -> np.ndarray:
    """A periodic wave of random pitch, harmonics and slight drift of pitch."""
    pitch = np.exp(rng.uniform(np.log(0.1), np.log(45)))
    phase = 2 * np.pi * pitch * t * (1 + rng.uniform(-0.03, 0.03) * t / t[-1]) + rng.uniform(0, 6.3)
    fall = rng.uniform(0.8, 3)
    harmonics = range(1, 1 + rng.integers(1, 8))
    return sum(rng.uniform(0.3, 1) * h ** -fall * np.sin(h * phase + rng.uniform(0, 6.3) * (rng.random() < 0.3)) for h in harmonics)


def _pulses(rng, t: np.ndarray, per_minute: float, width_s: float) -> np.ndarray:
    beat = (t * per_minute / 60 + rng.random()) % 1 - 0.5
    return np.exp(-0.5 * (beat * 60 / per_minute / width_s) ** 2)


def _steps(rng, n: int) -> np.ndarray:
    """Random telegraph and staircase signal, as of a switching or saturating input."""
    jumps = rng.random(n) < rng.uniform(0.2, 4) / RATE
    return np.cumsum(jumps * rng.standard_normal(n))


def taught_noise(rng, ecgs: list[np.ndarray]) -> np.ndarray:
    """One raw signal in mV at 300 Hz for class ~. `ecgs`: training recordings at 100 Hz for the wrong-speed family."""
    n = int(rng.uniform(9, 31) * RATE)
    t = np.arange(n) / RATE
    kind = rng.choice(["noise", "wave", "pulses", "steps", "speed"], p=[0.25, 0.3, 0.1, 0.05, 0.3])
    if kind == "noise":
        x = _noise(rng, n, rng.uniform(0, 2.8))
    elif kind == "wave":
        x = _wave(rng, t)
    elif kind == "pulses":
        x = _pulses(rng, t, rng.uniform(265, 700), rng.uniform(0.004, 0.05)) * rng.choice([-1, 1])
    elif kind == "steps":
        x = _steps(rng, n)
    else:  # a real recording played 2.5 to 4 times too fast (repeated to 9 s at least) or too slowly
        ecg = ecgs[rng.integers(len(ecgs))]
        speed = np.exp(rng.uniform(np.log(2.5), np.log(4)) * rng.choice([-1, 1]))
        position = np.arange(n) / RATE * 100 * speed
        position = position[position < ecg.size - 1]
        if position.size < 9 * RATE:
            return taught_noise(rng, ecgs)
        x = np.interp(position, np.arange(ecg.size), ecg)[:: rng.choice([-1, 1])]
        n = x.size
    x = x / (np.abs(x).max() + 1e-9) + rng.uniform(0, 0.15) * _noise(rng, n, rng.uniform(0, 2))
    return x * rng.uniform(0.2, 2)


def taught_bank(count: int, seed: int, ecgs: list[np.ndarray]) -> list[np.ndarray]:
    """`count` preprocessed non-ECG signals; those the preprocessing refuses already are drawn anew."""
    rng, bank = np.random.default_rng(seed), []
    while len(bank) < count:
        try:
            bank.append(preprocess(taught_noise(rng, ecgs), RATE))
        except NotAssessable:
            continue
    return bank


TESTS = ["white noise", "flat line with noise", "50 Hz sine", "sawtooth", "breathing-like sine", "random walk", "pulses 300/min"]


def test_signal(name: str, rng, seconds: float = 30.0) -> np.ndarray:
    """One raw signal in mV at 300 Hz of a named kind that must be refused."""
    n = int(seconds * RATE)
    t = np.arange(n) / RATE
    hiss = 0.01 * rng.standard_normal(n)
    if name == "white noise":
        return rng.uniform(0.1, 1) * rng.standard_normal(n)
    if name == "flat line with noise":
        return rng.uniform(-1, 1) + rng.uniform(0.005, 0.05) * rng.standard_normal(n)
    if name == "50 Hz sine":
        return rng.uniform(0.2, 2) * np.sin(2 * np.pi * 50 * t + rng.uniform(0, 6.3)) + hiss
    if name == "sawtooth":
        return rng.uniform(0.2, 2) * ((t * rng.uniform(0.8, 8)) % 1 - 0.5) + hiss
    if name == "breathing-like sine":
        return rng.uniform(0.3, 2) * np.sin(2 * np.pi * rng.uniform(0.15, 0.6) * t) ** 1 + hiss
    if name == "random walk":
        return 0.03 * np.cumsum(rng.standard_normal(n))
    if name == "pulses 300/min":
        return rng.uniform(0.5, 1.5) * _pulses(rng, t, 300, rng.uniform(0.01, 0.03)) + hiss
    raise ValueError(name)


# Waves of one beat: centre relative to R (s), width (s), amplitude (mV).
_WAVES = {"P": (-0.17, 0.022, 0.12), "Q": (-0.028, 0.010, -0.10), "R": (0.0, 0.011, 1.0), "S": (0.030, 0.011, -0.22), "T": (0.27, 0.055, 0.28)}
_PREMATURE = {"R": (0.0, 0.030, 1.3), "S": (0.075, 0.035, -0.55), "T": (0.30, 0.065, -0.35)}


def synthetic_ecg(kind: str, rng, rate_hz: float, seconds: float) -> np.ndarray:
    """`regular` 70/min, `irregular` (no P wave, fibrillatory ripple) or `premature` (wide beats with a pause)."""
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    x = 0.01 * rng.standard_normal(t.size) + 0.05 * np.sin(2 * np.pi * 0.25 * t)
    if kind == "irregular":
        x += 0.04 * np.sin(2 * np.pi * (6.2 * t + 0.4 * np.sin(2 * np.pi * 0.3 * t)))
    at, beats = 0.4, []
    while at < seconds:
        beats.append((at, _WAVES))
        at += rng.uniform(0.42, 1.05) if kind == "irregular" else 60 / 70 + 0.015 * rng.standard_normal()
        if kind == "premature" and len(beats) % 5 == 0:
            beats.append((at - 0.32, _PREMATURE))
            at += 60 / 70
    for r, waves in beats:
        for name, (centre, width, amplitude) in waves.items():
            if not (kind == "irregular" and name == "P"):
                x += amplitude * np.exp(-0.5 * ((t - r - centre) / width) ** 2)
    return x
