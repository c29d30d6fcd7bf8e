using AgentMemory.Core;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Games.Wings;

/// <summary>A world of independent wings: what all its things have as their word. Immutable.</summary>
internal sealed class WingWorld
{
    private readonly IReadOnlyList<IReadOnlyList<byte>> _wings;

    /// <summary>A world of these wings.</summary>
    /// <param name="kind">Of every wing.</param>
    /// <param name="wings">The word of every cell of each wing.</param>
    public WingWorld(WingKind kind, IReadOnlyList<IReadOnlyList<byte>> wings)
    {
        Kind = kind;
        _wings = wings;
        Practice = [.. Enumerable.Range(0, wings.Count).SelectMany(kind.PracticeOf)];
        Exam = [.. Enumerable.Range(0, wings.Count).SelectMany(kind.ExamOf)];
    }

    public WingKind Kind { get; }

    public int Wings => _wings.Count;

    /// <summary>Bits that practice can reveal.</summary>
    public double HiddenBits => Wings * Kind.Bits;

    /// <summary>The things that practice shows.</summary>
    public IReadOnlyList<WingThing> Practice { get; }

    /// <summary>The things that practice never shows and an exam asks about.</summary>
    public IReadOnlyList<WingThing> Exam { get; }

    /// <summary>
    /// Wings drawn one by one, so that a larger world of a seed begins with the wings of a smaller one.
    /// </summary>
    /// <param name="kind">Of every wing.</param>
    /// <param name="bits">Hidden bits, as near as whole wings come to them.</param>
    /// <param name="rng">Of the world.</param>
    /// <param name="twin">The varied one has another function in one wing.</param>
    public static WingWorld Draw(WingKind kind, int bits, Rng rng, TaskTwin twin)
    {
        var wings = Enumerable.Range(0, kind.WingsFor(bits)).Select(wing => kind.Draw(rng.Fork("wing", wing))).ToArray();
        if (twin == TaskTwin.Varied)
        {
            var fork = rng.Fork("varied");
            var wing = fork.Next(wings.Length);
            var own = wings[wing];
            while (wings[wing].SequenceEqual(own))
            {
                wings[wing] = kind.Draw(fork);
            }
        }

        return new WingWorld(kind, wings);
    }

    public int WordOf(WingThing thing) => WordOf(thing.Wing, Kind.CellOf(thing));

    public int WordOf(int wing, int cell) => _wings[wing][cell];
}
