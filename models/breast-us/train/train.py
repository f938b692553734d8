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
from marks import with_marks, without_marks  # noqa: E402
from network import LABELS, BreastNet  # noqa: E402

CHANGES = Changes(degrees=10, zoom=0.25, aspect=0.12, shift=0.1, mirror=True, gain=0.2, offset=0.12, gamma=0.3, noise=0.08, blur=0.35, coarsest=0.5, marks=0.15)
#: How much the outlines weigh beside the answer.
OUTLINE = 1.0


def wanted_of(pictures: Pictures) -> np.ndarray:
    """[n, 2] of booleans, in the order of LABELS."""
    return np.stack([pictures.column(name) == "1" for name in LABELS], 1)


def loss_of(train: Pictures):
    plain, clean, wanted = train.batch(np.arange(len(train))), without_marks(train.image), wanted_of(train).astype(np.float32)

    def batch_loss(net, index):
        image = np.where(np.random.default_rng(int(torch.randint(1 << 30, ()))).random((len(index), 1, 1, 1)) < 0.5, clean[index], plain[index])
        mask = torch.from_numpy(train.mask[index])
        image = with_marks(torch.from_numpy(image), mask, 0.35)
        image, mask, _ = change(image, CHANGES, mask=mask)
        logits, _, _, outline = net.parts(image.to(DEVICE, memory_format=torch.channels_last))
        answer = torch.from_numpy(wanted[index])
        area = F.adaptive_avg_pool2d(mask[:, None].float(), outline.shape[2:])
        both = torch.cat([area, area * answer[:, 1, None, None, None]], 1)
        return F.binary_cross_entropy_with_logits(logits, (answer * 0.94 + 0.03).to(DEVICE)) + OUTLINE * F.binary_cross_entropy_with_logits(outline, both.to(DEVICE))

    return batch_loss


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folders train, val; the weights are written there, too")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    train = load(args.data / "train")
    wanted = wanted_of(train)
    torch.manual_seed(args.seed)
    weight = np.where(wanted[:, 1], 1.6, np.where(wanted[:, 0], 1.0, 1.2))
    # Convolutions are faster so on a processor.
    model = BreastNet().to(memory_format=torch.channels_last)
    state = args.data / f"state-{args.seed}-{args.epochs}.pt"
    model = long_fit(model, len(train), loss_of(train), state, epochs=args.epochs, seed=args.seed, batch=32, rate=4e-3, decay=5e-2, weights=weight)
    if model is None:
        sys.exit(3)
    torch.save(model.to(memory_format=torch.contiguous_format).state_dict(), args.data / f"trained-{args.seed}.pt")


if __name__ == "__main__":
    main()
