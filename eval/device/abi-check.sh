#!/usr/bin/env bash
# Which symbols TorchSharp's shim needs of libtorch and a folder's libtorch lacks: with none, the shim loads on that libtorch.
# Exit code 0: none is missing; 1: some are, a line each; 2: the check cannot be made. Usage: eval/device/abi-check.sh SHIM FOLDER
set -euo pipefail
shim=${1:?"error: name the shim, libLibTorchSharp.so"}
folder=${2:?"error: name the folder of libtorch_cpu.so"}
for tool in nm c++filt; do
    command -v "$tool" >/dev/null || { echo "error: $tool is missing; install binutils" >&2; exit 2; }
done
[ -f "$shim" ] || { echo "error: there is no $shim" >&2; exit 2; }
[ -f "$folder/libtorch_cpu.so" ] || { echo "error: $folder holds no libtorch_cpu.so" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A symbol's version follows an @; libtorch's symbols have none.
nm -D --undefined-only "$shim" | awk '$1 == "U" { sub(/@.*/, "", $2); print $2 }' | sort -u >"$work/needed"
for name in c10 torch_cpu torch c10_cuda torch_cuda; do
    [ ! -f "$folder/lib$name.so" ] || nm -D --defined-only "$folder/lib$name.so"
done | awk '{ sub(/@.*/, "", $3); print $3 }' | sort -u >"$work/there"
# Names of PyTorch's own namespaces; the C and C++ libraries' are the system's.
comm -23 "$work/needed" "$work/there" | c++filt | grep -E '(^|[ <(*&])(at|c10|torch|caffe2)::' >"$work/missing" || true
echo "$(wc -l <"$work/needed") symbols needed, $(wc -l <"$work/missing") of libtorch missing"
cat "$work/missing"
[ ! -s "$work/missing" ]
