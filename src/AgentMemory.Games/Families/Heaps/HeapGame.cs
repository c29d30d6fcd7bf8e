using System.Globalization;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Heaps;

/// <summary>One game of heaps: its rules, where it may start, and its words.</summary>
public sealed class HeapGame : IGame
{
    private readonly GameWords _words;

    /// <summary>A game that starts at one of these tables, each as likely.</summary>
    public HeapGame(string name, HeapRules rules, IReadOnlyList<IReadOnlyList<int>> starts, GameWords words)
    {
        Name = name;
        Rules = rules;
        Starts = starts;
        _words = words;
        Start = ChancePosition.Uniform([.. starts.Select(s => new HeapPosition(rules, HeapState.Start(s, rules)))]);
    }

    public string Name { get; }

    public HeapRules Rules { get; }

    /// <summary>Stones on every heap, for every possible start.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Starts { get; }

    public IReadOnlyList<string> Roles => GameWords.TwoRoles;

    public IPosition Start { get; }

    public double ScoreMin => -1;

    public double ScoreMax => 1;

    public bool HidesInformation => false;

    public object Sight(IPosition position, int seat) => ((HeapPosition)position).State;

    public string Key(IPosition position, int seat)
    {
        var state = ((HeapPosition)position).State;
        return string.Create(CultureInfo.InvariantCulture, $"{state.Stones:x}.{state.Mover}.{state.LastTake}.{(state.CanRefill ? 1 : 0)}.{state.Forfeited}");
    }

    public string View(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var heaps = Heaps((HeapPosition)position);
        return _words.OtherMove(seat, since) is { } move ? _words.They(move, heaps) : heaps;
    }

    public string Feedback(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var end = (HeapPosition)position;
        var result = _words.Result(end.Score(seat));
        var last = since.Count == 0 ? null : since[^1];
        if (end.State.Forfeited >= 0 && last?.Before is HeapPosition before)
        {
            var take = Numbers.Text(before.TakeOf(last.Moves[before.Mover]));
            return _words.Book.Fill("games/heaps/forbidden", ("take", take), ("end", result));
        }

        var told = end.IsStuck ? _words.Book.Fill("games/heaps/stuck", ("end", result)) : result;
        return _words.OtherMove(seat, since) is { } move ? _words.They(move, told) : told;
    }

    public string Board(IPosition position, int seat)
    {
        var state = ((HeapPosition)position).State;
        var width = Rules.Names.Max(n => n.Length);
        return string.Join("\n", Rules.Names.Select((name, heap) =>
            $"{name.PadRight(width)}  {new string('o', state[heap])} {state[heap]}"));
    }

    private string Heaps(HeapPosition position)
    {
        var heaps = new List<string>(Rules.Names.Count);
        for (var heap = 0; heap < Rules.Names.Count; heap++)
        {
            if (position.State[heap] > 0)
            {
                heaps.Add($"{Rules.Names[heap]} {Numbers.Text(position.State[heap])}");
            }
        }

        return string.Join(", ", heaps);
    }
}
