"""Records as the shipped preprocessing gives them (`src/cli/prepare/ecg-delineate.ts`), splits, and examples."""
import json
import numpy as np

RATE = 250
WINDOW = 2560


def load(prefix):
    records = json.load(open(prefix + '.json'))
    signals = np.fromfile(prefix + '.f32', '<f4').reshape(len(records), 12, WINDOW)
    for record in records:
        record['by_lead'] = [[] for _ in range(12)]
        for lead, wave, on, peak, off in record['marks']:
            at = lambda ms: np.nan if ms is None else ms * RATE / 1000
            record['by_lead'][lead].append((wave, at(on), at(peak), at(off)))
        record['by_lead'] = [np.array(m, float).reshape(-1, 4) for m in record['by_lead']]
    return signals, records


def splits(count):
    """val: every fifth record, never trained on; inner: every sixth of the others, for constants; fit: what is left."""
    val = [i for i in range(count) if i % 5 == 4]
    rest = [i for i in range(count) if i % 5 != 4]
    return val, [i for k, i in enumerate(rest) if k % 6 == 2], [i for k, i in enumerate(rest) if k % 6 != 2]


def targets(marks, length):
    """Marks of one lead in samples -> class shares [4, length] and weight [length] (0 where nobody marked anything)."""
    y = np.zeros((4, length), np.float32)
    w = np.zeros(length, np.float32)
    if len(marks) == 0:
        return y, w
    first = np.nanmin(marks[:, 1:])
    last = np.nanmax(marks[:, 1:])
    lo, hi = max(0, int(np.floor(first)) - 2), min(length, int(np.ceil(last)) + 3)
    if lo < hi:
        w[lo:hi] = 1
    for wave, on, peak, off in marks:
        a, b = (peak if np.isnan(on) else on), (peak if np.isnan(off) else off)
        for edge, side in ((on, -1), (off, 1)):
            if np.isnan(edge):  # this edge is not marked: nothing is learned around it
                p = int(round(peak))
                s, e = (p - 50, p) if side < 0 else (p + 1, p + 60)
                w[max(0, s):max(0, min(length, e))] = 0
        s, e = max(0, int(np.floor(a)) - 1), min(length, int(np.ceil(b)) + 2)
        if s >= e:
            continue
        k = np.arange(s, e)
        cover = np.clip(np.minimum(k + 0.5, b) - np.maximum(k - 0.5, a), 0, 1)
        y[int(wave) + 1, s:e] = np.maximum(y[int(wave) + 1, s:e], cover)
    y[0] = np.clip(1 - y[1:].sum(0), 0, 1)
    y /= y.sum(0, keepdims=True)
    return y, w


def example(signal, record, rng, leads, crop):
    """One augmented example: `leads` of the twelve, `crop` samples."""
    chosen = rng.permutation(12)[:leads]
    stretch = np.exp(rng.uniform(-0.12, 0.12))  # below 1: plays faster
    span = crop / stretch
    n = record['length']
    # mostly inside the recording, now and then over its end
    start = rng.uniform(-40, n - span + 40) if span < n + 80 else rng.uniform(n - span, 0)
    at = start + np.arange(crop) / stretch
    x = np.zeros((leads, crop), np.float32)
    y = np.zeros((leads, 4, crop), np.float32)
    w = np.zeros((leads, crop), np.float32)
    for row, lead in enumerate(chosen):
        source = waves_scaled(signal[lead], record['by_lead'][lead], rng) if rng.random() < 0.5 else signal[lead]
        x[row] = cubic(source, at, n)
        marks = record['by_lead'][lead].copy()
        marks[:, 1:] = (marks[:, 1:] - start) * stretch
        y[row], w[row] = targets(marks, crop)
    inside = (at >= 0) & (at <= n - 1)
    x = disturbed(x, rng) * inside
    w *= inside
    return x, y, w


def waves_scaled(x, marks, rng):
    """P and T waves of another height: what lies above the line between their edges is scaled."""
    x = x.copy()
    gains = {0: np.exp(rng.uniform(-0.9, 0.5)), 2: np.exp(rng.uniform(-0.9, 0.5))}
    for wave, on, _, off in marks:
        if wave not in gains or np.isnan(on) or np.isnan(off):
            continue
        s, e = max(0, int(on)), min(len(x), int(off) + 1)
        if e - s < 4:
            continue
        line = np.linspace(x[s], x[e - 1], e - s)
        x[s:e] = line + gains[wave] * (x[s:e] - line)
    return x


def cubic(x, at, n):
    i = np.floor(at).astype(int)
    f = (at - i).astype(np.float32)
    g = lambda k: x[np.clip(i + k, 0, n - 1)]
    a, b, c, d = g(-1), g(0), g(1), g(2)
    return b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)))


def disturbed(x, rng):
    leads, n = x.shape
    t = np.arange(n, dtype=np.float32) / RATE
    x = x * np.exp(rng.uniform(-0.3, 0.3, (leads, 1)))
    x *= np.where(rng.random((leads, 1)) < 0.15, -1, 1)
    if rng.random() < 0.5:
        for _ in range(2):
            f = rng.uniform(0.3, 1.2)
            x = x + rng.uniform(0, 0.15, (leads, 1)) * np.sin(2 * np.pi * f * t + rng.uniform(0, 6.3, (leads, 1)))
    if rng.random() < 0.25:
        mains = rng.choice([50, 60]) + rng.uniform(-0.2, 0.2)
        x = x + rng.uniform(0, 0.1, (leads, 1)) * np.sin(2 * np.pi * mains * t + rng.uniform(0, 6.3, (leads, 1)))
    if rng.random() < 0.2:
        k = rng.choice([3, 5])
        x = np.stack([np.convolve(row, np.ones(k) / k, 'same') for row in x])
    if rng.random() < 0.5:
        level = np.exp(rng.uniform(np.log(0.005), np.log(0.15))) * rng.uniform(0.3, 1, (leads, 1))
        x = x + level * rng.standard_normal((leads, n))
    return x.astype(np.float32)
