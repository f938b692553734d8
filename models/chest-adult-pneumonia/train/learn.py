"""From prepared pictures to a trained `FilmNet`."""

import numpy as np
import torch
import torch.nn.functional as F

from augment import Changes
from bank import FilmNet, Head, described, learned_bank, standardised
from films import FilmChanges, changed
from fit import fit

CHANGES = FilmChanges(
    Changes(degrees=7, zoom=0.15, aspect=0.08, shift=0.05, mirror=True, gamma=0.3, gain=0, offset=0, noise=0.05, blur=0.2, coarsest=0.6, marks=0.2),
    masked=0.25, level=0.15, bend=0.3,
)
HEADS = 3


def learned(sets: list, target: np.ndarray, answers: int, *, weights: np.ndarray, label_weights: list[float], smooth: float,
            copies: int, epochs: int, seed: int) -> FilmNet:
    """
    sets: `Pictures`, the pack's own first; target [n, labels] over all of them, nan where a label says nothing.
    weights [n]: how often each picture is drawn; copies: how often each is described changed, beside once as it is.
    """
    torch.manual_seed(seed)
    bank = learned_bank([each.image for each in sets], seed)
    image = torch.from_numpy(np.concatenate([each.image for each in sets]))
    descriptions = torch.stack([described(bank, image)] + [described(bank, image, lambda x: changed(x, CHANGES)) for _ in range(copies)])
    print(f"described {descriptions.shape[0]} x {descriptions.shape[1]} pictures", flush=True)
    wanted = torch.from_numpy(target.astype(np.float32))
    is_foreign = (torch.arange(len(image)) >= len(sets[0])).float()
    share = torch.tensor(label_weights)
    heads = []
    for k in range(HEADS):
        which = np.random.default_rng(seed * HEADS + k)

        def loss_of(head, index):
            logits, _, _, foreign = head(descriptions[which.integers(0, len(descriptions), len(index)), index])
            known = ~torch.isnan(wanted[index])
            soft = torch.nan_to_num(wanted[index]) * (1 - 2 * smooth) + smooth
            each = F.binary_cross_entropy_with_logits(logits, soft, reduction="none") * known * share
            return each.sum(0).div(known.sum(0).clamp_min(1)).sum() + 0.5 * F.binary_cross_entropy_with_logits(foreign, is_foreign[index])

        torch.manual_seed(seed * HEADS + k)
        head = standardised(Head(target.shape[1]), descriptions[0])
        quiet = lambda *text, **_: None
        heads.append(fit(head, len(image), loss_of, epochs=epochs, seed=seed * HEADS + k, batch=64, rate=2e-3, decay=0.05, weights=weights, mean=0.99, log=quiet))
        print(f"head {k + 1} of {HEADS}", flush=True)
    return FilmNet(bank, heads, answers).eval()
