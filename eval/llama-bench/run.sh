#!/usr/bin/env bash
# Measures this project's engine beside llama.cpp's own programs, over the very same shared libraries.
# Usage: eval/llama-bench/run.sh LLAMA_CPP_CHECKOUT [MODEL.gguf ...]
# THREADS (default 1) sets the threads of both sides; OUT (default artifacts/llama-bench) is where the programs are built.
set -euo pipefail
if [ $# -lt 1 ] || [ ! -d "$1/tools/llama-bench" ]; then
    echo "error: give a llama.cpp checkout of v0.5.0; eval/llama-bench/README.md says where to get one" >&2
    exit 2
fi

root="$(cd "$(dirname "$0")/../.." && pwd)"
source="$(cd "$1" && pwd)"
shift
platform="linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')"
libraries="$root/node_modules/@node-llama-cpp/$platform/bins/$platform"
out="${OUT:-$root/artifacts/llama-bench}"
mkdir -p "$out"
# The programs look for processor variants beside themselves.
ln -sf "$libraries"/*.so "$out/"
build() {
    if [ ! -x "$out/llama-$2" ] || [ "$source/tools/$1/$1.cpp" -nt "$out/llama-$2" ]; then
        g++ -O2 -DNDEBUG -std=c++17 -DGGML_BACKEND_SHARED -DGGML_SHARED -DLLAMA_SHARED \
            -I"$source/include" -I"$source/ggml/include" -I"$source/common" -I"$source/vendor" \
            "$source/tools/$1/$1.cpp" "$source/tools/$1/main.cpp" \
            -L"$out" -l:libllama-common.so -l:libllama.v0.5.0.so -l:libggml.v0.5.0.so -l:libggml-base.so \
            -Wl,-rpath,'$ORIGIN' -Wl,--allow-shlib-undefined -o "$out/llama-$2"
    fi
}
build llama-bench bench
build batched-bench batched-bench
build completion completion
[ $# -gt 0 ] || set -- small
for model in "$@"; do
    "$root/agentmemory" bench engine --model "$model" --threads "${THREADS:-1}" --against "$out"
done
