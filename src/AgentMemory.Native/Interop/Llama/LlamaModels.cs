using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Models: loading and what they say of themselves (llama.h).
/// </summary>
internal static partial class Llama
{
    [LibraryImport(NativeLibraries.Llama)]
    internal static partial LlamaModelParams llama_model_default_params();

    [LibraryImport(NativeLibraries.Llama, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint llama_model_load_from_file(string path, LlamaModelParams parameters);

    [LibraryImport(NativeLibraries.Llama)]
    internal static unsafe partial nint llama_model_load_from_splits(
        byte** paths, nuint nPaths, LlamaModelParams parameters);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_model_free(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial nint llama_model_get_vocab(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_model_rope_type(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_model_n_ctx_train(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_model_n_embd(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_model_n_embd_out(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_model_n_layer(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_model_n_head(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_model_n_head_kv(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_model_n_swa(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    internal static unsafe partial int llama_model_desc(nint model, byte* buf, nuint bufSize);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial ulong llama_model_size(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial ulong llama_model_n_params(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_model_has_encoder(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_model_has_decoder(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_model_is_recurrent(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_model_is_hybrid(nint model);

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_model_is_diffusion(nint model);
}
