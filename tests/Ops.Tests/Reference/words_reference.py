"""Writes words-reference.json: operations that NumPy and PyTorch have words for, by PyTorch in double and by mpmath.

    python3 tests/Ops.Tests/Reference/words_reference.py

Each case has the form of torch-reference.json: inputs, output, a random gradient of the output ("upstream"), the gradients of the inputs,
random vectors, and the derivative of the sum of gradients times vectors. Tables are rows [x, f(x), f'(x), f''(x)].
"""
import json
import pathlib

import mpmath
import torch
import torch.nn.functional as F

torch.manual_seed(19)
torch.set_default_dtype(torch.float64)
CASES = []


def array(tensor):
    tensor = tensor.detach()
    return {"shape": list(tensor.shape), "data": tensor.reshape(-1).tolist()}


def normal(*shape):
    return torch.randn(*shape)


def positive(*shape):
    return torch.rand(*shape) * 1.8 + 0.2


def case(op, function, *inputs, **attributes):
    """One case. Attributes are what the operation is told; tensors among them are arrays."""
    inputs = [x.clone().requires_grad_(True) for x in inputs]
    output = function(*inputs)
    upstream = torch.randn_like(output)
    gradients = torch.autograd.grad(output, inputs, upstream, create_graph=True, allow_unused=True)
    gradients = [torch.zeros_like(x) if g is None else g for g, x in zip(gradients, inputs)]
    vectors = [torch.randn_like(x) for x in inputs]
    along = sum((g * v).sum() for g, v in zip(gradients, vectors))
    seconds = [None] * len(inputs)
    if along.requires_grad:
        seconds = torch.autograd.grad(along, inputs, allow_unused=True)
    CASES.append({
        "op": op,
        "attributes": {name: array(value) if isinstance(value, torch.Tensor) else value for name, value in attributes.items()},
        "inputs": [array(x) for x in inputs],
        "output": array(output),
        "upstream": array(upstream),
        "gradients": [array(g) for g in gradients],
        "vectors": [array(v) for v in vectors],
        "hvp": [array(torch.zeros_like(x) if s is None else s) for s, x in zip(seconds, inputs)],
    })


def shaping():
    case("swap_axes", lambda x: x.swapaxes(0, 2), normal(2, 3, 4), axes=[0, 2])
    case("move_axis", lambda x: x.movedim((0, 2), (1, 0)), normal(2, 3, 4), axes=[0, 2], places=[1, 0])
    case("move_axis", lambda x: x.movedim(-1, 0), normal(2, 1, 4), axes=[-1], places=[0])
    case("repeat", lambda x: x.repeat_interleave(3, 1), normal(2, 3), times=[3], axis=1)
    case("repeat", lambda x: x.repeat_interleave(torch.tensor([2, 0, 1]), 1), normal(2, 3, 2), times=[2, 0, 1], axis=1)
    case("repeat", lambda x: x.repeat_interleave(2, 0), normal(1, 3), times=[2], axis=0)


def elementwise():
    case("ceil", torch.ceil, normal(3, 4))
    case("log10", torch.log10, positive(3, 4))
    case("exp2", torch.exp2, normal(3, 4) * 3)
    case("remainder", torch.remainder, normal(3, 4) * 5, positive(3, 4))
    case("remainder", torch.remainder, normal(3, 4) * 5, -positive(4))
    case("logaddexp", torch.logaddexp, normal(3, 4), normal(4) * 2)
    case("logaddexp", torch.logaddexp, torch.tensor([2.0, 2.0, -3.0]), torch.tensor([2.0, -300.0, 40.0]))


def cumulative():
    case("cumprod", lambda x: x.cumprod(0), normal(4, 3), axis=0)
    case("cumprod", lambda x: x.cumprod(1), normal(2, 5, 2), axis=1)
    case("cumprod", lambda x: x.cumprod(1), normal(3, 1), axis=1)
    zeros = torch.tensor([[1.5, 0.0, 2.0, -3.0, 0.5], [0.0, 1.5, 0.0, 2.0, -1.0], [2.0, -1.0, 0.5, 3.0, 0.0], [0.0, 0.0, 0.0, 2.0, 1.0]])
    case("cumprod", lambda x: x.cumprod(1), zeros, axis=1)


def tables():
    mpmath.mp.dps = 60
    functions = {
        "Exp2": (lambda x: mpmath.mpf(2) ** x, [-1074, -1022.5, -700.25, -3, -0.4, 0, 1e-9, 0.5, 1, 10.3, 53, 700.75, 1023.5]),
        "Log10": (lambda x: mpmath.log10(x), [1e-150, 1e-5, 0.3, 0.99999, 1, 1.00001, 2, 10, 1000, 123456.789, 1e15, 1e22, 1e300]),
        "LogNormalCdf": (lambda x: mpmath.log(mpmath.ncdf(x)) if x < 0 else mpmath.log1p(-mpmath.ncdf(-x)), [-1e4, -100, -40, -38, -10, -3, -0.6875, -1e-9, 0, 0.5, 2, 8, 20, 38]),
        "LogAddExp": (
            lambda x: mpmath.log(mpmath.exp(x) + mpmath.exp(-1.5)), [-1e4, -800, -40, -1.6, -1.5, -1.4, 0, 1e-9, 3, 36, 800, 1e4]),
    }
    rows = {}
    for name, (function, points) in functions.items():
        derivatives = {
            "Exp2": lambda x, n: mpmath.mpf(2) ** x * mpmath.log(2) ** n,
            "Log10": lambda x, n: (-1) ** (n - 1) * mpmath.factorial(n - 1) / x ** n / mpmath.log(10),
            "LogNormalCdf": mills,
            "LogAddExp": logistic,
        }[name]
        rows[name] = [[x, *(number(v) for v in (function(mpmath.mpf(x)), derivatives(mpmath.mpf(x), 1), derivatives(mpmath.mpf(x), 2)))]
                      for x in points]
    return rows


def mills(x, n):
    slope = mpmath.npdf(x) / mpmath.ncdf(x)
    return slope if n == 1 else -slope * (x + slope)


def logistic(x, n):
    share = 1 / (1 + mpmath.exp(mpmath.mpf(-1.5) - x))
    other = 1 / (1 + mpmath.exp(x - mpmath.mpf(-1.5)))
    return share if n == 1 else share * other


def number(value):
    """Rounded to double; what is below the smallest one becomes 0."""
    return float(value)


shaping()
elementwise()
cumulative()
FILE = pathlib.Path(__file__).with_name("words-reference.json")
SOURCE = f"PyTorch {torch.__version__} float64; tables: mpmath 60 digits"
FILE.write_text(json.dumps({"source": SOURCE, "cases": CASES, "tables": tables()}) + "\n")
print(f"{len(CASES)} cases")
