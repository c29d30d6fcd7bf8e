#!/usr/bin/env python3
"""Adapter training in PyTorch on the shapes of `agentmemory bench train`, as a yardstick (Debian: python3-torch).

Same measures as the C# side: 4 sequences of 128 tokens, half of the places predicted, rank 16 on all seven linear layers,
F32, AdamW on the adapter alone, the frozen weights without gradients.

    python3 eval/torch/train_bench.py --threads 1
"""
import argparse
import time

import torch
from torch import nn
import torch.nn.functional as F

SHAPES = {
    "10 million": dict(width=320, layers=6, heads=5, key_heads=5, inner=960, vocabulary=8192),
    "135 million": dict(width=576, layers=30, heads=9, key_heads=3, inner=1536, vocabulary=49152),
}
ROWS, TOKENS, RANK, SECONDS = 4, 128, 16, 8.0


class Adapted(nn.Module):
    """W x + 2 B (A x), W frozen."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) / inputs ** 0.5, requires_grad=False)
        self.a = nn.Parameter(torch.rand(RANK, inputs) / inputs ** 0.5)
        self.b = nn.Parameter(torch.zeros(outputs, RANK))

    def forward(self, x):
        return F.linear(x, self.weight) + 2 * F.linear(F.linear(x, self.a), self.b)


def norm(x):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5)


def turn(x):
    """Rotary positions on neighbouring pairs of x [rows, heads, tokens, head]."""
    tokens, head = x.shape[-2:]
    angle = torch.outer(torch.arange(tokens), 10000.0 ** (-torch.arange(0, head, 2) / head))
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * angle.cos() - odd * angle.sin(), even * angle.sin() + odd * angle.cos()), -1).flatten(-2)


class Block(nn.Module):
    def __init__(self, width, heads, key_heads, inner, **_):
        super().__init__()
        self.heads, self.key_heads, self.head = heads, key_heads, width // heads
        keys = self.head * key_heads
        self.q, self.k, self.v = Adapted(width, width), Adapted(width, keys), Adapted(width, keys)
        self.output = Adapted(width, width)
        self.gate, self.up, self.down = Adapted(width, inner), Adapted(width, inner), Adapted(inner, width)

    def forward(self, x, mask):
        n = norm(x)
        rows, tokens, _ = n.shape
        split = lambda y, count: y.view(rows, tokens, count, self.head).transpose(1, 2)
        q, k, v = turn(split(self.q(n), self.heads)), turn(split(self.k(n), self.key_heads)), split(self.v(n), self.key_heads)
        group = self.heads // self.key_heads
        k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
        mixed = torch.softmax(q @ k.transpose(-1, -2) / self.head ** 0.5 + mask, -1) @ v
        x = x + self.output(mixed.transpose(1, 2).reshape(rows, tokens, -1))
        n = norm(x)
        return x + self.down(F.silu(self.gate(n)) * self.up(n))


def measure(name, shape):
    table = torch.randn(shape["vocabulary"], shape["width"])
    blocks = nn.ModuleList(Block(**shape) for _ in range(shape["layers"]))
    optimizer = torch.optim.AdamW([p for p in blocks.parameters() if p.requires_grad], lr=1e-4)
    text = torch.randint(shape["vocabulary"], (ROWS, TOKENS + 1))
    mask = torch.full((TOKENS, TOKENS), float("-inf")).triu(1)

    def step():
        x = table[text[:, :-1]]
        for block in blocks:
            x = block(x, mask)
        logits = norm(x)[:, TOKENS // 2:] @ table.t()
        loss = F.cross_entropy(logits.flatten(0, 1), text[:, TOKENS // 2 + 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    step()
    start, steps = time.perf_counter(), 0
    while steps < 3 or time.perf_counter() - start < SECONDS:
        step()
        steps += 1
    print(f"{name:<14} {steps * ROWS * TOKENS / (time.perf_counter() - start):8.0f} tokens/s")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--threads", type=int, default=1)
    threads = arguments.parse_args().threads
    torch.set_num_threads(threads)
    print(f"torch {torch.__version__}, {threads} threads, F32")
    for name, shape in SHAPES.items():
        measure(name, shape)


if __name__ == "__main__":
    main()
