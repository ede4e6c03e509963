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


class ByMpmath(torch.autograd.Function):
    """A function of each element by mpmath, given with its derivatives: PyTorch's trigamma and its log_ndtr end at some ten digits."""

    @staticmethod
    def forward(context, x, functions):
        context.save_for_backward(x)
        context.functions = functions
        return torch.tensor([float(functions[0](mpmath.mpf(v))) for v in x.reshape(-1).tolist()]).reshape(x.shape)

    @staticmethod
    def backward(context, gradient):
        (x,) = context.saved_tensors
        return gradient * ByMpmath.apply(x, context.functions[1:]), None


GAMMA = [mpmath.loggamma, *(lambda x, n=n: mpmath.psi(n, x) for n in range(4))]
torch.lgamma = torch.Tensor.lgamma = lambda x: ByMpmath.apply(x, GAMMA)
torch.digamma = torch.Tensor.digamma = lambda x: ByMpmath.apply(x, GAMMA[1:])
mpmath.mp.dps = 60


def mills(x, n):
    slope = mpmath.npdf(x) / mpmath.ncdf(x)
    return (slope, -slope * (x + slope), slope * ((x + slope) * (x + 2 * slope) - 1))[n - 1]


LOG_NDTR = [lambda x: mpmath.log(mpmath.ncdf(x)), *(lambda x, n=n: mills(x, n) for n in (1, 2, 3))]


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


def indexing():
    case("sort", lambda x: x.sort(1)[0], normal(3, 4), axis=1, descending=False)
    case("sort", lambda x: x.sort(0, descending=True)[0], normal(4, 2), axis=0, descending=True)
    case("top_k", lambda x: x.topk(2, 1)[0], normal(3, 5), axis=1, k=2, smallest=False)
    case("top_k", lambda x: x.topk(3, 0, largest=False)[0], normal(5, 2), axis=0, k=3, smallest=True)
    ties = torch.tensor([[1.0, 0.0, 1.0, -2.0, 0.0], [3.0, 3.0, 3.0, 3.0, 3.0]])
    case("sort", lambda x: x.sort(dim=1, stable=True)[0], ties, axis=1, descending=False)
    case("sort", lambda x: x.sort(dim=1, descending=True, stable=True)[0], ties, axis=1, descending=True)


def lists():
    rows, columns = torch.tensor([2, 0, 2]), torch.tensor([1, 3, 1])
    case("gather_at", lambda x: x[rows, columns], normal(3, 4), indices=[[2, 0, 2], [1, 3, 1]])
    case("gather_at", lambda x: x[torch.tensor([1, 1])], normal(2, 3), indices=[[1, 1]])
    case("gather_at", lambda x: x[torch.tensor([0, 1]), torch.tensor([2, 0])], normal(2, 3, 2), indices=[[0, 1], [2, 0]])
    case("with_at", lambda x, v: x.index_put((torch.tensor([2, 0]), torch.tensor([1, 3])), v), normal(3, 4), normal(2),
         indices=[[2, 0], [1, 3]])
    case("with_at", lambda x, v: x.index_put((torch.tensor([1, 2]),), v), normal(3, 2), normal(2), indices=[[1, 2]])
    mask = torch.tensor([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
    case("masked_select", lambda x: x[mask > 0], normal(2, 3), mask=mask)
    case("masked_select", lambda x: x[mask[:, 0] > 0], normal(2, 3), mask=mask[:, 0])
    case("take_along_axis", lambda x: torch.take_along_dim(x, torch.tensor([[3, 0]]), 1), normal(3, 4),
         axis=1, indices=[3, 0], indices_shape=[1, 2])
    case("take_along_axis", lambda x: torch.take_along_dim(x, torch.tensor([[1], [0], [1]]), 1), normal(1, 2),
         axis=1, indices=[1, 0, 1], indices_shape=[3, 1])


def products():
    for subscripts, shapes in (
        ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 2)]), ("...ij,...jk->...ik", [(3, 1, 2, 2), (2, 2, 3)]), ("...ij->...ji", [(2, 3, 4)]),
        ("i...,i->...", [(2, 3), (2,)]), ("bi,bj,bk->bijk", [(2, 2), (2, 3), (2, 2)]), ("i...,i,j...->j", [(2, 3), (2,), (4, 3)]),
        ("ab,bc,cd,de->ae", [(2, 3), (3, 2), (2, 4), (4, 2)]), ("...i,...i", [(2, 1, 3), (4, 3)]),
    ):
        case("einsum", lambda *x: torch.einsum(subscripts, *x), *(normal(*shape) for shape in shapes), subscripts=subscripts)


def convolution():
    case("conv_transpose2d", lambda x, w, b: F.conv_transpose2d(x, w, b, (2, 3), (1, 0), (1, 2)),
         normal(2, 3, 3, 2), normal(3, 2, 3, 2), normal(2), stride=[2, 3], padding=[1, 0], output_padding=[1, 2], dilation=[1, 1], groups=1)
    case("conv_transpose2d", lambda x, w: F.conv_transpose2d(x, w, None, 1, 1, 0, 2, 2),
         normal(1, 4, 3, 3), normal(4, 1, 2, 2), stride=[1, 1], padding=[1, 1], output_padding=[0, 0], dilation=[2, 2], groups=2)
    case("conv_transpose1d", lambda x, w, b: F.conv_transpose1d(x, w, b, 2, 1, 1),
         normal(2, 3, 4), normal(3, 2, 3), normal(2), stride=2, padding=1, output_padding=1)
    case("max_pool1d", lambda x: F.max_pool1d(x, 3, 2, 1), normal(2, 3, 7), size=3, stride=2, padding=1)
    case("avg_pool1d", lambda x: F.avg_pool1d(x, 3, 2, 1) ** 2, normal(2, 3, 7), size=3, stride=2, padding=1, count_padding=True)
    case("avg_pool1d", lambda x: F.avg_pool1d(x, 3, 2, 1, count_include_pad=False) ** 2, normal(2, 3, 6),
         size=3, stride=2, padding=1, count_padding=False)
    case("avg_pool2d_without_padding", lambda x: F.avg_pool2d(x, (3, 2), (2, 1), 1, count_include_pad=False) ** 2, normal(2, 2, 4, 5),
         size=[3, 2], stride=[2, 1], padding=1)


def rms(x, gain, eps):
    return x / (x.square().mean(-1, keepdim=True) + eps).sqrt() * gain


def normalization():
    case("rms_norm", lambda x, g: rms(x, g, 1e-3), normal(3, 5), normal(5), eps=1e-3)
    case("rms_norm", lambda x, g: rms(x, g, torch.finfo(x.dtype).eps), normal(3, 5), normal(5))
    case("group_norm", lambda x, g, b: F.group_norm(x, 2, g, b, 1e-3), normal(3, 4, 2), normal(4), normal(4), groups=2, eps=1e-3)
    case("group_norm", lambda x, g, b: F.group_norm(x, 3, g, b), normal(2, 3, 2, 2), normal(3), normal(3), groups=3, eps=1e-5)


def losses():
    labels = torch.tensor([[[0, 2], [1, 1]], [[2, 2], [0, 1]]])
    flat = labels.reshape(-1).tolist()
    weights = torch.tensor([0.5, 2.0, 1.0])
    for reduction in ("mean", "sum", "none"):
        case("cross_entropy_of_images", lambda x: F.cross_entropy(x, labels, reduction=reduction), normal(2, 3, 2, 2),
             labels=flat, reduction=reduction)
        case("cross_entropy_of_images",
             lambda x: F.cross_entropy(x, labels, weights, ignore_index=2, reduction=reduction),
             normal(2, 3, 2, 2), labels=flat, reduction=reduction, class_weights=weights.tolist(), ignore_index=2)
        case("nll_of_images", lambda x: F.nll_loss(x, labels, reduction=reduction), normal(2, 3, 2, 2), labels=flat, reduction=reduction)
    targets = normal(2, 3, 2, 2).softmax(1)
    case("soft_cross_entropy_of_images", lambda x: F.cross_entropy(x, targets, label_smoothing=0.1, reduction="none"), normal(2, 3, 2, 2),
         targets=targets, reduction="none", label_smoothing=0.1)


def distributions():
    import torch.distributions as d
    values = {
        "uniform": (d.Uniform, [normal(3), normal(3) + 6], normal(2, 3) * 0.1 + 3),
        "exponential": (d.Exponential, [positive(4)], positive(3, 4)),
        "gamma": (d.Gamma, [positive(4) * 3, positive(4)], positive(3, 4)),
        "beta": (d.Beta, [positive(4) * 3, positive(4) * 2], torch.rand(3, 4) * 0.9 + 0.05),
        "student_t": (d.StudentT, [positive(4) * 4, normal(4), positive(4)], normal(3, 4) * 3),
        "dirichlet": (d.Dirichlet, [positive(2, 3) * 2], (torch.rand(2, 3) + 0.1) / 3),
    }
    values["dirichlet"][2].div_(values["dirichlet"][2].sum(-1, keepdim=True))
    for name, (make, parameters, value) in values.items():
        if name != "uniform":
            case(name + "_log_prob", lambda *x: make(*x[:-1], validate_args=False).log_prob(x[-1]), *parameters, value)
        else:
            case(name + "_log_prob", lambda *x: make(*x, validate_args=False).log_prob(value), *parameters, value=value)
        # The entropy does not depend on a location.
        if name == "student_t":
            case(name + "_entropy", lambda v, s: make(v, torch.zeros(4), s, validate_args=False).entropy(), parameters[0], parameters[2])
        else:
            case(name + "_entropy", lambda *x: make(*x, validate_args=False).entropy(), *parameters)
        if name != "student_t":
            others = [p + 0.3 for p in parameters] if name != "uniform" else [parameters[0] - 1, parameters[1] + 0.5]
            count = len(parameters)
            case(name + "_kl", lambda *x: d.kl_divergence(make(*x[:count], validate_args=False), make(*x[count:], validate_args=False)),
                 *parameters, *others)
    tail = torch.tensor([-40.0, -38.0, -5.0, 0.0, 3.0, 12.0])
    case("normal_log_cdf", lambda m, s, y: ByMpmath.apply((y - m) / s, LOG_NDTR), torch.tensor(0.25), torch.tensor(1.5), tail)


def tables():
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
indexing()
lists()
products()
convolution()
normalization()
losses()
distributions()
FILE = pathlib.Path(__file__).with_name("words-reference.json")
SOURCE = f"PyTorch {torch.__version__} float64; tables: mpmath 60 digits"
FILE.write_text(json.dumps({"source": SOURCE, "cases": CASES, "tables": tables()}) + "\n")
print(f"{len(CASES)} cases")
