using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Vocabulary, tokenising, chat templates (llama.h). Texts go as UTF-8 bytes with their length.
/// </summary>
internal static partial class Llama
{
    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_vocab_type(nint vocab);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_vocab_n_tokens(nint vocab);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial nint llama_vocab_get_text(nint vocab, int token);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial float llama_vocab_get_score(nint vocab, int token);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_vocab_get_attr(nint vocab, int token);

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_vocab_is_eog(nint vocab, int token);

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_vocab_is_control(nint vocab, int token);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_vocab_bos(nint vocab);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_vocab_eos(nint vocab);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_vocab_eot(nint vocab);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_vocab_sep(nint vocab);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_vocab_nl(nint vocab);

    [LibraryImport(NativeLibraries.Llama)]
    internal static partial int llama_vocab_pad(nint vocab);

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_vocab_get_add_bos(nint vocab);

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_vocab_get_add_eos(nint vocab);

    [LibraryImport(NativeLibraries.Llama)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool llama_vocab_get_add_sep(nint vocab);

    [LibraryImport(NativeLibraries.Llama)]
    internal static unsafe partial int llama_tokenize(
        nint vocab, byte* text, int textLen, int* tokens, int nTokensMax,
        [MarshalAs(UnmanagedType.U1)] bool addSpecial, [MarshalAs(UnmanagedType.U1)] bool parseSpecial);

    [LibraryImport(NativeLibraries.Llama)]
    internal static unsafe partial int llama_token_to_piece(
        nint vocab, int token, byte* buf, int length, int lstrip, [MarshalAs(UnmanagedType.U1)] bool special);

    [LibraryImport(NativeLibraries.Llama)]
    internal static unsafe partial int llama_detokenize(
        nint vocab, int* tokens, int nTokens, byte* text, int textLenMax,
        [MarshalAs(UnmanagedType.U1)] bool removeSpecial, [MarshalAs(UnmanagedType.U1)] bool unparseSpecial);
}
