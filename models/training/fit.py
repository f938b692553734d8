"""The loop that every pack uses; what is lost, and on what, the pack says."""

import copy
import time

import numpy as np
import torch
from torch import nn

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def seeded(seed: int) -> np.random.Generator:
    torch.manual_seed(seed)
    return np.random.default_rng(seed)


def fit(model: nn.Module, n: int, loss_of, *, epochs: int, seed: int, batch: int = 32, rate: float = 3e-3, decay: float = 2e-2,
        weights: np.ndarray | None = None, mean: float = 0.995, log=print) -> nn.Module:
    """
    Trains on rows 0..n-1 and gives the running mean of the weights.
    loss_of(model, index) is the loss of a batch of row numbers; it augments by itself.
    weights: how often a row is drawn, beside the others (n values); None draws each once an epoch.
    """
    rng = seeded(seed)
    model.to(DEVICE).train()
    average = copy.deepcopy(model)
    optimiser = torch.optim.AdamW(model.parameters(), rate, weight_decay=decay)
    steps = epochs * (n // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.25)
    share = None if weights is None else weights / weights.sum()
    step = 0
    for epoch in range(epochs):
        started, total = time.time(), 0.0
        order = rng.permutation(n) if share is None else rng.choice(n, n, p=share)
        for at in range(0, n - batch + 1, batch):
            loss = loss_of(model, order[at : at + batch])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            schedule.step()
            step += 1
            follow(average, model, min(mean, (1 + step) / (10 + step)))
            total += float(loss.detach())
        log(f"epoch {epoch + 1}/{epochs} loss {total / max(1, n // batch):.4f} {time.time() - started:.0f} s", flush=True)
    return average.eval()


@torch.no_grad()
def follow(average: nn.Module, model: nn.Module, mean: float) -> None:
    for kept, now in zip(average.state_dict().values(), model.state_dict().values()):
        if kept.dtype.is_floating_point:
            kept.mul_(mean).add_(now, alpha=1 - mean)
        else:
            kept.copy_(now)


@torch.no_grad()
def predict(model: nn.Module, batches) -> tuple[np.ndarray, ...]:
    """Outputs of a model over an iterable of input tuples, each output stacked."""
    model.eval()
    parts = []
    for inputs in batches:
        outputs = model(*(torch.as_tensor(each).to(DEVICE) for each in inputs))
        parts.append([each.float().cpu().numpy() for each in outputs])
    return tuple(np.concatenate(each) for each in zip(*parts))


def in_batches(pictures, size: int = 64):
    """The images of `data.Pictures`, for `predict`."""
    for at in range(0, len(pictures), size):
        yield (pictures.batch(np.arange(at, min(at + size, len(pictures)))),)
