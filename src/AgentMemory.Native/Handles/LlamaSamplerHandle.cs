namespace AgentMemory.Native;

/// <summary>A grammar's state (struct llama_sampler). Keeps the model alive, whose vocabulary it reads.</summary>
internal sealed class LlamaSamplerHandle : NativeHandle
{
    private const int ReasonMax = 200;
    private const int ReadableMax = 256;

    /// <summary>Grammars that were read before: the same few come with every reply, and standard error is taken for new ones alone.</summary>
    private static readonly HashSet<string> Readable = new(StringComparer.Ordinal);

    private readonly LlamaModelHandle _model;

    private LlamaSamplerHandle(nint sampler, LlamaModelHandle model)
        : base(sampler) => _model = Hold(model);

    /// <summary>A GBNF grammar at its start; null when llama.cpp cannot parse it (the native log says why).</summary>
    internal static LlamaSamplerHandle? Grammar(LlamaModelHandle model, string gbnf, string root)
    {
        NativeLog.Clear();
        lock (Readable)
        {
            var (sampler, said) = Readable.Contains(gbnf) ? (Parse(), "") : StandardError.Taken(Parse);
            if (sampler == 0)
            {
                // Behind the first line stands the whole grammar.
                var reason = said.Split('\n')[0];
                NativeLog.Add(NativeLogLevel.Error, reason[..Math.Min(ReasonMax, reason.Length)] + "\n");
                return null;
            }

            // What was taken over a grammar that is sound was said by others.
            Console.Error.Write(said);
            Remember(gbnf);
            return new LlamaSamplerHandle(sampler, model);
        }

        nint Parse() => Llama.llama_sampler_init_grammar(Llama.llama_model_get_vocab(model.Pointer), gbnf, root);
    }

    private static void Remember(string gbnf)
    {
        if (Readable.Count == ReadableMax)
        {
            Readable.Clear();
        }

        Readable.Add(gbnf);
    }

    private protected override void Free(nint thing)
    {
        Llama.llama_sampler_free(thing);
        _model.DangerousRelease();
    }
}
