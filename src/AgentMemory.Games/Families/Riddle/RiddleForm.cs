namespace AgentMemory.Games.Families.Riddle;

/// <summary>
/// What a riddle is made of. Things have one of two words for each of their features; a rule names one word, or one word
/// each of two features.
/// </summary>
public sealed record RiddleForm
{
    /// <summary>Two words for every feature.</summary>
    public required IReadOnlyList<(string Left, string Right)> Features { get; init; }

    /// <summary>The numbers of the rules that the keeper uses, all as likely.</summary>
    public required IReadOnlyList<int> Pool { get; init; }

    /// <summary>Tries of a game, the guess included.</summary>
    public required int Tries { get; init; }

    /// <summary>How many things there are; bit n of a thing's number tells which word it has of feature n.</summary>
    public int Things => 1 << Features.Count;

    /// <summary>Every rule: the features it names and the words it wants of them, as bits.</summary>
    public IReadOnlyList<(int Mask, int Wanted)> Rules { get; private init; } = [];

    /// <summary>With all rules worked out.</summary>
    public RiddleForm Complete()
    {
        var rules = new List<(int, int)>();
        for (var size = 1; size <= 2; size++)
        {
            for (var mask = 1; mask < Things; mask++)
            {
                for (var wanted = 0; wanted < Things; wanted++)
                {
                    if (System.Numerics.BitOperations.PopCount((uint)mask) == size && (wanted & ~mask) == 0)
                    {
                        rules.Add((mask, wanted));
                    }
                }
            }
        }

        return this with { Rules = rules };
    }

    /// <summary>Whether a thing follows a rule.</summary>
    public bool Follows(int thing, int rule) => (thing & Rules[rule].Mask) == Rules[rule].Wanted;

    /// <summary>A thing's words.</summary>
    public string Thing(int thing) =>
        string.Join(' ', Features.Select((f, n) => (thing >> n & 1) == 0 ? f.Left : f.Right));

    /// <summary>A rule's words.</summary>
    public string Rule(int rule)
    {
        var (mask, wanted) = Rules[rule];
        return string.Join(' ', Features.Where((_, n) => (mask >> n & 1) != 0)
            .Select(f => (wanted >> Features.ToList().IndexOf(f) & 1) == 0 ? f.Left : f.Right));
    }
}
