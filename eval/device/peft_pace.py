#!/usr/bin/env python3
"""Adapter training in PyTorch with PEFT, on the shapes and by the measures of `agentmemory bench train --probe device`.

A random llama of the same extents; LoRA of rank 16 on all seven linear layers; 4 sequences of 128 tokens, half of the places
predicted; AdamW on the adapter alone. Prints tokens a second, a line for each form of the frozen base.

    python3 eval/device/peft_pace.py --device cuda --shape 135
"""
import argparse
import statistics
import sys
import time

SHAPES = {
    "10": dict(hidden_size=320, num_hidden_layers=6, num_attention_heads=5, num_key_value_heads=5, intermediate_size=960, vocab_size=8192),
    "135": dict(hidden_size=576, num_hidden_layers=30, num_attention_heads=9, num_key_value_heads=3, intermediate_size=1536, vocab_size=49152),
}
ROWS, TOKENS, RANK = 4, 128, 16


def model_of(shape, kind, device):
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(1)
    config = LlamaConfig(**SHAPES[shape], max_position_embeddings=2048, tie_word_embeddings=True, use_cache=False)
    base = LlamaForCausalLM(config).to(device=device, dtype=torch.bfloat16 if kind == "BF16" else torch.float32)
    layers = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    # The adapter stays in F32, PEFT's default, as in this project.
    return get_peft_model(base, LoraConfig(r=RANK, lora_alpha=2 * RANK, target_modules=layers, task_type="CAUSAL_LM"))


def pace(shape, kind, device, rounds, seconds):
    import torch

    model = model_of(shape, kind, device)
    model.train()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-4)
    text = torch.randint(SHAPES[shape]["vocab_size"], (ROWS, TOKENS), device=device)
    labels = text.clone()
    labels[:, : TOKENS // 2] = -100

    def wait():
        if device.startswith("cuda"):
            torch.cuda.synchronize()

    def step():
        optimizer.zero_grad(set_to_none=True)
        if kind == "BF16":
            with torch.autocast(device.split(":")[0], dtype=torch.bfloat16):
                loss = model(input_ids=text, labels=labels).loss
        else:
            loss = model(input_ids=text, labels=labels).loss
        loss.backward()
        optimizer.step()
        return loss.item()

    for _ in range(3):
        step()
    paces = []
    for _ in range(rounds):
        wait()
        start, steps = time.perf_counter(), 0
        while steps == 0 or time.perf_counter() - start < seconds:
            step()
            steps += 1
        wait()
        paces.append(steps * ROWS * TOKENS / (time.perf_counter() - start))
    return statistics.median(paces)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--device", default="cuda")
    arguments.add_argument("--shape", choices=SHAPES, default="135")
    arguments.add_argument("--rounds", type=int, default=6)
    arguments.add_argument("--seconds", type=float, default=0.5)
    chosen = arguments.parse_args()
    try:
        import peft
        import torch
        import transformers
    except ImportError as missing:
        sys.exit(f"error: {missing.name} is missing; install torch, transformers and peft")
    print(f"torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}", file=sys.stderr)
    for kind in ("F32", "BF16"):
        print(f"{kind} {pace(chosen.shape, kind, chosen.device, chosen.rounds, chosen.seconds):.0f}", flush=True)


if __name__ == "__main__":
    main()
