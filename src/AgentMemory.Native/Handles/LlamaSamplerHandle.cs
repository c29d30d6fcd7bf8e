namespace AgentMemory.Native;

/// <summary>A grammar's state (struct llama_sampler). Keeps the model alive, whose vocabulary it reads.</summary>
internal sealed class LlamaSamplerHandle : NativeHandle
{
    private const int ReasonMax = 200;

    private readonly LlamaModelHandle _model;

    private LlamaSamplerHandle(nint sampler, LlamaModelHandle model)
        : base(sampler) => _model = Hold(model);

    /// <summary>A GBNF grammar at its start; null when llama.cpp cannot parse it (the native log says why).</summary>
    internal static LlamaSamplerHandle? Grammar(LlamaModelHandle model, string gbnf, string root)
    {
        NativeLog.Clear();
        var (sampler, said) = StandardError.Taken(() =>
            Llama.llama_sampler_init_grammar(Llama.llama_model_get_vocab(model.Pointer), gbnf, root));
        if (sampler == 0 && said.Split('\n')[0] is { Length: > 0 } reason)
        {
            // Behind the first line stands the whole grammar.
            NativeLog.Add(NativeLogLevel.Error, reason[..Math.Min(ReasonMax, reason.Length)] + "\n");
        }

        return sampler == 0 ? null : new LlamaSamplerHandle(sampler, model);
    }

    private protected override void Free(nint thing)
    {
        Llama.llama_sampler_free(thing);
        _model.DangerousRelease();
    }
}
