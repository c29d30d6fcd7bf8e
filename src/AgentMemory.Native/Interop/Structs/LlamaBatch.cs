using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>struct llama_batch: arrays of NTokens, owned by llama_batch_init.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaBatch
{
    internal int NTokens;
    internal int* Token;
    internal float* Embd;
    internal int* Pos;
    internal int* NSeqId;
    internal int** SeqId;
    internal sbyte* Logits;
}
