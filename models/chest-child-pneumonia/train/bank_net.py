"""A bank of filters for chest films, and small heads on what it says; shared with `chest-adult-pneumonia`."""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from bank import Bank, Plan, Scale, described, learned_bank
from films import FilmChanges, changed
from fit import fit
from nets import FEATURES, conv

#: Both scales end at 32 x 32 places for 128 pixels.
PLAN = Plan((Scale(0, 8, 256, 4), Scale(1, 6, 192, 2)), cells=4, pad=2)
#: Numbers of a place within a head, after the first layer.
WIDTH = 64


class Head(nn.Module):
    """Description → logits [n, k], features [n, 32], cam [n, k, 4, 4], whether foreign [n]; mean of the cam and bias is the logit."""

    def __init__(self, answers: int):
        super().__init__()
        self.register_buffer("mean", torch.zeros(1, PLAN.described, 1, 1))
        self.register_buffer("deviation", torch.ones(1, PLAN.described, 1, 1))
        self.left_out = nn.Dropout2d(0.5)
        self.mix = nn.Conv2d(PLAN.described, WIDTH, 1, bias=False)
        self.place = nn.Parameter(torch.zeros(1, WIDTH, PLAN.cells, PLAN.cells))
        self.settle = nn.BatchNorm2d(WIDTH)
        self.around = nn.Sequential(nn.Conv2d(WIDTH, WIDTH, 3, 1, 1, bias=False), nn.BatchNorm2d(WIDTH))
        self.narrow = conv(WIDTH, FEATURES, 1)
        self.answer = nn.Conv2d(FEATURES, answers, 1, bias=False)
        self.bias = nn.Parameter(torch.zeros(answers))
        #: Whether it is a film of the pack's kind: shapes the features for the gate's distance; does not ship.
        self.foreign = nn.Linear(FEATURES, 1)
        self.drop = nn.Dropout(0.3)

    def forward(self, description):
        x = self.left_out((description.float() - self.mean) / self.deviation)
        x = F.relu(self.settle(self.mix(x) + self.place))
        last = self.narrow(x + F.relu(self.around(x)))
        features = last.mean((2, 3))
        logits = F.linear(self.drop(features), self.answer.weight.flatten(1)) + self.bias
        return logits, features, self.answer(last), self.foreign(features)[:, 0]


def standardised(head: Head, description: torch.Tensor) -> Head:
    some = description[:: max(1, len(description) // 2000)].float()
    head.mean.copy_(some.mean((0, 2, 3)).view_as(head.mean))
    head.deviation.copy_(some.std((0, 2, 3)).view_as(head.deviation) + 1e-3)
    return head


class BankNet(nn.Module):
    """
    Bank and heads whose logits and maps are averaged; features are those of the first. Answers 0..k-1 alone.
    finer: each place of the map is written so many times along each side, to lie on the map of another network.
    """

    def __init__(self, bank: Bank, heads: list[Head], answers: int, finer: int = 1):
        super().__init__()
        self.bank, self.heads, self.answers, self.finer = bank, nn.ModuleList(heads), answers, finer

    def forward(self, image):
        description = self.bank(image)
        said = [head(description) for head in self.heads]
        logits = sum(each[0][:, : self.answers] for each in said) / len(said)
        cam = sum(each[2][:, : self.answers] for each in said) / len(said)
        return logits, said[0][1], cam if self.finer == 1 else F.interpolate(cam, scale_factor=self.finer, mode="nearest")


def piece(kept: Path | None, name: str, make):
    """What `make` gives, read from `kept` where an earlier run that was cut short has left it."""
    path = None if kept is None else kept / f"{name}.pt"
    if path and path.exists():
        return torch.load(path, weights_only=False)
    made = make()
    if path:
        torch.save(made, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)
    print(name, flush=True)
    return made


def learned(sets: list, target: np.ndarray, answers: int, changes: FilmChanges, *, weights: np.ndarray, label_weights: list[float],
            smooth: float, copies: int, epochs: int, seed: int, count: int = 3, finer: int = 1,
            kept: Path | None = None) -> BankNet:
    """
    sets: `Pictures`, the pack's own first; target [n, labels] over all of them, nan where a label says nothing.
    weights [n]: how often each picture is drawn; copies: how often each is described changed, beside once as it is; count: of heads.
    kept: a folder for what is there already, where a run may last minutes alone.
    """
    bank = piece(kept, f"filters-{seed}", lambda: learned_bank(PLAN, [each.image for each in sets], seed))
    image = torch.from_numpy(np.concatenate([each.image for each in sets]))

    def description(k: int):
        torch.manual_seed(seed * (copies + 1) + k)
        return described(bank, image, (lambda x: changed(x, changes)) if k else None)

    descriptions = torch.stack([piece(kept, f"descriptions-{seed}-{k}", lambda: description(k)) for k in range(copies + 1)])
    wanted = torch.from_numpy(target.astype(np.float32))
    is_foreign = (torch.arange(len(image)) >= len(sets[0])).float()
    share = torch.tensor(label_weights)

    def head(k: int) -> Head:
        which = np.random.default_rng(seed * count + k)

        def loss_of(head, index):
            logits, _, _, foreign = head(descriptions[which.integers(0, len(descriptions), len(index)), index])
            known = ~torch.isnan(wanted[index])
            soft = torch.nan_to_num(wanted[index]) * (1 - 2 * smooth) + smooth
            each = F.binary_cross_entropy_with_logits(logits, soft, reduction="none") * known * share
            return each.sum(0).div(known.sum(0).clamp_min(1)).sum() + 0.5 * F.binary_cross_entropy_with_logits(foreign, is_foreign[index])

        torch.manual_seed(seed * count + k)
        fresh = standardised(Head(target.shape[1]), descriptions[0])
        quiet = lambda *text, **_: None
        return fit(fresh, len(image), loss_of, epochs=epochs, seed=seed * count + k, batch=64, rate=2e-3, decay=0.05, weights=weights, mean=0.99, log=quiet)

    heads = [piece(kept, f"head-{seed}-{k}", lambda: head(k)) for k in range(count)]
    return BankNet(bank, heads, answers, finer).eval()
