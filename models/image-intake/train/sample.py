"""Of each kind of `val` forty pictures, evenly taken, and all of `other`: what the evals of all packs ask as pictures of another kind."""

import argparse
import csv
import shutil
from pathlib import Path

MANY = 40


def rows_of(folder: Path) -> list[dict]:
    with open(folder / "labels.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--intake", type=Path, required=True, help="val of image-intake as `hinterland unpack` writes it")
    parser.add_argument("--others", type=Path, required=True, help="val of others.py")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    every, chosen = rows_of(args.intake), []
    for kind in dict.fromkeys(row["label"] for row in every):
        own = [row for row in every if row["label"] == kind]
        many = min(MANY, len(own))
        chosen += [(args.intake, own[i * len(own) // many]) for i in range(many)]
    chosen += [(args.others, row) for row in rows_of(args.others)]
    with open(args.out / "labels.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(every[0]), restval="")
        writer.writeheader()
        for folder, row in chosen:
            writer.writerow(row)
            shutil.copyfile(folder / row["file"], args.out / row["file"])


if __name__ == "__main__":
    main()
