"""The training loop: soft cross-entropy between the first and the last mark of each lead, AdamW, weights averaged.

The rate rises, stays, and falls to nothing over the last steps. A run can be resumed with other records: the fall of
the inner network and that of the shipped one begin at the same state.
"""
import copy
import time
import numpy as np
import torch
import torch.nn.functional as F
from data import example
from network import Delineator

BATCH, LEADS, CROP = 8, 6, 1792
RATE, WARM = 3e-3, 60


def begin(seed):
    torch.manual_seed(seed)
    net = Delineator()
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.03)
    return {'step': 0, 'net': net, 'mean': copy.deepcopy(net).eval(), 'optimiser': optimiser}


def fit(state, signals, records, chosen, *, steps, fall, seed, path=None, log=print):
    """`steps` more steps on the records `chosen`, the last `fall` of them with a falling rate."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net, mean, optimiser = state['net'], state['mean'], state['optimiser']
    order, since, running = [], time.time(), None
    for step in range(steps):
        rate = RATE * min(1, (1 + state['step']) / WARM, (steps - step) / fall if fall else 1)
        for group in optimiser.param_groups:
            group['lr'] = rate
        while len(order) < BATCH:
            order.extend(rng.permutation(chosen))
        picked = [order.pop(0) for _ in range(BATCH)]
        made = [example(signals[i], records[i], rng, LEADS, CROP) for i in picked]
        x, y, w = (torch.from_numpy(np.stack(part)) for part in zip(*made))
        # now and then leads fall off; one is always left
        off = rng.choice([0, 0, 0, 0.5], (BATCH, 1))
        mask = torch.from_numpy((rng.random((BATCH, LEADS)) >= off).astype('f4'))
        mask[:, 0] = 1
        x = (x * mask[:, :, None]).view(BATCH * LEADS, 1, CROP)
        w = (w * mask[:, :, None]).view(BATCH * LEADS, CROP)
        net.train()
        logits, _ = net(x, mask.view(-1, 1, 1), BATCH)
        each = -(y.view(BATCH * LEADS, 4, CROP) * F.log_softmax(logits, 1)).sum(1)
        loss = (each * w).sum() / w.sum()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        decay = min(0.995, (1 + state['step']) / (20 + state['step']))
        with torch.no_grad():
            for m, p in zip(mean.state_dict().values(), net.state_dict().values()):
                m.lerp_(p, 1 - decay) if m.dtype.is_floating_point else m.copy_(p)
        state['step'] += 1
        running = loss.item() if running is None else 0.97 * running + 0.03 * loss.item()
        if state['step'] % 50 == 0:
            log(f"{state['step']} {running:.4f} {time.time() - since:.0f} s", flush=True)
            if path is not None:
                save(state, path)
    if path is not None:
        save(state, path)


def save(state, path):
    torch.save({'step': state['step'], **{k: state[k].state_dict() for k in ('net', 'mean', 'optimiser')}}, path)


def resume(path):
    saved = torch.load(path)
    state = begin(0)
    state['step'] = saved['step']
    for k in ('net', 'mean', 'optimiser'):
        state[k].load_state_dict(saved[k])
    return state
