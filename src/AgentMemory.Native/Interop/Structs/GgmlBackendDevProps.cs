using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>struct ggml_backend_dev_props, its caps as five bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GgmlBackendDevProps
{
    internal byte* Name;
    internal byte* Description;
    internal nuint MemoryFree;
    internal nuint MemoryTotal;
    internal int Type;
    internal byte* DeviceId;
    internal byte Async;
    internal byte HostBuffer;
    internal byte BufferFromHostPtr;
    internal byte Events;
    internal byte MmapSupport;
}
