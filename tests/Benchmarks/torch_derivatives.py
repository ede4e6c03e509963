"""The peer's side of the `derivatives` benchmark: the same matrices and products by torch.autograd.functional.
Run: OMP_NUM_THREADS=2 python3 torch_derivatives.py 2
Prints one line per workload: name, microseconds (best of repeats); `vectorized` are those with vectorize=True (vmap)."""
import sys, time
import torch
from torch.autograd.functional import jacobian, hessian, hvp, jvp
torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
torch.manual_seed(0)
torch.set_default_dtype(torch.float64)

def best(f, seconds=0.2, reps=7):
    for _ in range(5): f()
    start, n = time.perf_counter(), 0
    while time.perf_counter() - start < seconds: f(); n += 1
    b = 1e9
    for _ in range(reps):
        t = time.perf_counter()
        for _ in range(n): f()
        b = min(b, (time.perf_counter() - t) / n)
    return b * 1e6

w = torch.randn(200, 200) * (1 / 200) ** .5
x = torch.randn(200)
layer = lambda x: torch.tanh(x @ w)
data, targets, weights = torch.randn(64, 10), torch.randn(64, 10), torch.randn(300) * 0.3
loss = lambda p: (torch.tanh(data @ p[:150].reshape(10, 15)) @ p[150:].reshape(15, 10) - targets).square().mean()

for name, f in {
    "jacobian_f64 200x200 tanh(x W)": lambda: jacobian(layer, x),
    "jacobian_f64 200x200 tanh(x W) vectorized": lambda: jacobian(layer, x, vectorize=True),
    "hessian_f64 300 parameters 10-15-10 b64": lambda: hessian(loss, weights),
    "hessian_f64 300 parameters 10-15-10 b64 vectorized": lambda: hessian(loss, weights, vectorize=True),
    "hvp_f64 300 parameters 10-15-10 b64": lambda: hvp(loss, weights, weights),
    "jvp_f64 200x200 tanh(x W)": lambda: jvp(layer, x, x),
}.items():
    print(f"{name}: {best(f):.1f} us", flush=True)
