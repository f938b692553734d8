"""`fit.py`'s loop in pieces: on a machine where a run may last minutes alone, it is begun again where it stopped."""

import copy
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from fit import DEVICE, follow, seeded

#: A run ends after so many seconds, its state kept.
SECONDS = float(os.environ.get("RUN_SECONDS", "560"))


def long_fit(model: nn.Module, n: int, loss_of, state: Path, *, epochs: int, seed: int, batch: int = 32, rate: float = 3e-3, decay: float = 2e-2,
             weights: np.ndarray | None = None, mean: float = 0.995, log=print) -> nn.Module | None:
    """As `fit`; `state` is the file in between. None where time was up: run it again. A run in pieces gives what one in a whole gives."""
    started = time.time()
    rng = seeded(seed)
    model.to(DEVICE).train()
    average = copy.deepcopy(model)
    optimiser = torch.optim.AdamW(model.parameters(), rate, weight_decay=decay)
    steps = epochs * (n // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.25)
    share = None if weights is None else weights / weights.sum()
    rows = np.concatenate([(rng.permutation(n) if share is None else rng.choice(n, n, p=share))[: n // batch * batch] for _ in range(epochs)])
    step, total = 0, []
    if state.exists():
        kept = torch.load(state, weights_only=False)
        for each, name in ((model, "model"), (average, "average"), (optimiser, "optimiser"), (schedule, "schedule")):
            each.load_state_dict(kept[name])
        step = kept["step"]
        torch.set_rng_state(kept["chance"])
    while step < steps and time.time() - started < SECONDS:
        loss = loss_of(model, rows[step * batch : (step + 1) * batch])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        step += 1
        follow(average, model, min(mean, (1 + step) / (10 + step)))
        total.append(float(loss.detach()))
        if step % 50 == 0:
            log(f"step {step}/{steps} loss {np.mean(total[-50:]):.4f} {time.time() - started:.0f} s", flush=True)
    if step < steps:
        torch.save({"model": model.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(), "step": step, "chance": torch.get_rng_state()}, state)
        log(f"time is up at step {step} of {steps}: run it again", flush=True)
        return None
    state.unlink(missing_ok=True)
    return average.eval()
