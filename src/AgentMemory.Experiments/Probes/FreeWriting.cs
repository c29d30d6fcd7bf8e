using AgentMemory.Core.Models;

namespace AgentMemory.Experiments.Probes;

/// <summary>
/// A model whose grammars are taken away: what a grammar would have held is written freely, and kept with the grammar for
/// judging. Listed replies stay listed. The model below is not disposed of.
/// </summary>
internal sealed class FreeWriting(ILanguageModel model) : ILanguageModel
{
    private readonly List<FreeText> _written = [];

    /// <summary>All that was written without its grammar, in order.</summary>
    public IReadOnlyList<FreeText> Written => _written;

    public ModelCard Card => model.Card;

    public ITokenizer Tokenizer => model.Tokenizer;

    public IReadOnlyList<Completion> Complete(IReadOnlyList<CompletionRequest> requests, CancellationToken cancellation)
    {
        var completions = model.Complete(
            [.. requests.Select(r => r.Form is CompletionForm.Grammar form
                ? r with { Form = new CompletionForm.Free(form.TokensMax, []) }
                : r)],
            cancellation);
        foreach (var (request, completion) in requests.Zip(completions))
        {
            if (request.Form is CompletionForm.Grammar form)
            {
                _written.Add(new FreeText(form.Gbnf, completion.Text, completion.Stop));
            }
        }

        return completions;
    }

    public IReadOnlyList<ScoredContinuation> Score(IReadOnlyList<ScoreRequest> requests, CancellationToken cancellation) =>
        model.Score(requests, cancellation);

    public IReadOnlyList<Foresight> Foresee(IReadOnlyList<ScoreRequest> requests, CancellationToken cancellation) =>
        model.Foresee(requests, cancellation);

    public void Forget() => model.Forget();

    public ILanguageModel Wear(IReadOnlyList<WornAdapter> adapters) => model.Wear(adapters);

    public void Dispose()
    {
    }
}

/// <summary>What was written where a grammar was meant to hold it.</summary>
/// <param name="Gbnf">That grammar.</param>
/// <param name="Text">As written.</param>
/// <param name="Stop">Why it ended.</param>
internal sealed record FreeText(string Gbnf, string Text, StopReason Stop);
