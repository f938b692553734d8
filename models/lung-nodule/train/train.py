"""Teaches the network, writes its weights. `build.py` makes the pack of one or several of them. See README.md."""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "training"))
from augment import Changes, change  # noqa: E402
from data import Pictures, load  # noqa: E402
from fit import DEVICE  # noqa: E402
from long_fit import long_fit  # noqa: E402
from network import NoduleNet  # noqa: E402

#: The point is set by hand, so it lies up to three pixels off; scanners differ in grain and sharpness. A patch has no up.
CHANGES = Changes(degrees=12, zoom=0.18, shift=0.05, mirror=True, any_way_up=True, gain=0.12, offset=0.1, gamma=0.15, noise=0.06, blur=0.3, coarsest=0.55, marks=0)


def wanted_of(pictures: Pictures) -> np.ndarray:
    """[n, 1] of booleans."""
    return (pictures.column("nodule") == "1")[:, None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folders train, val; the weights are written there, too")
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    train = load(args.data / "train")
    wanted = wanted_of(train)
    target = wanted.astype(np.float32) * 0.94 + 0.03
    torch.manual_seed(args.seed)

    def loss_of(net, index):
        image, _, _ = change(torch.from_numpy(train.batch(index)), CHANGES)
        logits, _, _ = net(image.to(DEVICE, memory_format=torch.channels_last))
        return F.binary_cross_entropy_with_logits(logits, torch.from_numpy(target[index]).to(DEVICE))

    # Convolutions are faster so on a processor.
    model = NoduleNet().to(memory_format=torch.channels_last)
    state = args.data / f"state-{args.seed}-{args.epochs}.pt"
    weight = np.where(wanted[:, 0], 2.0, 1.0)
    model = long_fit(model, len(train), loss_of, state, epochs=args.epochs, seed=args.seed, batch=64, rate=4e-3, decay=5e-2, weights=weight)
    if model is None:
        sys.exit(3)
    torch.save(model.to(memory_format=torch.contiguous_format).state_dict(), args.data / f"trained-{args.seed}.pt")


if __name__ == "__main__":
    main()
