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


class Static:
    """Dense weights [post][pre]; `pre` names what it reads."""

    def __init__(self, w, pre):
        self.w, self.pre = w, pre

    def propagate(self, signals):
        return self.w @ signals[self.pre]

    def update(self, signals, post):
        pass


class Plastic(Static):
    """Traces of both sides; the weights stay within limits."""

    def __init__(self, w, pre, limit=1.0):
        super().__init__(w, pre)
        self.te, self.to = Trace(w.shape[1], (0.2, 0.8)), Trace(w.shape[0], (0.2, 0.8))
        self.limit = limit

    def update(self, signals, post):
        self.te.step(signals[self.pre])
        self.to.step(post)
        self.learn(signals, post)
        np.clip(self.w, -self.limit, self.limit, out=self.w)

    def reset(self):
        self.te.t[:] = 0
        self.to.t[:] = 0


class Stdp(Plastic):
    """dW = Ap xo te - An to xe"""

    def learn(self, signals, post):
        self.w += np.outer(1e-6 * post, self.te.t)
        self.w -= np.outer(1e-6 * self.to.t, signals[self.pre])


class Mse(Plastic):
    """dW = lr (target - to) te"""

    def __init__(self, w, pre, target, rate, limit=1.0):
        super().__init__(w, pre, limit)
        self.target, self.rate = target, rate

    def learn(self, signals, post):
        self.w += self.rate * np.outer(signals[self.target] - self.to.t, self.te.t)


class Net:
    """Layers with the synapses that lead to them. A layer sees of other layers what they did in the step before."""

    def __init__(self, **layers):
        self.layers = layers
        self.signals = {name: layer.s for name, (layer, _) in layers.items()}

    def step(self, **inputs):
        signals = {**self.signals, **inputs}
        sums = {name: sum(synapse.propagate(signals) for synapse in synapses)
                for name, (_, synapses) in self.layers.items()}
        for name, (layer, synapses) in self.layers.items():
            self.signals[name] = layer.step(sums[name])
            for synapse in synapses:
                synapse.update(signals, layer.s)
        return self.signals


def poisson(size, rate):
    return (rng.random(size) < rate).astype(float)


def sparse(post, pre, weight, autapses=True):
    w = weight * (rng.random((post, pre)) < 0.05)
    if not autapses:
        np.fill_diagonal(w, 0.0)
    return w


def row_1():
    net = Net(out=(Lif(10, 4), [Static(rng.uniform(0, 0.4, (10, 10)), "x")]))
    inputs = rng.random((64, 10))
    step = 0
    while True:
        x = inputs[step % 64]
        yield x, net.step(x=x)["out"]
        step += 1


def row_2():
    net = Net(
        exc=(Lif(1000, 4), [Static(sparse(1000, 200, 0.3), "x"), Static(sparse(1000, 1000, 0.12, False), "exc"),
                            Static(-sparse(1000, 20, 1.9), "inh")]),
        inh=(Lif(20, 4), [Static(sparse(20, 1000, 0.4), "exc"), Static(-sparse(20, 20, 1.0, False), "inh")]))
    while True:
        x = poisson(200, 0.3)
        yield x, net.step(x=x)["exc"]


def row_3():
    net = Net(out=(Lif(400, 4, 1.07), [Stdp(rng.uniform(0, 0.051, (400, 784)), "x")]))
    while True:
        x = poisson(784, 0.05)
        yield x, net.step(x=x)["out"]


def row_4():
    net = Net(out=(Lif(400, 4, 1.07), [Mse(rng.uniform(0, 0.051, (400, 784)), "x", "target", 1e-7)]))
    while True:
        x = poisson(784, 0.05)
        yield x, net.step(x=x, target=poisson(400, 0.1))["out"]


def row_5():
    net = Net(out=(Lif(5000, 4, 1.02), [Static(rng.uniform(0, 0.02, (5000, 5000)), "x")]))
    while True:
        x = poisson(5000, 0.02)
        yield x, net.step(x=x)["out"]


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
    """The training pass; returns its time per step, and shares of active weights and Kenyon cells."""
    with gzip.open(FASHION_MNIST.format("images", 3)) as file:
        pixels = np.frombuffer(file.read(16 + 784 * images), np.uint8, offset=16).reshape(-1, 784) / 255.0
    with gzip.open(FASHION_MNIST.format("labels", 1)) as file:
        labels = np.frombuffer(file.read(8 + images), np.uint8, offset=8)
    kc, out = Lif(cells, 2, 0.75, True, True), Lif(10, 4, 1.0, False, True)
    learning = Mse(np.zeros((10, cells)), "kc", "target", 0.06 if cells == 1000 else 0.0075, 4.0)
    fields = receptive_fields(cells)
    out_degree = np.count_nonzero(fields, axis=0)
    net = Net(kc=(kc, [Static(fields, "x")]),
              out=(out, [learning, Static(np.full((10, 1), 1.2), "bias")]))
    steps = shown = fired = 0
    begin = time.perf_counter()
    for image, label in zip(pixels, labels):
        for part in (kc, out, learning):
            part.reset()
        net.signals["kc"] = kc.s
        accumulated, target = np.zeros(784), np.zeros(10)
        target[label] = 0.3
        for step in range(17):
            x = np.zeros(784)
            if step < 16:
                accumulated += image
                x = (accumulated > 1).astype(float)
                accumulated[x > 0] = 0
            fired += net.signals["kc"].sum()
            net.step(x=x, target=target, bias=np.ones(1))
            steps += 1
            shown += out_degree @ x
    seconds = time.perf_counter() - begin
    return {"us_per_step": 1e6 * seconds / steps, "seconds": seconds / images * 60000, "images": images,
            "in_percent": 100 * shown / steps / (9 * cells), "out_percent": 100 * fired / steps / cells}


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
