using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// struct llama_model_params. Never filled from scratch: take llama_model_default_params() and change fields.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LlamaModelParams
{
    internal nint Devices;
    internal nint TensorBuftOverrides;
    internal int NGpuLayers;
    internal int SplitMode;
    internal int LoadMode;
    internal int LazyMode;
    internal int MainGpu;
    internal nint TensorSplit;
    internal nint ProgressCallback;
    internal nint ProgressCallbackUserData;
    internal nint KvOverrides;
    internal byte VocabOnly;
    internal byte CheckTensors;
    internal byte UseExtraBufts;
    internal byte NoHost;
    internal byte NoAlloc;
    internal byte LoadMtp;
}
