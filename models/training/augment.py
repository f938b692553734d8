"""Pictures changed as cameras, scanners and hands change them. All on batches of torch tensors, seeded by torch."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F


@dataclass(frozen=True)
class Changes:
    """How far each may go; 0 leaves it out. Shares are of the picture's side."""

    degrees: float = 7
    zoom: float = 0.12
    aspect: float = 0.0
    shift: float = 0.06
    #: Mirrored left to right; only where left and right mean nothing.
    mirror: bool = False
    #: Turned by quarters and upside down too; only where nothing says which way is up.
    any_way_up: bool = False
    #: Brightness = gain * v + offset, then a bent curve.
    gain: float = 0.2
    offset: float = 0.15
    gamma: float = 0.3
    #: Colour channels apart from each other.
    tint: float = 0.0
    noise: float = 0.05
    #: Share of pictures made coarser, and coarsest share of the size.
    blur: float = 0.25
    coarsest: float = 0.5
    #: Share of pictures that get letters, bars or a black edge.
    marks: float = 0.3
    #: What stands outside of the picture.
    outside: float = -1.0


def change(image: torch.Tensor, how: Changes, mask: torch.Tensor | None = None, points: torch.Tensor | None = None):
    """
    image [n, c, h, w]; mask [n, h, w] whole numbers; points [n, p, 2] as shares of width and height.
    Returns the three, changed alike.
    """
    image, mask, points = _move(image, how, mask, points)
    return _shade(image, how), mask, points


def _uniform(n: int, reach: float) -> torch.Tensor:
    return (torch.rand(n) * 2 - 1) * reach


def _move(image, how, mask, points):
    n, _, height, width = image.shape
    angle = torch.deg2rad(_uniform(n, how.degrees))
    if how.any_way_up:
        angle = angle + torch.randint(0, 4, (n,)) * (torch.pi / 2)
    zoom = torch.exp(_uniform(n, how.zoom))
    aspect = torch.exp(_uniform(n, how.aspect))
    flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0) if how.mirror else torch.ones(n)
    cos, sin, shape = torch.cos(angle), torch.sin(angle), width / height
    # From a point of the new picture to one of the old, both in -1..1; turned in true proportions.
    matrix = torch.zeros(n, 2, 3)
    matrix[:, 0, 0] = flip * cos * zoom * aspect
    matrix[:, 0, 1] = -flip * sin * zoom * aspect / shape
    matrix[:, 1, 0] = sin * zoom / aspect * shape
    matrix[:, 1, 1] = cos * zoom / aspect
    matrix[:, 0, 2], matrix[:, 1, 2] = _uniform(n, 2 * how.shift), _uniform(n, 2 * how.shift)
    grid = F.affine_grid(matrix, [n, 1, height, width], align_corners=False)
    moved = F.grid_sample(image - how.outside, grid, padding_mode="zeros", align_corners=False) + how.outside
    if mask is not None:
        mask = F.grid_sample(mask[:, None].float(), grid, mode="nearest", align_corners=False)[:, 0].to(mask.dtype)
    if points is not None:
        there = points * 2 - 1 - matrix[:, None, :, 2]
        points = (torch.linalg.solve(matrix[:, None, :, :2], there[..., None])[..., 0] + 1) / 2
    return moved, mask, points


def _shade(image, how):
    n, channels = image.shape[:2]
    each = lambda reach, c=1: _uniform(n * c, reach).view(n, c, 1, 1)
    if how.gamma:
        low, high = image.amin((2, 3), keepdim=True), image.amax((2, 3), keepdim=True)
        span = (high - low).clamp_min(1e-3)
        image = ((image - low) / span).clamp_min(1e-4) ** torch.exp(each(how.gamma)) * span + low
    image = image * (1 + each(how.gain)) + each(how.offset)
    if how.tint and channels > 1:
        image = image * (1 + each(how.tint, channels)) + each(how.tint, channels)
    if how.blur:
        image = _coarser(image, how)
    if how.marks:
        image = _marked(image, how)
    if how.noise:
        image = image + torch.randn_like(image) * (torch.rand(n, 1, 1, 1) * how.noise)
    return image


def _coarser(image, how):
    size = image.shape[2:]
    for i in torch.nonzero(torch.rand(len(image)) < how.blur)[:, 0].tolist():
        share = how.coarsest + (1 - how.coarsest) * float(torch.rand(()))
        small = F.interpolate(image[i : i + 1], scale_factor=share, mode="bilinear", antialias=True)
        image[i] = F.interpolate(small, size=size, mode="bilinear")[0]
    return image


def _marked(image, how):
    """Bars as letters and name fields are at this size, and edges that a cassette or a crop leaves."""
    _, _, height, width = image.shape
    for i in torch.nonzero(torch.rand(len(image)) < how.marks)[:, 0].tolist():
        bright = float(image[i].amax())
        for _ in range(int(torch.randint(1, 4, ()))):
            tall, wide = int(torch.randint(2, max(3, height // 10), ())), int(torch.randint(3, max(4, width // 5), ()))
            # Near the edges, where marks stand; what they hide is no finding.
            top = int(torch.randint(0, height // 6 + 1, ())) if torch.rand(()) < 0.5 else height - tall - int(torch.randint(0, height // 6 + 1, ()))
            left = int(torch.randint(0, max(1, width - wide), ()))
            image[i, :, max(top, 0) : max(top, 0) + tall, left : left + wide] = bright if torch.rand(()) < 0.7 else how.outside
        if torch.rand(()) < 0.5:
            edge = int(torch.randint(1, max(2, width // 12), ()))
            side = int(torch.randint(0, 4, ()))
            part = [image[i, :, :edge], image[i, :, -edge:], image[i, :, :, :edge], image[i, :, :, -edge:]][side]
            part.fill_(how.outside)
    return image
