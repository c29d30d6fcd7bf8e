using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Contexts, batches and decoding (llama.h).
/// </summary>
internal static partial class Llama
{
    [LibraryImport(NativeLibraries.Llama)]
    internal static partial LlamaContextParams llama_context_default_params();

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial nint llama_init_from_model(nint model, LlamaContextParams parameters);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_free(nint context);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial uint llama_n_ctx(nint context);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial uint llama_n_ctx_seq(nint context);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial uint llama_n_batch(nint context);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial uint llama_n_ubatch(nint context);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial uint llama_n_seq_max(nint context);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_pooling_type(nint context);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial LlamaBatch llama_batch_init(int nTokens, int embd, int nSeqMax);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_batch_free(LlamaBatch batch);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_encode(nint context, LlamaBatch batch);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_decode(nint context, LlamaBatch batch);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_set_n_threads(nint context, int nThreads, int nThreadsBatch);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_n_threads(nint context);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_set_embeddings(nint context, [MarshalAs(UnmanagedType.U1)] bool embeddings);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_set_causal_attn(nint context, [MarshalAs(UnmanagedType.U1)] bool causalAttn);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial void llama_synchronize(nint context);

    [LibraryImport(NativeLibraries.Llama)]
    internal static unsafe partial float* llama_get_logits_ith(nint context, int i);

    [LibraryImport(NativeLibraries.Llama)]
    internal static unsafe partial float* llama_get_embeddings_ith(nint context, int i);

    [LibraryImport(NativeLibraries.Llama)]
    internal static unsafe partial float* llama_get_embeddings_seq(nint context, int seqId);
}
