using AgentMemory.Core;

namespace AgentMemory.Games.Gdl;

/// <summary>
/// What the rules of a game say about its states. A state is an array of numbers whose meaning the engine alone knows;
/// equal states are equal arrays. Safe to share between threads.
/// </summary>
internal abstract class GdlEngine(GdlRulesheet sheet)
{
    private const int ShownMax = 300;

    public GdlRulesheet Sheet => sheet;

    public string File => sheet.File;

    /// <summary>The rulesheet tells what each role sees; otherwise everybody sees everything.</summary>
    public bool HasSees { get; } = sheet.Rules.Any(r => r.Head.Name == "sees");

    /// <summary>In the order of the rulesheet, random included.</summary>
    public abstract IReadOnlyList<string> Roles { get; }

    /// <summary>The state in which every play starts.</summary>
    public abstract ulong[] Initial { get; }

    /// <summary>What has been worked out so far, in steps of about a nanosecond; the same on every machine.</summary>
    public abstract long Work { get; }

    /// <summary>The least and the most that the rules could give a role.</summary>
    public abstract (int Least, int Most) GoalRange(int role);

    /// <summary>What follows from a state.</summary>
    /// <param name="state">Any state.</param>
    /// <param name="broken">The game is broken off here: goals are wanted though the rules may not say that it is over.</param>
    public abstract GdlLook Look(ulong[] state, bool broken);

    /// <summary>The state after one move of every role, and what each role sees, where the rules say.</summary>
    /// <param name="state">A state that is not over.</param>
    /// <param name="does">For each role the <see cref="GdlMove.Does"/> of its move.</param>
    public abstract (ulong[] State, IReadOnlyList<string> Seen) Next(ulong[] state, ReadOnlySpan<int> does);

    /// <summary>What holds in a state, as text, in a fixed order.</summary>
    public abstract IReadOnlyList<string> Texts(ulong[] state);

    /// <summary>The goal that a term stands for.</summary>
    /// <exception cref="UserErrorException">It is no whole number from 0 to 100.</exception>
    protected int Goal(GdlFact fact) =>
        int.TryParse(fact.Terms[1].ToString(), out var goal) && goal is >= 0 and <= 100
            ? goal
            : throw GdlError.At(File, sheet.Rules.First(r => r.Head.Name == "goal").Head.Node,
                $"goal {fact.Terms[1]} is not a whole number from 0 to 100");

    /// <summary>A role has no legal move in a state that is not over.</summary>
    public UserErrorException NoMove(int role, int step, ulong[] state) => GdlError.At(File, PlaceOf("legal", role),
        $"after {step} steps {Roles[role]} has no legal move though the game is not over; give it one or make the state "
        + $"terminal: {Shown(state)}");

    /// <summary>A role has no goal, or several, in a state that is over.</summary>
    public UserErrorException WrongGoals(int role, int step, IReadOnlyList<int> goals, ulong[] state) => GdlError.At(
        File, PlaceOf("goal", role),
        $"after {step} steps the game is over and {Roles[role]} has {goals.Count} goals"
        + $"{(goals.Count == 0 ? "" : $" ({string.Join(", ", goals)})")}; give it exactly one: {Shown(state)}");

    /// <summary>Lists all facts beforehand where there are few enough, and works them out as they are asked for otherwise.</summary>
    public static GdlEngine Of(GdlRulesheet sheet)
    {
        try
        {
            return new GdlNetwork(sheet);
        }
        catch (GdlTangledException)
        {
            return new GdlInterpreter(sheet, watchesCircles: true);
        }
        catch (GdlTooLargeException)
        {
            return new GdlInterpreter(sheet);
        }
    }

    /// <summary>The first rule that could say something of the role.</summary>
    private GdlNode PlaceOf(string relation, int role)
    {
        var rules = Sheet.Rules.Where(r => r.Head.Name == relation).ToList();
        return (rules.Find(r => r.Head.Terms[0].Variable >= 0
            || string.Equals(r.Head.Terms[0].Name, Roles[role], StringComparison.OrdinalIgnoreCase)) ?? rules[0]).Head.Node;
    }

    private string Shown(ulong[] state)
    {
        var text = string.Join(' ', Texts(state));
        return text.Length <= ShownMax ? text : text[..ShownMax] + "...";
    }
}

/// <summary>What the rules say of a state.</summary>
/// <param name="IsTerminal">The game is over.</param>
/// <param name="Legal">For every role its legal moves; empty where goals were wanted or the game is over.</param>
/// <param name="Goals">For every role the goals that hold, each once; empty while the game goes on.</param>
internal sealed record GdlLook(bool IsTerminal, GdlMove[][] Legal, IReadOnlyList<int>[] Goals);

/// <summary>A move that a role may have.</summary>
/// <param name="Does">The number by which the engine knows it.</param>
/// <param name="Text">As players write it.</param>
internal sealed record GdlMove(int Does, string Text);
