using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>struct ggml_init_params.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GgmlInitParams
{
    internal nuint MemSize;
    internal nint MemBuffer;
    internal byte NoAlloc;
}
