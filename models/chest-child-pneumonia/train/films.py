"""What cameras, crops and masks do to chest films; shared with `chest-adult-pneumonia`."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from augment import Changes, change


@dataclass(frozen=True)
class FilmChanges:
    move: Changes
    #: Share of films whose borders are masked: of half of them what is left is stretched to the whole, as `trimmed` does with bars.
    masked: float
    #: Share of films whose grey is levelled.
    level: float
    #: How far the curve of tone is bent.
    bend: float


#: At most so much of a side is masked, as a share of the picture's.
WIDEST = 0.16


def changed(image: torch.Tensor, how: FilmChanges) -> torch.Tensor:
    """
    Films moved, mirrored, bent in tone, stretched again as `film-stretch-v1` does, some levelled or masked at the borders:
    what answers by framing and exposure must not help.
    """
    image = change(image, how.move)[0]
    n, _, height, width = image.shape
    masked, filled = torch.rand(n) < how.masked, torch.rand(n) < 0.5
    cut = (torch.rand(n, 4) * torch.tensor([height, width, height, width]) * WIDEST).int()
    lost = torch.zeros(n)
    for i in torch.nonzero(masked & ~filled)[:, 0].tolist():
        kept = _inside(image[i], cut[i])
        lost[i] = 1 - kept[0].numel() / (height * width)
        image[i] = F.interpolate(kept[None], size=(height, width), mode="bilinear")[0]
    image = stretched(bent(image, how.bend))
    if how.level:
        flat = torch.nonzero(torch.rand(n) < how.level)[:, 0]
        image[flat] = levelled(image[flat], lost[flat] * (torch.rand(len(flat)) < 0.5))
    for i in torch.nonzero(masked & filled)[:, 0].tolist():
        value = float([-1.0, 0.0, 1.0, float(image[i].mean())][int(torch.randint(0, 4, ()))])
        inside = _inside(image[i], cut[i])
        kept = inside.clone()
        image[i].fill_(value)
        inside.copy_(kept)
    return image


def _inside(image: torch.Tensor, cut: torch.Tensor) -> torch.Tensor:
    top, left, bottom, right = cut.tolist()
    return image[:, top : image.shape[1] - bottom, left : image.shape[2] - right]


def bent(image: torch.Tensor, reach: float) -> torch.Tensor:
    """Each picture through a rising curve of its own: contrast in the middle against contrast at both ends."""
    a = (torch.rand(len(image), 1, 1, 1) * 2 - 1) * reach
    v = image.clamp(-1.5, 1.5) / 1.5
    return 1.5 * (v + a * v * (1 - v.abs()))


def smaller(image: torch.Tensor, side: int) -> torch.Tensor:
    return image if image.shape[-1] == side else F.interpolate(image, size=(side, side), mode="bilinear", antialias=True)


def stretched(image: torch.Tensor) -> torch.Tensor:
    """2nd to 98th percentile to -1..1, cut at 1.5; of a ninth of the pixels, which is near enough."""
    some = image[:, :, ::3, ::3].flatten(1)
    low, high = torch.quantile(some, torch.tensor([0.02, 0.98]), dim=1)
    span = (high - low).clamp_min(0.05)
    return (2 * (image - low.view(-1, 1, 1, 1)) / span.view(-1, 1, 1, 1) - 1).clamp(-1.5, 1.5)


def levelled(image: torch.Tensor, masked: torch.Tensor | None = None) -> torch.Tensor:
    """
    Every grey as often as every other: the rank of each pixel, equal ones sharing theirs, -1 to 1.
    masked [n]: share of a film that was masked by its middle grey, levelled with it and trimmed away: the greys part there.
    """
    flat = image.flatten(1)
    order = flat.sort(1).values
    rank = (torch.searchsorted(order, flat) + torch.searchsorted(order, flat, right=True)) / flat.shape[1] - 1
    if masked is not None:
        rank = rank * (1 - masked[:, None]) + rank.sign() * masked[:, None]
    return rank.view_as(image).to(image.dtype)


def masked_and_levelled(image: np.ndarray, share: float = 0.08) -> np.ndarray:
    """Borders to the middle grey, then levelled; `share` of each side."""
    out = torch.from_numpy(image.astype(np.float32))
    top, left = round(share * image.shape[2]), round(share * image.shape[3])
    inside = out[:, :, top:-top, left:-left].clone()
    out[:] = out.flatten(1).median(1).values.view(-1, 1, 1, 1)
    out[:, :, top:-top, left:-left] = inside
    return levelled(out).numpy()
