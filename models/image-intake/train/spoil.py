"""
What makes pictures of all archives alike before the network sees them, and what turns one kind into another:
- every picture may lose sharpness, be squashed, lit otherwise, compressed, framed, covered with boxes and letters, so that
  no archive is known by its size, border, aspect or compression
- a film or scan turned by a quarter or upside down, or with black and white exchanged, is `other`
- a small piece of a film or an eye is `other`, as are two pictures laid over each other, one full of letters, one without any
  sharpness left
- ultrasound in a fan is `other`: it is of the belly, the heart or a child unborn, not of a breast
- a film (or scan) seen through a camera is `photographed`, its colours strong, faint or gone
- grey values may be spread until each is equally frequent, as viewers and badly set scanners do it
"""

import math
import sys
from functools import cache
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))
from augment import Changes, change  # noqa: E402
from network import KINDS  # noqa: E402

#: Side of the pictures here: what the network looks at after its first averaging (`network.py`).
SIDE = 48
KIND = {name: i for i, name in enumerate(KINDS)}
#: Kinds that have an up and a down. Eyes, skin, patches and photographs have none that must hold.
UPRIGHT = [KIND[name] for name in ("chest-adult", "chest-child", "spine", "hand", "breast-us")]
FILMS = [KIND[name] for name in ("chest-adult", "chest-child", "spine", "hand")]
CHESTS = [KIND[name] for name in ("chest-adult", "chest-child")]
ANY_WAY = [KIND[name] for name in ("fundus", "nodule-patch", "skin", "photographed", "other")]
#: Kinds that answer to a pack; black and white exchanged they are nothing.
READ = [KIND[name] for name in ("chest-adult", "chest-child", "spine", "hand", "fundus", "breast-us", "nodule-patch")]

GENTLE = Changes(degrees=8, zoom=0.14, aspect=0.08, shift=0.07, gain=0.25, offset=0.2, gamma=0.35, tint=0.012, noise=0.06, blur=0.5, coarsest=0.5, marks=0.35)


def among(kind: torch.Tensor, kinds) -> torch.Tensor:
    return torch.isin(kind, torch.tensor(kinds))


def some(n: int, share: float) -> torch.Tensor:
    return torch.rand(n) < share


def spoil(image: torch.Tensor, kind: torch.Tensor):
    """image [n, 3, 48, 48] in -1..1, kind [n]; gives the pictures as they may come, and what they then are."""
    n = len(image)
    image, kind = image.clone(), kind.clone()
    image = squashed(image, kind)
    even = some(n, 0.12)
    image[even] = evened(image[even])
    turned = among(kind, UPRIGHT) & (some(n, 0.17) | (kind == KIND["breast-us"]) & some(n, 0.1))
    free = among(kind, ANY_WAY) & some(n, 0.6)
    image = quarter_turns(image, turned, free)
    inverted = among(kind, READ) & ~turned & some(n, 0.06)
    image[inverted] = -image[inverted]
    piece = among(kind, FILMS + [KIND["fundus"]]) & ~turned & ~inverted & some(n, 0.05)
    image[piece] = pieces(image[piece])
    laden = among(kind, READ) & ~piece & some(n, 0.03)
    image[laden] = lettered(image[laden])
    mixed = among(kind, READ) & ~piece & some(n, 0.02)
    image[mixed] = (image[mixed] + image[torch.randint(0, n, (int(mixed.sum()),))]) / 2
    fan = (kind == KIND["breast-us"]) & ~turned & ~inverted & ~laden & ~mixed & some(n, 0.14)
    image[fan] = fanned(image[fan])
    wrong = turned | fan | inverted | piece | laden | mixed
    shot = among(kind, FILMS + [KIND["breast-us"]]) & ~inverted & ~piece & ~laden & ~mixed & ~fan & some(n, 0.11)
    known = kind == KIND["photographed"]
    grey_shot = known & some(n, 0.45)
    image[grey_shot] = faded(image[grey_shot])
    grey_photo = among(kind, [KIND["photograph"], KIND["skin"], KIND["other"]]) & some(n, 0.2)
    image[grey_photo] = grey(image[grey_photo])
    blind = among(kind, UPRIGHT) & ~shot & some(n, 0.03)
    image[blind] = smeared(image[blind])
    image, _, _ = change(image, GENTLE)
    if shot.any():
        image[shot] = photographed(image[shot])
        faint = shot & some(n, 0.4)
        image[faint] = faded(image[faint])
    strong = among(kind, [KIND[name] for name in ("photograph", "other", "skin", "fundus")]) & some(n, 0.5)
    image[strong] = image[strong] * (1 + 0.25 * (torch.rand(int(strong.sum()), 3, 1, 1) * 2 - 1))
    pressed = some(n, 0.3)
    image[pressed] = compressed(image[pressed])
    framed = some(n, 0.25)
    image[framed] = framed_in(image[framed])
    kind[wrong | blind] = KIND["other"]
    kind[shot] = KIND["photographed"]
    return image.clamp(-1, 1), kind


def grey(image: torch.Tensor) -> torch.Tensor:
    return (image * torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True).expand(-1, 3, -1, -1)


def faded(image: torch.Tensor) -> torch.Tensor:
    """Between all colour gone (half of them) and nearly all of it left."""
    n = len(image)
    left = torch.where(some(n, 0.5), torch.zeros(n), torch.rand(n)).view(n, 1, 1, 1)
    return grey(image) * (1 - left) + image * left


def evened(image: torch.Tensor) -> torch.Tensor:
    """Wholly or in part towards grey values that are equally frequent, over all colours; like ones stay alike."""
    n = len(image)
    step = ((image.flatten(1) + 1) * 63.5).round().clamp(0, 127).long()
    counts = torch.zeros(n, 128).scatter_add_(1, step, torch.ones(step.shape))
    below = (counts.cumsum(1) - counts / 2) / step.shape[1]
    flat = (below.gather(1, step) * 2 - 1).view_as(image)
    share = (0.4 + torch.rand(n) * 1.2).clamp_max(1).view(n, 1, 1, 1)
    return image * (1 - share) + flat * share


def squashed(image, kind):
    """
    Chests of either kind narrower or lower by up to a third, since the archive of children was squeezed into squares and
    that of adults was not; others less. What comes to lie outside is the edge, repeated.
    """
    n = len(image)
    reach = torch.where(among(kind, CHESTS), 0.3, 0.12)
    wide, tall = torch.exp((torch.rand(n) * 2 - 1) * reach), torch.exp((torch.rand(n) * 2 - 1) * reach)
    # Only towards larger: the middle is kept, edges go, as when somebody crops.
    wide, tall = wide / torch.maximum(wide, tall).clamp_min(1), tall / torch.maximum(wide, tall).clamp_min(1)
    matrix = torch.zeros(n, 2, 3)
    matrix[:, 0, 0], matrix[:, 1, 1] = wide, tall
    grid = F.affine_grid(matrix, [n, 1, SIDE, SIDE], align_corners=False)
    return F.grid_sample(image, grid, padding_mode="border", align_corners=False)


def quarter_turns(image, turned, free):
    quarters = torch.zeros(len(image), dtype=torch.long)
    # Upside down is harder to see than lying, so it comes as often as both quarters.
    quarters[turned] = torch.tensor([1, 2, 2, 3])[torch.randint(0, 4, (int(turned.sum()),))]
    quarters[free] = torch.randint(0, 4, (int(free.sum()),))
    for k in (1, 2, 3):
        image[quarters == k] = torch.rot90(image[quarters == k], k, (2, 3))
    # Upside down by mirroring, not by turning.
    flipped = turned & (quarters == 2) & some(len(image), 0.5)
    image[flipped] = image[flipped].flip(3)
    return image


def pieces(image):
    """A part with three to five tenths of the sides: bone, rib or vessel without the body around it."""
    out = torch.empty_like(image)
    for i in range(len(image)):
        side = int(torch.randint(14, 27, ()))
        top, left = (int(v) for v in torch.randint(0, SIDE - side, (2,)))
        out[i] = F.interpolate(image[i : i + 1, :, top : top + side, left : left + side], size=(SIDE, SIDE), mode="bilinear")[0]
    return out


def fanned(image):
    """The tissue bent into the sector that a curved or a small probe sees, black around it."""
    n = len(image)
    y, x = torch.meshgrid(torch.linspace(-1, 1, SIDE), torch.linspace(-1, 1, SIDE), indexing="ij")
    half = (0.4 + 0.5 * torch.rand(n)).view(n, 1, 1)
    apex = (-1.9 + 0.9 * torch.rand(n)).view(n, 1, 1)
    near = (torch.rand(n) * 0.5).view(n, 1, 1) * (1 - apex) * 0.6
    far = (1 - apex) * (0.92 + 0.1 * torch.rand(n)).view(n, 1, 1)
    down = y - apex
    radius, angle = torch.sqrt(x**2 + down**2), torch.atan2(x.expand_as(down), down)
    grid = torch.stack([angle / half, (radius - near) / (far - near) * 2 - 1], -1)
    return F.grid_sample(image + 1, grid, padding_mode="zeros", align_corners=False) - 1


@cache
def _sheets() -> torch.Tensor:
    """Lines of letters all over a square, 64 different ones; 0..1."""
    rng = np.random.default_rng(2)
    sheets = []
    for _ in range(64):
        sheet = Image.new("L", (4 * SIDE, 4 * SIDE))
        draw = ImageDraw.Draw(sheet)
        lines = int(rng.integers(3, 9))
        for i in range(lines):
            size = 4 * SIDE / lines * rng.uniform(0.5, 0.85)
            words = "".join(rng.choice(list("ABCDEFGHIKLMNOPRSTUV 0123456789"), 40))
            draw.text((rng.uniform(0, 30), 4 * SIDE / lines * i), words, fill=255, font=ImageFont.load_default(size))
        sheets.append(np.asarray(sheet.resize((SIDE, SIDE), Image.BOX), np.float32) / 255)
    return torch.from_numpy(np.stack(sheets))


def lettered(image):
    """So many letters over it that what they hide could be anything."""
    ink = _sheets()[torch.randint(0, 64, (len(image),)), None]
    return torch.maximum(image, ink * 2 - 1)


def smeared(image):
    """So blurred that nobody could read it."""
    small = F.interpolate(image, size=int(torch.randint(3, 15, ())), mode="area")
    return F.interpolate(small, size=(SIDE, SIDE), mode="bilinear")


def photographed(image):
    """A film on a light box or a screen, through a camera: cast, uneven light, tilt, surroundings, glare, name fields covered."""
    n = len(image)
    y, x = torch.meshgrid(torch.linspace(-1, 1, SIDE), torch.linspace(-1, 1, SIDE), indexing="ij")
    angle, radius = torch.rand(n, 1, 1) * 2 * math.pi, torch.rand(n, 1, 1)
    side = x * torch.cos(angle) + y * torch.sin(angle)
    centre = (x - 0.8 * torch.cos(angle) * radius) ** 2 + (y - 0.8 * torch.sin(angle) * radius) ** 2
    light = 1 + (torch.rand(n, 1, 1) * 0.5) * side - (torch.rand(n, 1, 1) * 0.35) * centre
    image = (image + 1) / 2
    image = image * light[:, None]
    # Blue, green, yellow or hardly any cast; film base is bright on a light box.
    casts = torch.tensor([[-0.16, 0.0, 0.14], [-0.12, 0.08, 0.02], [0.1, 0.05, -0.14], [0.02, 0.0, -0.02], [-0.2, 0.06, 0.1]])
    cast = casts[torch.randint(0, len(casts), (n,))] * (0.4 + torch.rand(n, 1)) + 0.03 * torch.randn(n, 3)
    image = image * (0.6 + 0.4 * torch.rand(n, 1, 1, 1)) + cast.view(n, 3, 1, 1) * (0.4 + image)
    image = image + torch.rand(n, 1, 1, 1) * 0.2
    image = tilted(image)
    for i in torch.nonzero(some(n, 0.35))[:, 0].tolist():
        spot = torch.exp(-((x - torch.rand(()) * 2 + 1) ** 2 + (y - torch.rand(()) * 2 + 1) ** 2) / (0.01 + 0.08 * torch.rand(())))
        image[i] = image[i] + spot * (0.3 + 0.6 * torch.rand(()))
    for i in torch.nonzero(some(n, 0.25))[:, 0].tolist():
        step, turn = 1 + 2 * torch.rand(()), torch.rand(()) * math.pi
        image[i] = image[i] + 0.06 * torch.sin((x * torch.cos(turn) + y * torch.sin(turn)) * SIDE / step)
    for i in torch.nonzero(some(n, 0.35))[:, 0].tolist():
        tall, wide = int(torch.randint(2, 8, ())), int(torch.randint(4, 22, ()))
        top, left = int(torch.randint(0, SIDE - tall, ())), int(torch.randint(0, SIDE - wide, ()))
        image[i, :, top : top + tall, left : left + wide] = 1.0
    return image * 2 - 1


def tilted(image):
    """A little perspective; half of the time the film ends inside the picture and a bright or dark room stands around it."""
    n = len(image)
    shown = torch.where(some(n, 0.5), 1.02 + 0.3 * torch.rand(n), 0.85 + 0.12 * torch.rand(n))
    turn = (torch.rand(n) - 0.5) * 0.35
    y, x = torch.meshgrid(torch.linspace(-1, 1, SIDE), torch.linspace(-1, 1, SIDE), indexing="ij")
    depth = 1 + (torch.rand(n, 1, 1) - 0.5) * 0.3 * x + (torch.rand(n, 1, 1) - 0.5) * 0.3 * y
    cos, sin, s = torch.cos(turn).view(n, 1, 1), torch.sin(turn).view(n, 1, 1), shown.view(n, 1, 1)
    grid = torch.stack([s * (cos * x - sin * y) * depth, s * (sin * x + cos * y) * depth], -1)
    room = torch.rand(n, 1, 1, 1).expand(-1, 3, -1, -1) * (0.85 + 0.15 * torch.rand(n, 3, 1, 1))
    return F.grid_sample(image - room, grid, padding_mode="zeros", align_corners=False) + room


def _cosines() -> torch.Tensor:
    k, i = torch.meshgrid(torch.arange(8.0), torch.arange(8.0), indexing="ij")
    basis = torch.cos((2 * i + 1) * k * math.pi / 16) / 2
    basis[0] /= math.sqrt(2)
    return basis


COSINES = _cosines()


def compressed(image):
    """Blocks of 8 as JPEG leaves them: fine waves rounded away."""
    n = len(image)
    blocks = image.reshape(n, 3, SIDE // 8, 8, SIDE // 8, 8).permute(0, 1, 2, 4, 3, 5)
    waves = COSINES @ blocks @ COSINES.T
    fine = 1 + torch.arange(8.0)[:, None] + torch.arange(8.0)[None]
    step = (0.01 + 0.05 * torch.rand(n, 1, 1, 1, 1, 1)) * fine
    blocks = COSINES.T @ ((waves / step).round() * step) @ COSINES
    return blocks.permute(0, 1, 2, 4, 3, 5).reshape(n, 3, SIDE, SIDE)


def framed_in(image):
    """A frame in one tone on one to four sides, of unlike width, as viewers, scanners and collimators leave it."""
    for i in range(len(image)):
        tone = float(torch.rand(())) * 2 - 1 if torch.rand(()) < 0.3 else float(torch.randint(0, 2, ())) * 2 - 1
        for side in range(4):
            if torch.rand(()) < 0.5:
                edge = int(torch.randint(1, SIDE // 10, ()))
                part = [image[i, :, :edge], image[i, :, -edge:], image[i, :, :, :edge], image[i, :, :, -edge:]][side]
                part.fill_(tone)
    return image
