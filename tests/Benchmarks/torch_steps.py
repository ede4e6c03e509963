"""The peer's side of the `steps` benchmark: one training step or kernel of each workload in PyTorch.
Run: OMP_NUM_THREADS=2 python3 torch_steps.py 2
Prints one line per workload: name, microseconds per step (best of repeats), peak RSS MiB at the end."""
import sys, time, resource
import torch, torch.nn.functional as F
torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
torch.manual_seed(0)

def best(f, warm=20, reps=5, n=30):
    for _ in range(warm): f()
    b = 1e9
    for _ in range(reps):
        t = time.perf_counter()
        for _ in range(n): f()
        b = min(b, (time.perf_counter() - t) / n)
    return b * 1e6

def mlp(sizes, batch, act, dtype=torch.float32, momentum=0.9):
    ws = [torch.randn(a, b, dtype=dtype) * (2 / a) ** .5 for a, b in zip(sizes, sizes[1:])]
    bs = [torch.zeros(b, dtype=dtype) for b in sizes[1:]]
    ps = [p.requires_grad_() for p in ws + bs]
    opt = torch.optim.SGD(ps, lr=1e-3, momentum=momentum)
    x = torch.randn(batch, sizes[0], dtype=dtype); y = torch.randint(0, sizes[-1], (batch,))
    def step():
        h = x
        for i, (w, b) in enumerate(zip(ws, bs)):
            h = h @ w + b
            if i < len(ws) - 1: h = act(h)
        loss = F.cross_entropy(h, y)
        opt.zero_grad(); loss.backward(); opt.step()
    return step

R = {}
R["mlp_mnist_f32 784-512-256-10 b128"] = best(mlp([784, 512, 256, 10], 128, torch.relu))
R["mlp_mnist_f64 784-512-256-10 b128"] = best(mlp([784, 512, 256, 10], 128, torch.relu, torch.float64))
R["mlp_nielsen_f32 784-30-10 b10 sigmoid"] = best(mlp([784, 30, 10], 10, torch.sigmoid), n=200)
R["mlp_tiny_f32 2-16-16-2 b32 tanh"] = best(mlp([2, 16, 16, 2], 32, torch.tanh), n=200)
R["mlp_tiny_f64 2-16-16-2 b32 tanh"] = best(mlp([2, 16, 16, 2], 32, torch.tanh, torch.float64), n=200)

z = torch.randn(1024, 10000, requires_grad=True); y = torch.randint(0, 10000, (1024,))
def xent():
    z.grad = None; F.cross_entropy(z, y).backward()
R["cross_entropy_f32 1024x10000"] = best(xent, warm=3, n=5)
zb = torch.randn(1 << 20, requires_grad=True); yb = torch.rand(1 << 20)
def bce():
    zb.grad = None; F.binary_cross_entropy_with_logits(zb, yb).backward()
R["bce_with_logits_f32 1M"] = best(bce, warm=3, n=10)

xs = torch.randn(1 << 16, requires_grad=True)
def chain_ew():
    xs.grad = None; (torch.tanh(xs * 2 + 1).exp() * torch.sigmoid(xs)).sum().backward()
R["elementwise_chain_f32 65536"] = best(chain_ew, n=50)

def deep():
    a = torch.ones((), requires_grad=True, dtype=torch.float64); h = a
    for _ in range(100000): h = h * 1.0000001
    h.backward()
R["scalar_chain 100k mul"] = best(deep, warm=1, reps=3, n=1)

# Hessian-vector product of an MLP
ws = [torch.randn(64, 64, dtype=torch.float64, requires_grad=True) for _ in range(3)]
X = torch.randn(128, 64, dtype=torch.float64); Y = torch.randint(0, 64, (128,)); V = [torch.randn_like(w) for w in ws]
def hvp():
    h = X
    for w in ws: h = torch.tanh(h @ w * 0.1)
    l = F.cross_entropy(h, Y)
    g = torch.autograd.grad(l, ws, create_graph=True)
    torch.autograd.grad(sum((a * v).sum() for a, v in zip(g, V)), ws)
R["hvp_f64 64-64-64-64 b128"] = best(hvp)

# CNN step: LeNet-like on 28x28, batch 64
c1 = torch.nn.Conv2d(1, 16, 5, padding=2); c2 = torch.nn.Conv2d(16, 32, 5, padding=2); l1 = torch.nn.Linear(32 * 49, 10)
cps = [p for m in (c1, c2, l1) for p in m.parameters()]; copt = torch.optim.SGD(cps, lr=1e-3)
cx = torch.randn(64, 1, 28, 28); cy = torch.randint(0, 10, (64,))
def cnn():
    h = F.max_pool2d(F.relu(c1(cx)), 2); h = F.max_pool2d(F.relu(c2(h)), 2)
    loss = F.cross_entropy(l1(h.flatten(1)), cy); copt.zero_grad(); loss.backward(); copt.step()
R["cnn_lenet_f32 b64"] = best(cnn, warm=5, n=5)

# single-head attention block b8 t64 d128
wq, wk, wv, wo = [(torch.randn(128, 128) * .05).requires_grad_() for _ in range(4)]
ax = torch.randn(8, 64, 128)
def attn():
    for w in (wq, wk, wv, wo): w.grad = None
    q, k, v = ax @ wq, ax @ wk, ax @ wv
    a = torch.softmax(q @ k.transpose(1, 2) / 128 ** .5, -1)
    ((a @ v) @ wo).pow(2).mean().backward()
R["attention_f32 b8 t64 d128"] = best(attn, n=20)

sx = torch.randn(64, 500, 32, requires_grad=True); ss = torch.randn(64, 500, 32)
R["softmax_middle_f32 64x500x32"] = best(lambda: torch.autograd.grad((torch.softmax(sx, 1) * ss).sum(), sx), warm=5, n=10)

nx = torch.randn(4096, 256, requires_grad=True); ns = torch.randn(4096, 256)
ng, nb = torch.ones(256, requires_grad=True), torch.zeros(256, requires_grad=True)
R["layernorm_gelu_f32 4096x256"] = best(
    lambda: torch.autograd.grad((F.gelu(F.layer_norm(nx, [256], ng, nb)) * ns).sum(), [nx, ng, nb]), warm=5, n=10)

rx = torch.randn(16, 32, 16, 16, requires_grad=True)
rk = [(torch.randn(32, 32, 3, 3) * .05).requires_grad_() for _ in range(2)]
rg = [torch.ones(32, requires_grad=True) for _ in range(2)]; rb = [torch.zeros(32, requires_grad=True) for _ in range(2)]
def residual():
    h = F.relu(F.batch_norm(F.conv2d(rx, rk[0], padding=1), None, None, rg[0], rb[0], training=True))
    h = F.relu(F.batch_norm(F.conv2d(h, rk[1], padding=1), None, None, rg[1], rb[1], training=True) + rx)
    torch.autograd.grad(h.pow(2).mean(), [rx, *rk, *rg, *rb])
R["residual_block_f32 b16 c32 16x16"] = best(residual, warm=5, n=10)

tw = [(torch.randn(128, 128) * .05).requires_grad_() for _ in range(4)]
tm = [(torch.randn(128, 512) * .05).requires_grad_(), (torch.randn(512, 128) * .05).requires_grad_()]
tb = [torch.zeros(512, requires_grad=True), torch.zeros(128, requires_grad=True)]
tg = [torch.ones(128, requires_grad=True) for _ in range(2)]; tc = [torch.zeros(128, requires_grad=True) for _ in range(2)]
tx = torch.randn(8, 64, 128, requires_grad=True); later = torch.ones(64, 64).triu(1).bool()
def transformer():
    heads = lambda h: h.view(8, 64, 4, 32).transpose(1, 2)
    n = F.layer_norm(tx, [128], tg[0], tc[0])
    q, k, v = heads(n @ tw[0]), heads(n @ tw[1]), heads(n @ tw[2])
    a = torch.softmax((q @ k.transpose(-1, -2) / 32 ** .5).masked_fill(later, -float("inf")), -1) @ v
    h = tx + a.transpose(1, 2).reshape(8, 64, 128) @ tw[3]
    y = h + (F.gelu(F.layer_norm(h, [128], tg[1], tc[1]) @ tm[0] + tb[0]) @ tm[1] + tb[1])
    torch.autograd.grad(y.pow(2).mean(), [tx, *tw, *tm, *tb, *tg, *tc])
R["transformer_block_f32 b8 t64 d128 h4"] = best(transformer, warm=5, n=10)

et = torch.randn(50000, 64, requires_grad=True); er = torch.randint(0, 50000, (2048,)); es = torch.randn(2048, 64)
R["embedding_f32 50000x64 2048 rows"] = best(lambda: torch.autograd.grad((F.embedding(er, et) * es).sum(), et), warm=5, n=10)

lx, lh = (torch.randn(64, 256) * .1).requires_grad_(), (torch.randn(64, 256) * .1).requires_grad_()
lb = torch.zeros(256, requires_grad=True); li = [torch.randn(32, 64) for _ in range(32)]
def lstm():
    h = c = torch.zeros(32, 64)
    for x in li:
        i, f, g, o = (x @ lx + h @ lh + lb).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g); h = torch.sigmoid(o) * torch.tanh(c)
    torch.autograd.grad(h.pow(2).mean(), [lx, lh, lb])
R["lstm_f32 t32 b32 h64"] = best(lstm, warm=5, n=10)

def pieces(n, m):
    x = torch.randn(n, m, requires_grad=True)
    return lambda: torch.autograd.grad(torch.cat([x[i].square() for i in range(n)]).sum(), x)
R["pieces_f32 2000 rows of 2000x64"] = best(pieces(2000, 64), warm=1, reps=2, n=1)
R["pieces_f32 10000 slices of 10000x8"] = best(pieces(10000, 8), warm=1, reps=2, n=1)

rx, rh = (torch.randn(64, 64) * .1).requires_grad_(), (torch.randn(64, 64) * .1).requires_grad_()
rs = torch.randn(500, 32, 64, requires_grad=True)
def recurrent():
    h = torch.zeros(32, 64)
    for t in range(500): h = torch.tanh(rs[t] @ rx + h @ rh)
    torch.autograd.grad(h.square().mean(), [rx, rh, rs])
R["recurrent_f32 t500 b32 h64"] = best(recurrent, warm=1, reps=2, n=1)

for k, v in R.items(): print(f"{k}: {v:.1f} us")
print("threads", torch.get_num_threads(), "maxrss MiB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
