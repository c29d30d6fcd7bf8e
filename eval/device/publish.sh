#!/usr/bin/env bash
# The command line as one folder that needs neither .NET nor a network, for a machine with a graphics card, and the same as an
# archive in parts. libtorch is left out: the machine's own PyTorch has one. Usage: eval/device/publish.sh FOLDER [MIB_OF_A_PART]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=${1:?"error: name the folder to write"}
part=${2:-60}
case $part in *[!0-9]* | "" | 0) echo "error: the size of a part is a whole number of MiB above 0" >&2; exit 2 ;; esac
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
program=$folder/agentmemory
# Outputs of its own, since what is restored for another platform or without libtorch differs from the checkout's.
AgentMemoryTraining=none dotnet publish "$root/src/AgentMemory.Cli" --configuration Release --runtime linux-x64 --self-contained \
    --output "$program" --nologo --verbosity quiet -p:ArtifactsPath="$folder/build/"
rm -rf "$folder/build" "$program"/*.pdb "$program"/*.xml
# llama.cpp's libraries, which a checkout finds up the tree, and the scripts.
mkdir -p "$program/native" "$program/device"
cp "$root"/node_modules/@node-llama-cpp/linux-x64/bins/linux-x64/*.so* "$program/native/"
cp "$root"/eval/device/{run.sh,abi-check.sh,peft_pace.py} "$program/device/"
rm -f "$folder"/agentmemory.tar.gz.*
tar -C "$folder" -czf - agentmemory | split -b "${part}M" -d - "$folder/agentmemory.tar.gz."
du -sh "$program"
ls -l "$folder"/agentmemory.tar.gz.*
