"""Writes pytorch_trajectories.json: what PyTorch's optimizers, schedulers and clips make of three problems in 50 steps, in double.

Run in this folder: python3 pytorch_trajectories.py (PyTorch 1.13 or later).
For each case and problem a row for each step: the elements of all parameters after it, those of the average for the average.
"""
import json
import torch

STEPS = 50
torch.set_default_dtype(torch.float64)


def rosenbrock():
    w, b = torch.tensor([-0.5, 0.75, 0.5]), torch.tensor(0.5)
    return [w, b], lambda: (
        (10 * (w[1:] - w[:-1] ** 2) ** 2 + (1 - w[:-1]) ** 2).sum() + (w * b).sum() ** 2)


def classes():
    x = torch.tensor([[0.5, -1.0], [1.5, 2.0], [-1.0, 0.25], [0.0, 1.0]])
    y = torch.tensor([0, 1, 1, 0])
    w, b = torch.tensor([[0.1, -0.2], [0.3, 0.4]]), torch.zeros(2)
    return [w, b], lambda: torch.nn.functional.cross_entropy(x @ w + b, y)


def network():
    x = torch.tensor([[-1.0], [-0.5], [0.0], [0.5], [1.0]])
    y = torch.tensor([[0.8], [-0.1], [-0.4], [0.1], [1.1]])
    v, c = torch.tensor([[0.7, -1.1]]), torch.tensor([0.2, 0.1])
    w, b = torch.tensor([[0.9], [0.6]]), torch.tensor([-0.3])
    return [v, c, w, b], lambda: ((torch.tanh(x @ v + c) @ w + b - y) ** 2).mean()


def clip_norm(parameters, bound):
    # clip_grad_norm_ divides by norm + 1e-6; with a bound that is larger by as much, the norm becomes the bound.
    norm = torch.sqrt(sum((p.grad ** 2).sum() for p in parameters)).item()
    torch.nn.utils.clip_grad_norm_(parameters, bound * (norm + 1e-6) / norm)


optim, schedulers = torch.optim, torch.optim.lr_scheduler


def momentum(parameters):
    return optim.SGD(parameters, lr=0.02, momentum=0.9)


def warmed(optimizer):
    rising = schedulers.LinearLR(optimizer, start_factor=0.1, total_iters=10)
    falling = schedulers.CosineAnnealingLR(optimizer, 40, eta_min=0.001)
    return schedulers.SequentialLR(optimizer, [rising, falling], milestones=[10])


OPTIMIZERS = {
    "sgd": lambda p: optim.SGD(p, lr=0.02),
    "sgd decay": lambda p: optim.SGD(p, lr=0.02, weight_decay=0.1),
    "momentum": lambda p: optim.SGD(p, lr=0.01, momentum=0.9, weight_decay=0.1),
    "nesterov": lambda p: optim.SGD(p, lr=0.01, momentum=0.9, nesterov=True, weight_decay=0.1),
    "groups": lambda p: optim.SGD(
        [{"params": p[:1], "lr": 0.005, "weight_decay": 0.2}, {"params": p[1:]}], lr=0.02, momentum=0.8, weight_decay=0.05),
    "adam": lambda p: optim.Adam(p, lr=0.02),
    "adam decay": lambda p: optim.Adam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1),
    "adamw": lambda p: optim.AdamW(p, lr=0.02),
    "adamw decay": lambda p: optim.AdamW(p, lr=0.02, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.5),
    "rmsprop": lambda p: optim.RMSprop(p, lr=0.01),
    "rmsprop momentum": lambda p: optim.RMSprop(p, lr=0.002, alpha=0.9, eps=1e-3, momentum=0.8, weight_decay=0.1),
    "rmsprop centered": lambda p: optim.RMSprop(p, lr=0.005, alpha=0.9, eps=1e-2, centered=True),
    "rmsprop centered momentum": lambda p: optim.RMSprop(p, lr=0.002, alpha=0.9, eps=1e-2, centered=True, momentum=0.5),
    "adagrad": lambda p: optim.Adagrad(p, lr=0.1),
    "adagrad decay": lambda p: optim.Adagrad(p, lr=0.1, eps=1e-3, weight_decay=0.1),
}
CLIPS = {
    "clip norm": lambda p: clip_norm(p, 0.5),
    "clip value": lambda p: torch.nn.utils.clip_grad_value_(p, 0.25),
}
SCHEDULES = {
    "step": lambda o: schedulers.StepLR(o, 15, 0.5),
    "cosine": lambda o: schedulers.CosineAnnealingLR(o, 50, eta_min=0.001),
    "warm-up": warmed,
    "one cycle": lambda o: schedulers.OneCycleLR(o, 0.03, total_steps=50, cycle_momentum=False),
    "plateau": lambda o: schedulers.ReduceLROnPlateau(o, factor=0.7, patience=1, threshold=0.02, cooldown=2, min_lr=0.001),
}


def run(problem, make, clip=None, schedule=None, average=None):
    parameters, loss = problem()
    for p in parameters:
        p.requires_grad_()
    optimizer = make(parameters)
    scheduler = schedule(optimizer) if schedule else None
    if average is not None:
        model = torch.nn.ParameterList(torch.nn.Parameter(p) for p in parameters)  # they share their elements
        averaged = torch.optim.swa_utils.AveragedModel(
            model, avg_fn=lambda old, new, count: average * old + (1 - average) * new)
        averaged.update_parameters(model)
    rows = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        value = loss()
        value.backward()
        if clip:
            clip(parameters)
        optimizer.step()
        if isinstance(scheduler, schedulers.ReduceLROnPlateau):
            scheduler.step(value.item())
        elif scheduler:
            scheduler.step()
        shown = parameters
        if average is not None:
            averaged.update_parameters(model)
            shown = list(averaged.module)
        rows.append([x for p in shown for x in p.detach().flatten().tolist()])
    return rows


PROBLEMS = {"rosenbrock": rosenbrock, "classes": classes, "network": network}
CASES = {name: dict(make=make) for name, make in OPTIMIZERS.items()}
CASES |= {name: dict(make=momentum, clip=clip) for name, clip in CLIPS.items()}
CASES |= {name: dict(make=momentum, schedule=schedule) for name, schedule in SCHEDULES.items()}
CASES["average"] = dict(make=momentum, average=0.8)

if __name__ == "__main__":
    with open("pytorch_trajectories.json", "w") as file:
        entries = []
        for name, case in CASES.items():
            for title, problem in PROBLEMS.items():
                rows = ",\n".join(json.dumps(row) for row in run(problem, **case))
                entries.append(f"{json.dumps(name + ', ' + title)}: [\n{rows}]")
        file.write("{\n" + ",\n".join(entries) + "\n}\n")
