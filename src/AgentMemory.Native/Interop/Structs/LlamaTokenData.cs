using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>struct llama_token_data.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LlamaTokenData
{
    internal int Id;
    internal float Logit;
    internal float P;
}

/// <summary>struct llama_token_data_array.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaTokenDataArray
{
    internal LlamaTokenData* Data;
    internal nuint Size;
    internal long Selected;
    internal byte Sorted;
}
