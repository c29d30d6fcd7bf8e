using System.Collections.Frozen;

namespace AgentMemory.Core.Models;

/// <summary>The tokens with which a model's texts begin and end.</summary>
public sealed record TextMarks
{
    /// <summary>The token that begins a text, or null where the vocabulary has none.</summary>
    public int? Begin { get; init; }

    /// <summary>Whether the model expects <see cref="Begin"/> in front of every text.</summary>
    public bool AddsBegin { get; init; }

    /// <summary>The token that ends a text, or null where the vocabulary has none.</summary>
    public int? End { get; init; }

    /// <summary>Every token at which a reply is over: the end of the text, of a turn, of a message.</summary>
    public IReadOnlySet<int> Endings { get; init; } = FrozenSet<int>.Empty;
}
