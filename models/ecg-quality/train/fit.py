"""The loop: Adam with one cycle of the rate, loss of the record and of the leads together."""

import time

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as loss_of

from augment import example
from data import FRAMES, Records
from figures import tensors
from network import QualityNet

BATCH, LEAD_LOSS = 32, 1.0
RATE, DECAY = 3e-3, 1e-2


def fit(records: Records, epochs: int, seed: int, log=print) -> QualityNet:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    figures = records.figures.transpose(0, 2, 1)[records.present]
    model = QualityNet(torch.tensor(figures.mean(0)), torch.tensor(figures.std(0) + 1e-3))
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=DECAY)
    # Unacceptable records come three times.
    pool = np.concatenate([np.arange(len(records.ids)), *[np.flatnonzero(records.unacceptable)] * 2])
    steps = epochs * (len(pool) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.2)
    for epoch in range(epochs):
        started, total = time.process_time(), 0.0
        order = rng.permutation(pool)
        model.train()
        for at in range(0, len(pool) - BATCH + 1, BATCH):
            x, frames, target, weight, bad, lead_weight = map(np.stack, zip(*(example(rng, records, i) for i in order[at : at + BATCH])))
            inputs = [torch.from_numpy(t) for t in tensors(x, frames)]
            logit, leads, _, _ = model(*inputs)
            tensor = lambda v: torch.tensor(v, dtype=torch.float32)
            record = (loss_of(logit[:, 0], tensor(target), reduction="none") * tensor(weight)).sum() / max(weight.sum(), 1)
            lead = (loss_of(leads, tensor(np.clip(bad, 0, 1)), reduction="none") * tensor(lead_weight)).sum() / max(lead_weight.sum(), 1)
            loss = record + LEAD_LOSS * lead
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        log(f"epoch {epoch + 1} loss {total / (len(pool) // BATCH):.4f} {time.process_time() - started:.1f} s")
    return model.eval()


@torch.no_grad()
def predict(model: QualityNet, records: Records) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Logit of each record [n], of each lead [n,12], features [n,32]."""
    parts = []
    for at in range(0, len(records.ids), 64):
        x = records.signal[at : at + 64]
        inputs = [torch.from_numpy(t) for t in tensors(x, np.repeat(records.present[at : at + 64, :, None], FRAMES, 2).astype(np.float64))]
        logit, leads, features, _ = model(*inputs)
        parts.append((logit[:, 0].numpy(), leads.numpy(), features.numpy()))
    return tuple(np.concatenate(p) for p in zip(*parts))
