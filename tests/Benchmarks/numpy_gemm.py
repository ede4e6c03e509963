"""The peer's side of the `gemm` benchmark: square matrix products by NumPy's BLAS.
Run: OMP_NUM_THREADS=2 python3 numpy_gemm.py"""
import time
import numpy as np

for n in (64, 128, 256, 512, 1024, 2048):
    for dtype, name in ((np.float32, "f32"), (np.float64, "f64")):
        a, b = np.random.randn(n, n).astype(dtype), np.random.randn(n, n).astype(dtype)
        c = np.empty((n, n), dtype)
        count, best = max(1, int(2e8 / n ** 3)), 1e9
        for _ in range(3):
            np.dot(a, b, out=c)
        for _ in range(7):
            start = time.perf_counter()
            for _ in range(count):
                np.dot(a, b, out=c)
            best = min(best, (time.perf_counter() - start) / count)
        print(f"gemm_{name} {n}: {best * 1e6:.1f} us ({2 * n ** 3 / best / 1e9:.1f} GFLOPS)")
