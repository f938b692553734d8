"""Trains the network of the pack: without the inner split first, then all but `val` while the rate falls.

    python train.py --work DIR [--stage first|second|both]

DIR holds `ludb.f32` and `ludb.json`; `inner.pt` (never saw the inner split) and `shipped.pt` are written there.
"""
import argparse
import os
import torch
from data import load, splits
from fit import begin, fit, resume

# Steps at the full rate, in two runs with a seed each, and steps while it falls.
FIRST = ((500, 1), (300, 2))
FALL = (240, 3)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--work', required=True)
    parser.add_argument('--stage', choices=('first', 'second', 'both'), default='both')
    asked = parser.parse_args()
    torch.set_num_threads(1)
    at = lambda name: os.path.join(asked.work, name)
    signals, records = load(at('ludb'))
    _, inner, rest = splits(len(records))
    if asked.stage != 'second':
        state = begin(FIRST[0][1])
        for steps, seed in FIRST:
            fit(state, signals, records, rest, steps=steps, fall=0, seed=seed, path=at('inner.pt'))
    if asked.stage != 'first':
        steps, seed = FALL
        fit(
            resume(at('inner.pt')), signals, records, sorted(rest + inner),
            steps=steps, fall=steps, seed=seed, path=at('shipped.pt'),
        )


if __name__ == '__main__':
    main()
