using AgentMemory.Core;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>Writes one kind of lives. Holds no state: a life follows from its request alone.</summary>
internal interface ILifeWriter
{
    /// <exception cref="ArgumentException">The task cannot be demonstrated.</exception>
    Life Write(LifeRequest request);
}

/// <summary>What a life is to be written of.</summary>
internal sealed record LifeRequest
{
    public required ITask Task { get; init; }

    /// <summary>Another task of the same part of the corpus.</summary>
    public required Func<ITask> Another { get; init; }

    /// <summary>The same task under the same names with one rule changed; null where its family knows no such thing.</summary>
    public required Func<ITask?> Twin { get; init; }

    /// <summary>How long the life may be, in tokens; one whose documents alone are longer has a single episode.</summary>
    public required int Tokens { get; init; }

    /// <summary>Rules every choice.</summary>
    public required Rng Rng { get; init; }
}
