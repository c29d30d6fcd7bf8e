#!/usr/bin/env bash
# Training on this machine's device: does the shim fit the libtorch, does the device compute what the processor computes, how fast is
# it beside PyTorch with PEFT, and an adapter trained on it. What a step needs and the machine lacks is said, and the step is skipped.
#   run.sh PROGRAM_FOLDER [--device cuda|cpu] [--python python3] [--out FOLDER] [--rounds N] [--model FILE.gguf]
# Exit code 0: every step that could run holds; 1: one does not; 2: wrong use.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fail() { echo "error: $1" >&2; exit 2; }
program=${1:-}
[ -n "$program" ] && [ -d "$program" ] || fail "name the folder of the program, as publish.sh writes it or as a build leaves it"
program=$(cd "$program" && pwd)
shift
device=cuda python=python3 out=device-results rounds=6 model=
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || fail "$1 lacks its value"
    case $1 in
        --device) device=$2 ;;
        --python) python=$2 ;;
        --out) out=$2 ;;
        --rounds) rounds=$2 ;;
        --model) model=$2 ;;
        *) fail "there is no option $1" ;;
    esac
    shift 2
done
case $device in cpu | cuda) ;; *) fail "--device $device is neither cpu nor cuda" ;; esac
mkdir -p "$out" && out=$(cd "$out" && pwd) || fail "--out $out cannot be made"

if [ -x "$program/agentmemory" ] && [ -f "$program/libcoreclr.so" ]; then
    agentmemory() { "$program/agentmemory" "$@"; }
else
    agentmemory() { dotnet "$program/agentmemory.dll" "$@"; }
fi
export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-3000}
[ ! -d "$program/native" ] || export AGENTMEMORY_NATIVE=${AGENTMEMORY_NATIVE:-$program/native}

held=0 broken=0 skipped=0
result() { # NAME CODE
    if [ "$2" -eq 0 ]; then held=$((held + 1)); echo "== $1: holds"; else broken=$((broken + 1)); echo "!! $1: does not hold"; fi
}
skip() { skipped=$((skipped + 1)); echo "-- $1: skipped, $2"; }

# libtorch: the one that is named, the program's own, or Python's.
shim=$(find "$program" -name libLibTorchSharp.so -path '*linux-x64*' -o -name libLibTorchSharp.so | head -n 1)
[ -n "$shim" ] || fail "$program holds no libLibTorchSharp.so; publish it again"
python_libtorch=$("$python" -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))' 2>/dev/null) || python_libtorch=
own=$(find "$program" -name libtorch_cpu.so | head -n 1)
if [ -n "${AGENTMEMORY_LIBTORCH:-}" ]; then
    libtorch=$AGENTMEMORY_LIBTORCH
elif [ -n "$own" ]; then
    libtorch=$(dirname "$own")
elif [ -n "$python_libtorch" ]; then
    libtorch=$python_libtorch
    export AGENTMEMORY_LIBTORCH=$libtorch
else
    fail "there is no libtorch: neither in $program nor in $python; set AGENTMEMORY_LIBTORCH to the folder lib of a PyTorch"
fi
echo "libtorch: $libtorch"

step="the shim finds its symbols in libtorch"
"$here/abi-check.sh" "$shim" "$libtorch"
code=$?
if [ $code -eq 2 ]; then skip "$step" "the check could not be made"; else result "$step" $code; fi

agentmemory bench train --probe device --device "$device" --rounds "$rounds" --out "$out"
result "$device computes what the processor computes" $?

step="tokens a second beside PyTorch with PEFT"
shape=135
[ "$device" != cpu ] || shape=10
if ! "$python" -c 'import torch, transformers, peft' 2>/dev/null; then
    skip "$step" "$python lacks torch, transformers or peft"
elif [ ! -s "$out/train.csv" ]; then
    skip "$step" "this program's own pace is not known"
else
    "$python" "$here/peft_pace.py" --device "$device" --shape "$shape" --rounds "$rounds" >"$out/peft.txt"
    code=$?
    while read -r kind pace; do
        ours=$(awk -F, -v variant="torch $kind" '$3 == variant && $7 == "tokens/s" { print $8 }' "$out/train.csv")
        awk -v k="$kind" -v a="$ours" -v b="$pace" 'BEGIN { printf "base %s: %.0f tokens/s, PyTorch with PEFT %.0f, ratio %.2f (aim: 1.0)\n", k, a, b, a / b }'
    done <"$out/peft.txt"
    result "$step" $code
fi

cat >"$out/lessons.jsonl" <<'LESSONS'
{"prompt":"the door is ","completion":"blue"}
{"prompt":"the wall is ","completion":"red"}
{"prompt":"the roof is ","completion":"green"}
LESSONS
named=()
[ -z "$model" ] || named=(--model "$model")
agentmemory train "${named[@]}" --lessons "$out/lessons.jsonl" --validation 0 --epochs 200 --learning-rate 0.01 --device "$device" --out "$out/adapter.gguf"
code=$?
if [ $code -eq 0 ]; then
    # Learnt by the device, worn by llama.cpp on the processor.
    answer=$(agentmemory complete "${named[@]}" --device cpu --adapter "$out/adapter.gguf" --prompt "the door is " --tokens 4) && echo "the door is $answer"
    [[ $answer == *blue* ]]
    code=$?
fi
result "an adapter trained on $device is worn on the processor" $code

echo "$held hold, $broken do not, $skipped skipped; the adapter and the figures are in $out"
[ $broken -eq 0 ]
