"""The coordinate check of the `mup` package on its own MLP, for `fit --measurements`.

    python mup_coordinates.py FILE.csv [--standard]

Then: fit --measurements FILE.csv --values l1 --rename t=step,module=layer --out DIR
"""

import sys

import torch
from mup import MuReadout, set_base_shapes
from mup.coord_check import get_coord_data
from mup.init import kaiming_normal_
from torch import nn

WIDTHS = [64, 128, 256, 512, 1024]


class MLP(nn.Module):
    """That of the package's examples: three layers, ReLU, the read-out divided by its width."""

    def __init__(self, width, readout):
        super().__init__()
        self.fc_1 = nn.Linear(64, width, bias=False)
        self.fc_2 = nn.Linear(width, width, bias=False)
        self.fc_3 = readout(width, 10, bias=False)

    def forward(self, x):
        return self.fc_3(torch.relu(self.fc_2(torch.relu(self.fc_1(x)))))


def main(path, standard):
    generator = torch.Generator().manual_seed(0)
    batch = torch.randn(128, 64, generator=generator), torch.randint(10, (128,), generator=generator)

    def model(width):
        def make():
            if standard:
                return set_base_shapes(MLP(width, nn.Linear), None)
            made = set_base_shapes(MLP(width, MuReadout), MLP(64, MuReadout), delta=MLP(128, MuReadout))
            for layer in (made.fc_1, made.fc_2):
                kaiming_normal_(layer.weight, a=1)
            return made

        return make

    frame = get_coord_data(
        {width: model(width) for width in WIDTHS}, [batch], mup=not standard, lr=0.1, optimizer="sgd",
        nsteps=4, nseeds=5, cuda=False, show_progress=False)
    frame.to_csv(path, index=False)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--standard"]):
        sys.exit(__doc__)
    main(sys.argv[1], len(sys.argv) == 3)
