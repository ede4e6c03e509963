"""The loop of samples/OutputUnits.cs in PyTorch: a 784-30-10 network of sigmoids, batches of 10, categorical cross-entropy.
Run: OMP_NUM_THREADS=2 python3 torch_mnist.py FOLDER [EPOCHS]     FOLDER holds files in the format of MNIST, packed
Prints a line for each epoch: the accuracy on the test images and the seconds that the epoch took."""
import gzip, sys, time
import numpy as np
import torch, torch.nn.functional as F

def read(name, offset):
    with gzip.open(f"{sys.argv[1]}/{name}-ubyte.gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=offset)

def images(name):
    return torch.from_numpy(read(f"{name}-images-idx3", 16).reshape(-1, 784).astype(np.float32) / 255)

def labels(name):
    return torch.from_numpy(read(f"{name}-labels-idx1", 8).astype(np.int64))

torch.set_num_threads(2)
torch.manual_seed(1)
x, y, test_x, test_y = images("train"), labels("train"), images("t10k"), labels("t10k")
network = torch.nn.Sequential(torch.nn.Linear(784, 30), torch.nn.Sigmoid(), torch.nn.Linear(30, 10))
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
for epoch in range(int(sys.argv[2]) if len(sys.argv) > 2 else 10):
    start = time.perf_counter()
    for batch in torch.randperm(len(y)).split(10):
        loss = F.cross_entropy(network(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    seconds = time.perf_counter() - start
    accuracy = (network(test_x).argmax(1) == test_y).float().mean().item()
    print(f"epoch {epoch + 1:2}: {accuracy:.2%} in {seconds:.3f} s", flush=True)
