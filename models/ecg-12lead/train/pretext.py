"""Self-supervised part: an encoder is trained to predict the measurements of our own signal code from the raw signal."""

import numpy as np
import torch

from augment import augment
from data import Records
from network import Encoder, Measurer

EPOCHS, BATCH, RATE = 30, 32, 3e-3


def train_encoder(records: list[Records], seed: int) -> Encoder:
    """No label of any record is used."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    signal, measured, known = (np.concatenate([getattr(r, name) for r in records]) for name in ("signal", "measured", "known"))
    mean = (measured * known).sum(0) / known.sum(0)
    spread = np.sqrt((((measured - mean) * known) ** 2).sum(0) / known.sum(0)) + 1e-6
    target = np.clip((measured - mean) / spread * known, -4, 4)
    model = Measurer(measured.shape[1])
    per_epoch = len(signal) // BATCH
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=EPOCHS * per_epoch)
    model.train()
    for epoch in range(EPOCHS):
        order, total = rng.permutation(len(signal)), 0.0
        for step in range(per_epoch):
            batch = order[step * BATCH:(step + 1) * BATCH]
            weight = torch.tensor(known[batch])
            error = (model(torch.tensor(augment(signal[batch], rng))) - torch.tensor(target[batch])) ** 2
            loss = (error * weight).sum() / weight.sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        if epoch % 10 == 9:
            print(f"  encoder {seed}, epoch {epoch + 1}: unexplained {total / per_epoch:.3f}", flush=True)
    return model.encoder.eval()


@torch.no_grad()
def averages(encoders: list[Encoder], signal: np.ndarray) -> np.ndarray:
    """[n, channels] over all encoders."""
    parts = [torch.tensor(signal[i:i + 64]) for i in range(0, len(signal), 64)]
    return np.concatenate([torch.cat([e(part).mean(2) for e in encoders], 1).numpy() for part in parts]).astype(float)
