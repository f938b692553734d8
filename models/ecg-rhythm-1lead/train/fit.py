"""Training loop: AdamW, one cycle, balanced soft-target cross-entropy, mixup, running average of the weights."""

import time
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from augment import augment
from preprocess import WINDOW, windows


@dataclass(frozen=True)
class Recipe:
    epochs: int
    seed: int
    batch: int = 64
    rate: float = 4e-3
    decay: float = 0.03
    smoothing: float = 0.06
    mixup: float = 0.2
    average: float = 0.995
    short: float = 0.5  # share of epochs, at the start, on half windows: half the cost, more variety


def fit(model, signals: list[np.ndarray], targets: np.ndarray, bank: list[np.ndarray], recipe: Recipe, log=print):
    """Train `model` on soft targets [n,4] (one-hot where hard); returns the averaged model in eval mode.

    `bank` holds signals that are no ECG; every epoch takes a twentieth as many of them as there are signals, as class ~.
    """
    rng = np.random.default_rng(recipe.seed)
    real, taught = len(signals), len(signals) // 20
    signals = signals + bank
    targets = np.concatenate([targets, np.tile(np.eye(4)[3], (len(bank), 1))])
    targets = torch.tensor(targets * (1 - recipe.smoothing) + recipe.smoothing / 4, dtype=torch.float32)
    weight = 1 / np.sqrt(targets[:real].mean(0).numpy())  # half way to balanced
    weight = torch.tensor(weight / weight.mean(), dtype=torch.float32)
    steps = (real + taught) // recipe.batch
    optimiser = torch.optim.AdamW(model.parameters(), recipe.rate, weight_decay=recipe.decay)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps * recipe.epochs, pct_start=0.2)
    averaged = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(recipe.average), use_buffers=True)
    started = time.time()
    for epoch in range(recipe.epochs):
        model.train()
        window = WINDOW // 2 if epoch < recipe.short * recipe.epochs else WINDOW
        order, total = rng.permutation(np.r_[:real, rng.choice(np.arange(real, len(signals)), taught, replace=False)]), 0.0
        for step in range(steps):
            chosen = order[step * recipe.batch:(step + 1) * recipe.batch]
            pairs = [augment(signals[i], rng, window) for i in chosen]
            x = torch.from_numpy(np.stack([p[0] for p in pairs]))[:, None]
            mask = torch.from_numpy(np.stack([p[1] for p in pairs]))[:, None]
            y = targets[chosen] * weight
            if rng.random() < 0.5 and recipe.mixup:
                share = float(rng.beta(recipe.mixup, recipe.mixup))
                other = torch.from_numpy(rng.permutation(len(chosen)))
                x, y = share * x + (1 - share) * x[other], share * y + (1 - share) * y[other]
                mask = torch.maximum(mask, mask[other])
                mask = mask / mask.mean(-1, keepdim=True)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(x, mask)
            loss = -(y * F.log_softmax(logits.float(), -1)).sum(-1).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            cycle.step()
            averaged.update_parameters(model)
            total += loss.item()
        if epoch % 4 == 3 or epoch + 1 == recipe.epochs:
            log(f"  epoch {epoch + 1}/{recipe.epochs} loss {total / steps:.3f} {time.time() - started:.0f} s", flush=True)
    model = averaged.module.eval()
    with torch.no_grad():  # undo the class weights: the outputs then mean the prevalence of the training part
        model.head.bias -= torch.log(weight)
    return model


@torch.no_grad()
def predict(model, signals: list[np.ndarray], batch: int = 64) -> tuple[np.ndarray, np.ndarray]:
    """Logits [n,4] and features [n,64] of whole recordings, windows pooled by their mean (PREPROCESS.md step 9)."""
    pieces, masks, owner = [], [], []
    for i, signal in enumerate(signals):
        x, m = windows(signal)
        pieces.append(x), masks.append(m), owner.extend([i] * len(x))
    x, m, owner = np.concatenate(pieces), np.concatenate(masks), np.array(owner)
    model.eval()
    outputs = [model(torch.from_numpy(x[i:i + batch]), torch.from_numpy(m[i:i + batch]))[:2] for i in range(0, len(x), batch)]
    count = np.bincount(owner, minlength=len(signals))[:, None]

    def pool(values):
        values = torch.cat(values).numpy().astype(np.float64)
        return np.stack([np.bincount(owner, values[:, c], len(signals)) for c in range(values.shape[1])], 1) / count

    return pool([o[0] for o in outputs]), pool([o[1] for o in outputs])
