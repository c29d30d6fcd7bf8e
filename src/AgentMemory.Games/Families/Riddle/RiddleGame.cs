using System.Globalization;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Riddle;

/// <summary>One riddle: its things, its keeper's rules, its words.</summary>
/// <param name="name">Its invented name.</param>
/// <param name="form">Its things and rules.</param>
/// <param name="words">The book's.</param>
/// <param name="chances">How likely each rule of the pool is; all the same when null.</param>
public sealed class RiddleGame(string name, RiddleForm form, GameWords words, IReadOnlyList<double>? chances = null) : IGame
{
    public string Name => name;

    public RiddleForm Form => form;

    public IReadOnlyList<string> Roles => GameWords.OneRole;

    public IPosition Start { get; } = chances is null
        ? ChancePosition.Uniform([.. form.Pool.Select(rule => Begin(form, rule))])
        : new ChancePosition([.. form.Pool.Zip(chances, (rule, chance) => (chance, Begin(form, rule)))]);

    public double ScoreMin => 0;

    public double ScoreMax => 1;

    public bool HidesInformation => true;

    public object Sight(IPosition position, int seat)
    {
        var state = ((RiddlePosition)position).State;
        return new RiddleSight(state.Asked, state.Follow, state.TriesLeft);
    }

    public string Key(IPosition position, int seat)
    {
        var state = ((RiddlePosition)position).State;
        return string.Create(CultureInfo.InvariantCulture, $"{state.Asked:x}.{state.Follow:x}.{state.TriesLeft}");
    }

    public string View(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var rest = words.Book.Fill(
            "games/riddle/view", ("tries", Numbers.Text(((RiddlePosition)position).State.TriesLeft)));
        return since.Count == 1 && since[0].Before is RiddlePosition before
            ? Answer(before, since[0].Moves[0], rest)
            : rest;
    }

    public string Feedback(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var state = ((RiddlePosition)position).State;
        return words.Book.Fill(state.Guess < 0 ? "games/riddle/no-guess" : "games/riddle/feedback",
            ("rule", form.Rule(state.Rule)), ("end", words.Result(state.Guess == state.Rule ? 1 : -1)));
    }

    public string Board(IPosition position, int seat)
    {
        var state = ((RiddlePosition)position).State;
        var asked = Enumerable.Range(0, form.Things).Where(t => (state.Asked >> t & 1) != 0)
            .Select(t => $"{form.Thing(t)}  {((state.Follow >> t & 1) != 0 ? "yes" : "no")}");
        return string.Join("\n", asked.Append($"tries {state.TriesLeft}"));
    }

    private string Answer(RiddlePosition before, int move, string rest)
    {
        var thing = before.ThingOf(move);
        return words.Book.Fill(form.Follows(thing, before.State.Rule) ? "games/riddle/yes" : "games/riddle/no",
            ("thing", form.Thing(thing)), ("rest", rest));
    }

    private static IPosition Begin(RiddleForm form, int rule) =>
        new RiddlePosition(form, new RiddleState(rule, 0, 0, form.Tries, -1));
}
