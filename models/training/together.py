"""Several seeds of one network, and what each says of the mirrored picture, as one network with the mean of their answers."""

from collections.abc import Sequence

import torch
from torch import nn

#: Outputs with a place: their last axis runs from left to right, so that of a mirrored picture is turned back.
PLACED = ("cam", "maps")
#: Features are those of the first network and the unmirrored picture, since the gate's distance was fitted to one network's.
OF_FIRST = "features"


class Together(nn.Module):
    """
    Inputs and outputs are those of the networks, by name in `outputs`; every output but the features is the mean over them.
    The mean of the cams and the mean of the biases are the logit again.

    mirrored: asks for the picture mirrored left to right, too. Only where left and right mean nothing, or where `seen` says
    what becomes of them.
    seen: by output, of which row of its second axis (label or point) a row is the mirror image: the corners of a vertebra, the
    lungs. An output that is not named keeps its rows.
    """

    def __init__(self, networks: Sequence[nn.Module], outputs: Sequence[str], mirrored: bool = False, seen: dict[str, Sequence[int]] | None = None):
        super().__init__()
        self.networks = nn.ModuleList(networks)
        self.outputs = tuple(outputs)
        self.mirrored = mirrored
        self.seen = {name: list(rows) for name, rows in (seen or {}).items()}

    def forward(self, image, *more):
        """image [n, c, h, w]; further inputs (`sex`) as they are, for either copy."""
        n = len(image)
        inputs = (image, *more)
        if self.mirrored:
            # As one batch of twice the size: the exporter would write the weights of a network that is called twice two times.
            inputs = tuple(torch.cat([each, turned(each) if i == 0 else each]) for i, each in enumerate(inputs))
        found = [network(*inputs) for network in self.networks]
        return tuple(self.mean_of(name, [answers[k] for answers in found], n) for k, name in enumerate(self.outputs))

    def mean_of(self, name: str, answers: list[torch.Tensor], n: int) -> torch.Tensor:
        if name == OF_FIRST:
            return answers[0][:n]
        answer = sum(answers) / len(answers)
        return (answer[:n] + self.back(name, answer[n:])) / 2 if self.mirrored else answer

    def back(self, name: str, answer: torch.Tensor) -> torch.Tensor:
        """What was said of the mirrored picture, as said of the picture."""
        if name in self.seen:
            answer = answer.index_select(1, torch.tensor(self.seen[name], device=answer.device))
        if name in PLACED:
            return turned(answer)
        if name == "points":
            return torch.stack([1 - answer[..., 0], answer[..., 1]], -1)
        return answer


def turned(planes: torch.Tensor) -> torch.Tensor:
    """[n, c, h, w] mirrored left to right, written as a gather: every runtime has it, a slice that steps backwards not."""
    return planes.index_select(3, torch.arange(planes.shape[3] - 1, -1, -1, device=planes.device))
