using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Samplers (llama.h). The project draws tokens itself; only the grammar comes from here.
/// </summary>
internal static partial class Llama
{
    [LibraryImport(NativeLibraries.Llama, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint llama_sampler_init_grammar(nint vocab, string grammarStr, string grammarRoot);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_sampler_accept(nint sampler, int token);

    [LibraryImport(NativeLibraries.Llama)]
    internal static unsafe partial void llama_sampler_apply(nint sampler, LlamaTokenDataArray* curP);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_sampler_reset(nint sampler);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial nint llama_sampler_clone(nint sampler);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_sampler_free(nint sampler);
}
