using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// LoRA adapters and control vectors (llama.h). An adapter belongs to a model, its wearing to a context.
/// </summary>
internal static partial class Llama
{
    [LibraryImport(NativeLibraries.Llama, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint llama_adapter_lora_init(nint model, string pathLora);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_adapter_lora_free(nint adapter);

    [LibraryImport(NativeLibraries.Llama)]
    internal static unsafe partial int llama_set_adapters_lora(
        nint context, nint* adapters, nuint nAdapters, float* scales);

    [LibraryImport(NativeLibraries.Llama)]
    internal static unsafe partial int llama_set_adapter_cvec(
        nint context, float* data, nuint len, int nEmbd, int ilStart, int ilEnd);
}
