using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Memory.Vectors;

namespace AgentMemory.Learners.Memory.Rag;

/// <summary>An embedder and what it took since it was last asked.</summary>
internal sealed class ChargedEmbedder : IEmbedder, IDisposable
{
    private readonly IEmbedder _inner;
    private readonly LearnerTools? _charged;
    private Cost _cost = Cost.None;

    private ChargedEmbedder(IEmbedder inner, LearnerTools? charged) => (_inner, _charged) = (inner, charged);

    public string Id => _inner.Id;

    public int Dimensions => _inner.Dimensions;

    /// <summary>The embedder of a setting; null for none.</summary>
    /// <exception cref="UserErrorException">The run's model cannot embed.</exception>
    public static ChargedEmbedder? Open(EmbedderChoice choice, LearnerTools tools) => choice switch
    {
        EmbedderChoice.None => null,
        EmbedderChoice.Spelling => new ChargedEmbedder(new SpellingEmbedder(), null),
        _ => new ChargedEmbedder(
            tools.OpenEmbedder?.Invoke() ?? throw new UserErrorException(
                $"model {tools.Model.Card.Id} cannot embed here; set embedder to spelling or none"),
            tools),
    };

    /// <inheritdoc/>
    public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        if (_charged is not null)
        {
            foreach (var text in texts)
            {
                var tokens = _charged.Model.Tokenizer.Count(text);
                _cost += new Cost { TokensRead = tokens, Flops = _charged.Model.Card.ForwardFlops(tokens, tokens / 2.0) };
            }
        }

        return _inner.Embed(texts, cancellation);
    }

    /// <summary>What was charged since the last call.</summary>
    public Cost TakeCost()
    {
        var cost = _cost;
        _cost = Cost.None;
        return cost;
    }

    public void Dispose() => (_inner as IDisposable)?.Dispose();
}
