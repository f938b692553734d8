"""One epoch of examples: records as they are, leads spoilt on purpose, signals that are no ECG, leads left out."""

import numpy as np

from data import FRAMES, SAMPLES, Records

RATE = 128.0
T = np.arange(SAMPLES) / RATE


def coloured(rng, slope: float, low: float = 0.2, high: float = 64) -> np.ndarray:
    """Gaussian noise, power falling as f^-slope between two frequencies, SD 1."""
    f = np.fft.rfftfreq(SAMPLES, 1 / RATE)
    spectrum = np.fft.rfft(rng.standard_normal(SAMPLES)) * np.maximum(f, low) ** (-slope / 2) * ((f >= low * 0.5) & (f <= high))
    x = np.fft.irfft(spectrum, SAMPLES)
    return x / (x.std() + 1e-9)


def log_uniform(rng, low, high) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def no_ecg(rng) -> np.ndarray:
    """A signal without a heart: noise of any colour, a periodic wave, steps, a flat line with hiss."""
    kind = rng.choice(["noise", "wave", "steps", "flat", "walk"], p=[0.35, 0.3, 0.1, 0.15, 0.1])
    size = log_uniform(rng, 0.05, 3)
    if kind == "noise":
        return size * coloured(rng, rng.uniform(0, 2.5), high=rng.uniform(20, 64))
    if kind == "wave":
        pitch = log_uniform(rng, 0.15, 50)
        phase = 2 * np.pi * pitch * T * (1 + rng.uniform(-0.03, 0.03) * T / 10) + rng.uniform(0, 6.3)
        fall = rng.uniform(0.8, 3)
        x = sum(rng.uniform(0.3, 1) * h ** -fall * np.sin(h * phase + rng.uniform(0, 6.3) * (rng.random() < 0.3)) for h in range(1, 1 + rng.integers(1, 8)))
        return size * x + 0.02 * rng.random() * rng.standard_normal(SAMPLES)
    if kind == "steps":
        return size * np.cumsum((rng.random(SAMPLES) < rng.uniform(0.2, 4) / RATE) * rng.standard_normal(SAMPLES)) + 0.01 * rng.random() * rng.standard_normal(SAMPLES)
    if kind == "walk":
        return log_uniform(rng, 0.005, 0.2) * np.cumsum(rng.standard_normal(SAMPLES))
    return log_uniform(rng, 0.0005, 0.02) * coloured(rng, rng.uniform(0, 1.5)) * (rng.random() < 0.8)


def spoil(rng, x: np.ndarray) -> tuple[np.ndarray, float]:
    """A lead made bad, and the share of the 10 s in which it is."""
    share = 1.0 if rng.random() < 0.6 else rng.uniform(0.35, 0.9)
    start = rng.uniform(0, 10 * (1 - share))
    on = (T >= start) & (T <= start + 10 * share)
    kind = rng.choice(["off", "muscle", "wander", "rail", "mains", "jumps", "other"], p=[0.25, 0.2, 0.1, 0.15, 0.1, 0.1, 0.1])
    if kind == "off":
        made = np.full(SAMPLES, x[0]) + log_uniform(rng, 0.0003, 0.01) * coloured(rng, rng.uniform(0, 1)) * (rng.random() < 0.7)
    elif kind == "muscle":
        made = x + log_uniform(rng, 0.25, 1.5) * coloured(rng, rng.uniform(-0.5, 0.5), low=15)
    elif kind == "wander":
        made = x + log_uniform(rng, 2, 10) * coloured(rng, rng.uniform(1.5, 3), high=3)
    elif kind == "rail":
        rail = log_uniform(rng, 1, 20)
        made = np.clip(x + rail * rng.uniform(1, 4) * coloured(rng, rng.uniform(1, 3), high=rng.uniform(2, 20)), -rail, rail)
    elif kind == "mains":
        made = x + log_uniform(rng, 0.5, 3) * np.sin(2 * np.pi * rng.choice([50, 60]) * T + rng.uniform(0, 6.3))
    elif kind == "jumps":
        made = x + np.cumsum((rng.random(SAMPLES) < rng.uniform(0.5, 4) / RATE) * rng.standard_normal(SAMPLES)) * log_uniform(rng, 1, 6)
    else:
        made = no_ecg(rng)
    return np.where(on, made, x), share


def unharmed(rng, x: np.ndarray) -> np.ndarray:
    """[12,1280] as another person or device would have given it: voltage, polarity, speed, cart filter, a little noise."""
    if rng.random() < 0.5:
        speed = rng.uniform(0.75, 1.3)
        at = np.abs((np.arange(SAMPLES) * speed) % (2 * SAMPLES - 2))
        at = np.where(at > SAMPLES - 1, 2 * SAMPLES - 2 - at, at)
        low = np.minimum(at.astype(int), SAMPLES - 2)
        x = x[:, low] * (1 - (at - low)) + x[:, low + 1] * (at - low)
    if rng.random() < 0.4:
        f = np.fft.rfftfreq(SAMPLES, 1 / RATE)
        x = np.fft.irfft(np.fft.rfft(x) / (1 + (f / rng.uniform(22, 50)) ** 8), SAMPLES)
    if rng.random() < 0.3:
        f = np.fft.rfftfreq(SAMPLES, 1 / RATE)
        x = np.fft.irfft(np.fft.rfft(x) * (f >= rng.uniform(0.1, 0.6)), SAMPLES)
    x = x * rng.choice([-1, 1], 12, p=[0.2, 0.8])[:, None]
    if rng.random() < 0.3:
        x = x + log_uniform(rng, 0.001, 0.012) * np.stack([coloured(rng, rng.uniform(0, 1)) for _ in range(12)])
    return x


#: Among judged records with one bad lead as many are acceptable as not; two or more, and few are acceptable.
ONE_BAD, SEVERAL_BAD = 0.6, 0.95


def example(rng, records: Records, i: int):
    """mv [12,1280], frames [12,80], target and weight of the record, target [12] and weight [12] of the leads."""
    x, unacceptable = records.signal[i].astype(np.float64), bool(records.unacceptable[i])
    bad = records.bad[i].astype(float)
    weight = np.where(bad >= 0, 1.0, 0.0)
    if not records.judged[i] and not unacceptable:
        bad, weight = np.full(12, 0.04), np.full(12, 0.25)
    target, record_weight = float(unacceptable), 1.0
    if rng.random() < 0.05:
        one = rng.random() < 0.3
        x = np.stack([no_ecg(rng)] * 12 if one else [no_ecg(rng) for _ in range(12)]) * (rng.choice([1, -1, 0.7], 12)[:, None] if one else 1)
        bad, weight, target, unacceptable = np.ones(12), np.ones(12), 1.0, True
    else:
        if rng.random() < 0.8:
            if not unacceptable:
                x = x * log_uniform(rng, 0.4, 1.8)
            x = unharmed(rng, x)
        if rng.random() < (0.35 if not unacceptable else 0.2):
            count = int(rng.choice([1, 2, 3, 6, 12], p=[0.35, 0.2, 0.15, 0.15, 0.15]))
            shares = []
            for lead in rng.choice(12, count, replace=False):
                x[lead], share = spoil(rng, x[lead])
                bad[lead], weight[lead] = 1.0, 1.0 if share > 0.5 else 0.3
                shares.append(share)
            if not unacceptable:
                target = ONE_BAD if count == 1 else SEVERAL_BAD
                record_weight = float(np.mean(shares)) if count > 1 else (0.5 if shares[0] == 1 else 0.0)
    frames = np.ones((12, FRAMES)) * records.present[i][:, None]
    if rng.random() < 0.2:
        if rng.random() < 0.5:
            length = int(rng.uniform(16, FRAMES))
            frames[:, length:] = 0
        else:
            length = int(rng.choice([20, 40]))
            for lead in range(12):
                start = rng.integers(0, FRAMES - length + 1)
                frames[lead] *= (np.arange(FRAMES) >= start) & (np.arange(FRAMES) < start + length)
        weight = weight * np.where(bad > 0.5, 0.3, 1)
        record_weight *= 0.5
    there = np.flatnonzero(frames.any(1))
    if rng.random() < 0.35 or len(there) < 12:
        kept = rng.choice(there, min(len(there), int(rng.choice([1, 2, 3, 6, 8]))), replace=False)
        left_out = np.setdiff1d(np.arange(12), kept)
        frames[left_out] = 0
        weight = np.where(frames.any(1), weight, 0)
        seen, known = bad[kept], weight[kept] > 0
        if target > 0.5:
            share = (seen[known] > 0.5).mean() if known.any() else 0.0
            target, record_weight = (1.0, record_weight * (1 if share >= 0.5 else 0)) if share > 0 else (0.0, 0.5 * float(known.all()))
    return x, frames, target, record_weight, bad, weight
