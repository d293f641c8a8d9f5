#!/usr/bin/env python3
"""One row of the benchmark as a Python user would write it with numpy: dense weights, `W @ x`, `np.outer`.

usage: competitor.py ROW [--seconds S] [--images N]        prints one JSON object, as bouton-bench does
"""
import argparse
import gzip
import json
import time

import numpy as np

rng = np.random.default_rng(1)
FASHION_MNIST = "/usr/share/datasets/fashion-mnist/train-{}-idx{}-ubyte.gz"


class Lif:
    """v <- (1 - s)(a v + (1 - a) x); without `refr` the input is not cut off."""

    def __init__(self, size, tau, v0=1.0, refr=True, at_threshold=False):
        self.a, self.v0, self.refr, self.at_threshold = np.exp(-1.0 / tau), v0, refr, at_threshold
        self.v, self.s = np.zeros(size), np.zeros(size)

    def step(self, x):
        if self.refr:
            self.v = (1 - self.s) * (self.a * self.v + (1 - self.a) * x)
        else:
            self.v = (1 - self.s) * self.a * self.v + (1 - self.a) * x
        self.s = (self.v >= self.v0 if self.at_threshold else self.v > self.v0).astype(float)
        return self.s

    def reset(self):
        self.v[:] = 0
        self.s[:] = 0


class Trace:
    """t <- min(t0 x + t1 t, limit)"""

    def __init__(self, size, factors, limit=10.0):
        self.t0, self.t1 = factors
        self.limit, self.t = limit, np.zeros(size)

    def step(self, x):
        self.t = np.minimum(self.t0 * x + self.t1 * self.t, self.limit)
        return self.t


def poisson(size, rate):
    return (rng.random(size) < rate).astype(float)


def sparse(post, pre, weight, autapses=True):
    w = weight * (rng.random((post, pre)) < 0.05)
    if not autapses:
        np.fill_diagonal(w, 0.0)
    return w


def row_1():
    w, out = rng.uniform(0, 0.4, (10, 10)), Lif(10, 4)
    inputs = rng.random((64, 10))
    step = 0
    while True:
        x = inputs[step % 64]
        yield x, out.step(w @ x)
        step += 1


def row_2():
    exc, inh = Lif(1000, 4), Lif(20, 4)
    in_exc, exc_exc = sparse(1000, 200, 0.3), sparse(1000, 1000, 0.12, False)
    exc_inh, inh_exc, inh_inh = sparse(20, 1000, 0.4), sparse(1000, 20, 1.9), sparse(20, 20, 1.0, False)
    while True:
        x = poisson(200, 0.3)
        e, i = exc.s, inh.s
        exc.step(in_exc @ x + exc_exc @ e - inh_exc @ i)
        inh.step(exc_inh @ e - inh_inh @ i)
        yield x, exc.s


def row_3():
    w, out = rng.uniform(0, 0.051, (400, 784)), Lif(400, 4, 1.07)
    te, to = Trace(784, (0.2, 0.8)), Trace(400, (0.2, 0.8))
    while True:
        x = poisson(784, 0.05)
        s = out.step(w @ x)
        te.step(x)
        to.step(s)
        w += 1e-6 * np.outer(s, te.t) - 1e-6 * np.outer(to.t, x)
        np.clip(w, -1, 1, out=w)
        yield x, s


def row_4():
    w, out = rng.uniform(0, 0.051, (400, 784)), Lif(400, 4, 1.07)
    te, to = Trace(784, (0.2, 0.8)), Trace(400, (0.2, 0.8))
    while True:
        x, target = poisson(784, 0.05), poisson(400, 0.1)
        s = out.step(w @ x)
        te.step(x)
        to.step(s)
        w += 1e-7 * np.outer(target - to.t, te.t)
        np.clip(w, -1, 1, out=w)
        yield x, s


def row_5():
    w, out = rng.uniform(0, 0.02, (5000, 5000)), Lif(5000, 4, 1.02)
    while True:
        x = poisson(5000, 0.02)
        yield x, out.step(w @ x)


def receptive_fields(cells):
    """Four excitatory and five inhibitory pixels in an 8 x 8 window for each cell."""
    w = np.zeros((cells, 784))
    for cell in range(cells):
        top, left = rng.integers(0, 21, 2)
        for weight in [1.0] * 4 + [-1.0] * 5:
            row, column = rng.integers(0, 8, 2)
            w[cell, (top + row) * 28 + left + column] += weight
    return w


def main_job(cells, images):
    """The training pass; returns its time per step, and shares of active inputs and Kenyon cells."""
    with gzip.open(FASHION_MNIST.format("images", 3)) as file:
        pixels = np.frombuffer(file.read(16 + 784 * images), np.uint8, offset=16).reshape(-1, 784) / 255.0
    with gzip.open(FASHION_MNIST.format("labels", 1)) as file:
        labels = np.frombuffer(file.read(8 + images), np.uint8, offset=8)
    rate = 0.06 if cells == 1000 else 0.0075
    w_in, w = receptive_fields(cells), np.zeros((10, cells))
    kc, out = Lif(cells, 2, 0.75, True, True), Lif(10, 4, 1.0, False, True)
    te, to = Trace(cells, (0.2, 0.8)), Trace(10, (0.2, 0.8))
    steps = shown = fired = 0
    begin = time.perf_counter()
    for image, label in zip(pixels, labels):
        kc.reset()
        out.reset()
        te.t[:] = 0
        to.t[:] = 0
        accumulated = np.zeros(784)
        target = np.zeros(10)
        target[label] = 0.3
        for step in range(17):
            x = np.zeros(784)
            if step < 16:
                accumulated += image
                x = (accumulated > 1).astype(float)
                accumulated[x > 0] = 0
            before = kc.s
            kc.step(w_in @ x)
            out.step(w @ before + 1.2)
            # The rule sees what the synapse carried: the Kenyon cells of the step before.
            te.step(before)
            to.step(out.s)
            w += rate * np.outer(target - to.t, te.t)
            np.clip(w, -4, 4, out=w)
            steps += 1
            shown += x.sum()
            fired += before.sum()
    seconds = time.perf_counter() - begin
    return {"us_per_step": 1e6 * seconds / steps, "seconds": seconds / images * 60000, "images": images,
            "in_percent": 100 * shown / steps / 784, "out_percent": 100 * fired / steps / cells}


def measure(steps, seconds):
    """Time per step of a generator that takes one step each time, and its rates."""
    for _ in range(50):
        next(steps)
    count, shown, fired = 0, 0.0, 0.0
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        for _ in range(16):
            next(steps)
        count += 16
    elapsed = time.perf_counter() - begin
    for _ in range(300):
        x, s = next(steps)
        shown += np.mean(x != 0)
        fired += np.mean(s)
    return {"us_per_step": 1e6 * elapsed / count, "in_percent": shown / 3, "out_percent": fired / 3}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("row")
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--images", type=int, default=200)
    options = parser.parse_args()
    if options.row.startswith("6-"):
        result = main_job(int(options.row[2:]), options.images)
    else:
        rows = {"1": row_1, "2": row_2, "3": row_3, "4": row_4, "5": row_5}
        result = measure(rows[options.row](), options.seconds)
    print(json.dumps({"row": options.row, "threads": 1, **result}))


if __name__ == "__main__":
    main()
