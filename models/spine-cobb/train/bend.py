"""Films turned, moved, mirrored and bent: a bent spine's vertebrae turn with it, as those of a real one do."""

import math

import torch
import torch.nn.functional as F

#: Mirrored, left and right corners change places.
OTHER_SIDE = torch.tensor([4 * v + c for v in range(17) for c in (1, 0, 3, 2)])


def bend(image, points, shape, degrees=8.0, zoom=0.13, shift=0.05, most_tilt=0.22, stretch=0.12):
    """
    image [n, 1, h, w], points [n, 68, 2] as shares, shape [n] width over height of the film.
    Returns both changed alike, and the shape of the changed film.
    """
    n, _, h, w = image.shape
    uniform = lambda reach: (torch.rand(n) * 2 - 1) * reach
    flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    angle, scale = torch.deg2rad(uniform(degrees)), torch.exp(uniform(zoom))
    new_shape = shape * torch.exp(uniform(stretch))
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    turn = torch.stack([torch.stack([flip * cos, -flip * sin], 1), torch.stack([sin, cos], 1)], 1)
    # The stretched film shows more or less beside the spine, not a wider one.
    move = torch.stack([uniform(shift) * shape, uniform(shift)], 1)
    middle = (points[:, :, 0].mean(1) - 0.5) * shape
    waves = 0.5 + torch.rand(n)
    size, phase = uniform(most_tilt) / (2 * math.pi * waves), torch.rand(n) * 2 * math.pi

    def bent(at):
        """Where in the film stands what the bent film shows at [n, m, 2]; in heights, from the middle."""
        x, y = at[..., 0], at[..., 1]
        turned = 2 * math.pi * waves[:, None] * y + phase[:, None]
        side = torch.tanh((x - middle[:, None]) * 4) / 4
        across = size[:, None] * torch.sin(turned)
        down = -size[:, None] * 2 * math.pi * waves[:, None] * torch.cos(turned) * side
        return torch.stack([x + across, y + down], -1)

    ys, xs = torch.meshgrid((torch.arange(h) + 0.5) / h - 0.5, (torch.arange(w) + 0.5) / w - 0.5, indexing="ij")
    new = torch.stack([xs.flatten()[None] * new_shape[:, None], ys.flatten()[None].expand(n, -1)], -1)
    old = bent(new @ turn.transpose(1, 2) + move[:, None])
    grid = torch.stack([old[..., 0] / shape[:, None] * 2, old[..., 1] * 2], -1).view(n, h, w, 2)
    changed = F.grid_sample(image + 1, grid, padding_mode="zeros", align_corners=False) - 1
    there = torch.stack([(points[..., 0] - 0.5) * shape[:, None], points[..., 1] - 0.5], -1)
    from_ = there.clone()
    for _ in range(12):
        from_ = from_ + 0.9 * (there - bent(from_))
    at = torch.linalg.solve(turn[:, None], (from_ - move[:, None])[..., None])[..., 0]
    at = torch.stack([at[..., 0] / new_shape[:, None] + 0.5, at[..., 1] + 0.5], -1)
    at = torch.where((flip < 0)[:, None, None], at[:, OTHER_SIDE], at)
    return changed, at, new_shape
