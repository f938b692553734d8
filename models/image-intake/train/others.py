"""
What is nothing of the rest, as a labelled folder that `prepare/pictures.ts` reads: slices of one CT series, DICOM files of
other modalities, practice studies (`phantoms.sh`), drawn noise, pages of text, screens, tracings on paper.
`train` and `val` share no DICOM picture (split by modality and size, since many files hold one picture in several
codings) and no seed; of the CT series, which is one person, nothing is in `val`.
"""

import argparse
import csv
import gzip
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

#: Real pictures of a body or a thing, no drawn test squares; X-ray films are left out, since they may be of a kind we know.
MODALITIES = {"CT", "MR", "US", "NM", "XA", "SM", "SC", None, "OT", "OP", "MG"}
SIDE_MIN = 48
#: Windows of a CT: centre and width in HU.
WINDOWS = [(-550, 1500), (40, 400), (400, 1800), (-300, 1400), (100, 900)]


def windowed(plane: np.ndarray, window: tuple[float, float]) -> Image.Image:
    centre, width = window
    return Image.fromarray((np.clip((plane - centre) / width + 0.5, 0, 1) * 255).astype(np.uint8))


def ct_slices(path: Path, rng) -> list[tuple[str, Image.Image]]:
    raw = gzip.open(path).read()
    size = np.frombuffer(raw[40:56], "<i2")[1:4]
    spacing = np.frombuffer(raw[76:92], "<f4")[1:4]
    start = int(np.frombuffer(raw[108:112], "<f4")[0])
    volume = np.frombuffer(raw[start : start + 2 * int(np.prod(size))], "<i2").reshape(size[::-1]).astype(float)
    out = []
    tall = int(volume.shape[0] * spacing[2] / spacing[0])
    for k in range(240):
        window = WINDOWS[int(rng.integers(len(WINDOWS)))]
        which = ["axial", "axial", "coronal", "sagittal"][k % 4]
        if which == "axial":
            picture = windowed(volume[rng.integers(2, volume.shape[0] - 2), ::-1], window)
        elif which == "coronal":
            picture = windowed(volume[::-1, rng.integers(60, 200)], window).resize((256, tall))
        else:
            picture = windowed(volume[::-1, :, rng.integers(50, 206)], window).resize((256, tall))
        out.append((f"ct-{which}-{k}", picture))
    return out


def dicom_files(folder: Path) -> dict[str, list[Path]]:
    parts: dict[str, list[Path]] = {"train": [], "val": []}
    seen = set()
    manifest = json.loads((folder / "manifest.json").read_text())
    for entry in manifest if isinstance(manifest, list) else manifest["files"]:
        shape = (entry.get("pixels") or {}).get("shape") or []
        drawn = entry["file"].split("/")[-1].startswith("made-") and "crop" not in entry["file"]
        if entry["expect"] != "decode" or drawn or entry.get("modality") not in MODALITIES or not shape:
            continue
        plane = [n for n in shape if n > 3][-2:]
        if len(plane) < 2 or min(plane) < SIDE_MIN:
            continue
        family = f"{entry.get('modality')} {plane}"
        half = "val" if int(hashlib.sha1(family.encode()).hexdigest(), 16) % 2 else "train"
        key = (half, (entry.get("pixels") or {}).get("sha256"))
        if key not in seen:
            seen.add(key)
            parts[half].append(folder / entry["file"])
    return parts


def noise(rng) -> Image.Image:
    """Noise between fine grain and clouds, stripes, gradients, one value."""
    width, height = (int(v) for v in rng.integers(60, 300, 2))
    kind = rng.integers(6)
    y, x = np.mgrid[0:height, 0:width]
    if kind <= 2:
        channels = 3 if rng.random() < 0.4 else 1
        grain = int(rng.choice([1, 2, 4, 8, 20, 40]))
        small = rng.normal(rng.uniform(60, 200), rng.uniform(5, 90), (max(2, height // grain), max(2, width // grain), channels))
        planes = [Image.fromarray(np.clip(small[..., c], 0, 255).astype(np.uint8)).resize((width, height), Image.BICUBIC) for c in range(channels)]
        return Image.merge("RGB", planes) if channels == 3 else planes[0]
    if kind == 3:
        turn, step = rng.uniform(0, np.pi), rng.uniform(4, 80)
        v = 128 + rng.uniform(20, 127) * np.sin((x * np.cos(turn) + y * np.sin(turn)) / step * 2 * np.pi)
    elif kind == 4:
        v = rng.uniform(0, 255) + rng.uniform(-200, 200) * x / width + rng.uniform(-200, 200) * y / height
    else:
        v = np.full((height, width), float(rng.choice([0, 255, rng.uniform(0, 255)]))) + rng.normal(0, rng.uniform(0, 3), (height, width))
    return Image.fromarray(np.clip(v, 0, 255).astype(np.uint8))


def letters(rng, n: int) -> str:
    return "".join(rng.choice(list("abcdefghiklmnoprstuvw  eeaat0123456789.,:"), n))


def page(rng) -> Image.Image:
    """Lines of text, a table or a letterhead; paper or a dark screen."""
    width, height = (int(v) for v in rng.integers(200, 420, 2))
    paper, ink = (rng.integers(190, 256), rng.integers(0, 90)) if rng.random() < 0.7 else (rng.integers(0, 60), rng.integers(150, 256))
    picture = Image.new("RGB", (width, height), tuple(int(np.clip(paper + rng.integers(-12, 12), 0, 255)) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    colour = (int(ink),) * 3
    y = int(rng.integers(4, 40))
    while y < height - 10:
        size = int(rng.choice([8, 10, 12, 16, 24], p=[0.25, 0.3, 0.25, 0.12, 0.08]))
        if rng.random() < 0.82:
            draw.text((int(rng.integers(6, 30)), y), letters(rng, int(rng.integers(5, width // 5))), fill=colour, font=ImageFont.load_default(size))
        elif rng.random() < 0.4:
            draw.line((5, y, width - 5, y), fill=colour)
        y += int(size * rng.uniform(1.1, 1.9))
    return picture


def screen(rng) -> Image.Image:
    """Windows, buttons, charts."""
    width, height = int(rng.integers(200, 420)), int(rng.integers(180, 420))
    shade = lambda: tuple(int(v) for v in (rng.integers(0, 256, 3) if rng.random() < 0.4 else (int(rng.integers(0, 256)),) * 3))
    picture = Image.new("RGB", (width, height), shade())
    draw = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(4, 24))):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        w, h = int(rng.integers(10, width)), int(rng.integers(5, height // 2))
        what = rng.random()
        if what < 0.5:
            draw.rectangle((x, y, x + w, y + h), fill=shade(), outline=shade())
        elif what < 0.8:
            draw.text((x, y), letters(rng, 14), fill=shade(), font=ImageFont.load_default(int(rng.integers(8, 22))))
        else:
            points = [(x + i * w / 20, y + float(rng.normal(0, h / 4))) for i in range(20)]
            draw.line(points, fill=shade(), width=2)
    return picture


def tracing(rng) -> Image.Image:
    """A paper tracing: grid and curves."""
    width, height = int(rng.integers(240, 420)), int(rng.integers(160, 360))
    picture = Image.new("RGB", (width, height), (255, int(rng.integers(225, 256)), int(rng.integers(220, 256))))
    draw = ImageDraw.Draw(picture)
    step = int(rng.integers(5, 16))
    line = (240, int(rng.integers(140, 210)), int(rng.integers(150, 210)))
    for x in range(0, width, step):
        draw.line((x, 0, x, height), fill=line)
    for y in range(0, height, step):
        draw.line((0, y, width, y), fill=line)
    rows = int(rng.integers(1, 7))
    for row in range(rows):
        base, beat = (row + 0.5) * height / rows, rng.uniform(25, 70)
        curve = [(x, base - height / rows * (0.4 * np.exp(-(((x % beat) - 10) / 1.6) ** 2) + 0.08 * np.exp(-(((x % beat) - 22) / 5) ** 2)) + rng.normal(0, 0.5)) for x in range(width)]
        draw.line(curve, fill=(20, 20, 30), width=int(rng.integers(1, 3)))
    return picture


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ct", type=Path, required=True, help="ct_lung_series_256.nii.gz")
    parser.add_argument("--dicom", type=Path, required=True, help="folder with manifest.json")
    parser.add_argument("--phantoms", type=Path, required=True, help="what phantoms.sh wrote")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    dicom = dicom_files(args.dicom)
    for seed, half, drawn in ((5, "train", 60), (6, "val", 12)):
        rng = np.random.default_rng(seed)
        folder = args.out / half
        folder.mkdir(parents=True, exist_ok=True)
        rows = []
        for name, picture in ct_slices(args.ct, rng) if half == "train" else []:
            picture.save(folder / f"{name}.png")
            rows.append((f"{name}.png", "ct-series"))
        drawings = sorted(path for path in (args.phantoms / half).rglob("*.*") if path.suffix in (".dcm", ".png"))
        for site, sources in (("dicom", dicom[half]), ("phantom", drawings)):
            for source in sources:
                name = f"{site}-{source.parent.name}-{source.name}"
                shutil.copyfile(source, folder / name)
                rows.append((name, site))
        for make, many in ((noise, 3 * drawn), (page, drawn), (screen, drawn), (tracing, drawn)):
            for k in range(many):
                make(rng).save(folder / f"{make.__name__}-{k}.png")
                rows.append((f"{make.__name__}-{k}.png", make.__name__))
        with open(folder / "labels.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["file", "label", "patient", "site"])
            writer.writerows((name, "other", name, site) for name, site in rows)
        print(half, len(rows))


if __name__ == "__main__":
    main()
