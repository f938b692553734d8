"""One member trained on drawn beats."""

import numpy as np
import torch
from torch.nn import functional as F

from data import Beats, weights
from network import CLIP, Member

STEPS, BATCH = 450, 256


def scaling(beats: Beats) -> tuple[torch.Tensor, torch.Tensor]:
    w = weights(beats)[:, None]
    mean = (w * beats.numbers).sum(0)
    scale = np.sqrt((w * (beats.numbers - mean) ** 2).sum(0)) + 1e-2
    return torch.tensor(mean).float(), torch.tensor(scale).float()


def augmented(windows: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Gain, wander, noise and up to 16 ms of shift, the same for the beat and for the dominant one but noise."""
    n = len(windows)
    gain = torch.exp(0.15 * torch.randn(n, 1, 1, generator=rng))
    at = torch.linspace(0, 1, windows.shape[-1])
    wander = 0.08 * torch.randn(n, 2, 1, generator=rng) * torch.sin(
        6.3 * (at * torch.rand(n, 1, 1, generator=rng) + torch.rand(n, 1, 1, generator=rng)))
    noise = 0.04 * torch.rand(n, 1, 1, generator=rng) * torch.randn(windows.shape, generator=rng)
    shift = int(torch.randint(-2, 3, (1,), generator=rng))
    return torch.roll(windows, shift, -1) * gain + wander + noise


def fit(beats: Beats, scale, seed: int, with_windows: bool = True, steps: int = STEPS) -> Member:
    torch.manual_seed(seed)
    noise = torch.Generator().manual_seed(seed)
    drawn = np.random.default_rng(seed).choice(len(beats.label), (steps, BATCH), p=weights(beats))
    mean, width = scale
    numbers = torch.clamp((torch.from_numpy(beats.numbers) - mean) / width, -CLIP, CLIP)
    windows, label = torch.from_numpy(beats.windows), torch.from_numpy(beats.label).long()
    member = Member(numbers.shape[1], with_windows)
    optimiser = torch.optim.AdamW(member.parameters(), 3e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 8e-3, steps)
    for rows in torch.from_numpy(drawn):
        x = numbers[rows] + 0.15 * torch.randn(BATCH, numbers.shape[1], generator=noise)
        seen = augmented(windows[rows], noise) if with_windows else None
        loss = F.cross_entropy(member(seen, x)[0], label[rows], label_smoothing=0.05)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
    return member.eval()


@torch.no_grad()
def predict(net, beats: Beats, batch: int = 4096) -> tuple[np.ndarray, np.ndarray]:
    """Logits [n, 4] and features [n, 32]."""
    out = [net(torch.from_numpy(beats.windows[i:i + batch]), torch.from_numpy(beats.numbers[i:i + batch]))
           for i in range(0, len(beats.label), batch)]
    return np.concatenate([z.numpy() for z, _ in out]), np.concatenate([f.numpy() for _, f in out])
