"""Makes the files of the pack from two trained networks: the one that ships, and its twin that never saw `inner`.

    python build.py --work DIR --pack DIR

DIR of `--work` holds what `src/cli/prepare/ecg-delineate.ts` and `train.py` wrote.
"""
import argparse
import base64
import json
import os
import numpy as np
import torch
from data import WINDOW, cubic, load, splits
from export_onnx import FRAMES, Shipped, export, folded
from network import Delineator

# Recordings that were read without trouble, and simulated rhythms: what the gate measures the distance to.
READABLE = ('ludb', 'ptbxl', 'quality2011-train', 'cinc2021', 'chapman', 'simulated')
# Chosen on `inner` with its own network; see README.
CALIBRATION = {
    'labels': ['-', 'P', 'QRS', 'T'],
    'temperature': 1,
    'least': {'p': 0.65, 't': 0.4},
    'shared': {'p': 0.5, 't': 0.3},
}
DISAGREEMENT = 0.2
REFUSED_OF_READABLE = 0.01


def readable(work):
    """Yields (source, signal [12, 1, 2560], mask [12, 1, 80]), validation rows of every source left out.

    Every recording also comes once played at another speed: no rate is a reason to refuse.
    """
    rng = np.random.default_rng(11)
    for source in READABLE:
        signals, records = load(os.path.join(work, source))
        val, _, _ = splits(len(records))
        for i in range(0, len(records), max(1, len(records) // 100)):
            held = i in val if source == 'ludb' else records[i].get('fold') in ('9', '10')
            if held:
                continue
            length = records[i]['length']
            yield source, *windowed(signals[i], length)
            speed = np.exp(rng.uniform(np.log(0.55), np.log(1.9)))
            at = np.arange(min(WINDOW, int((length - 1) / speed))) * speed
            played = np.zeros((12, WINDOW), np.float32)
            for row in range(12):
                played[row, :len(at)] = cubic(signals[i][row], at, length)
            yield source, *windowed(played, len(at))


def windowed(signal, length):
    mask = np.zeros((12, 1, FRAMES), np.float32)
    mask[np.abs(signal).max(1) > 0, :, :-(-length // 32)] = 1
    return signal[:, None], mask


def features(shipped, work):
    sources, rows = [], []
    with torch.no_grad():
        for source, signal, mask in readable(work):
            sources.append(source)
            rows.append(shipped(torch.from_numpy(signal), torch.from_numpy(mask))[1][0].numpy())
    return np.array(sources), np.array(rows, np.float64)


def gate(sources, rows):
    """Mean and precision of one half of the recordings; the threshold from the other half."""
    fitted = np.arange(len(rows)) // 2 % 2 == 0  # a recording and its other speed stay together
    mean = rows[fitted].mean(0)
    apart = rows[fitted] - mean
    covariance = apart.T @ apart / (len(apart) - 1)
    covariance = 0.9 * covariance + 0.1 * np.diag(np.diag(covariance)) + 1e-6 * np.eye(len(mean))
    precision = np.linalg.inv(covariance)
    distance = np.einsum('ni,ij,nj->n', rows - mean, precision, rows - mean)
    threshold = np.quantile(distance[~fitted], 1 - REFUSED_OF_READABLE)
    for source in READABLE:
        of = distance[~fitted & (sources == source)]
        print(source, len(of), 'median', np.median(of).round(1), 'refused', (of > threshold).mean().round(3))
    digits = lambda a: [float(f'{v:.5g}') for v in a]
    return {
        'distance': {
            'means': [digits(mean)],
            'precision': [digits(row) for row in precision],
            'threshold': float(f'{threshold:.5g}'),
        },
        'disagreement': {'threshold': DISAGREEMENT},
    }


def golden(work, folder):
    """Two recordings of the inner split (one with six leads), silence, and the loudest noise there is."""
    signals, records = load(os.path.join(work, 'ludb'))
    _, inner, _ = splits(len(records))
    rng = np.random.default_rng(12)
    six = np.zeros((12, 1, FRAMES), np.float32)
    six[:6] = 1
    first, second = signals[inner[0]], signals[inner[5]].copy()
    second[6:] = 0
    cases = {
        'twelve-leads': (first, None),
        'six-leads': (second, six),
        'all-zero': (np.zeros((12, 2560), np.float32), None),
        'extreme': (10 * np.sign(rng.standard_normal((12, 2560))), None),
    }
    os.makedirs(folder, exist_ok=True)
    for name, (signal, mask) in cases.items():
        inputs = {'signal': packed(signal)}
        if mask is not None:
            inputs['mask'] = packed(mask)
        with open(os.path.join(folder, f'{name}.json'), 'w') as file:
            json.dump({'name': name, 'runtime': '', 'inputs': inputs, 'expected': {}}, file)
            file.write('\n')


def packed(values):
    step = float(np.abs(values).max() / 127)
    whole = np.zeros(values.shape, np.int8) if step == 0 else np.round(values / step).astype(np.int8)
    return {'step': step, 'int8': base64.b64encode(whole.tobytes()).decode()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', required=True)
    parser.add_argument('--pack', default=os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
    asked = parser.parse_args()
    torch.set_num_threads(1)
    state = torch.load(os.path.join(asked.work, 'shipped.pt'))['mean']
    export(state, os.path.join(asked.pack, 'model.onnx'))
    export(torch.load(os.path.join(asked.work, 'inner.pt'))['mean'], os.path.join(asked.work, 'inner.onnx'))
    net = Delineator()
    net.load_state_dict(state)
    sources, rows = features(Shipped(folded(net)).eval(), asked.work)
    write(asked.pack, 'calibration.json', CALIBRATION)
    write(asked.pack, 'gate.json', gate(sources, rows))
    golden(asked.work, os.path.join(asked.pack, 'golden'))


def write(folder, name, value):
    with open(os.path.join(folder, name), 'w') as file:
        json.dump(value, file)
        file.write('\n')


if __name__ == '__main__':
    main()
