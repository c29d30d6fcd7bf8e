using System.Globalization;
using System.Text;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Checks;
using AgentMemory.Games.Exams;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Cli.Texts;

/// <summary>Games as a person reads them.</summary>
internal static class GameText
{
    /// <summary>All that a person wants to know of a game before playing it.</summary>
    public static string Show(ITask task)
    {
        var text = new StringBuilder();
        foreach (var document in task.Documents)
        {
            text.Append(CultureInfo.InvariantCulture, $"# {document.Title}\n{document.Text}\n\n");
        }

        var game = task as GameTask;
        var roles = game?.Table.Game.Roles ?? GameWords.OneRole;
        var first = task.Practice(0).View;
        text.Append(CultureInfo.InvariantCulture, $"game      {task.Id}\n")
            .Append(CultureInfo.InvariantCulture, $"roles     {string.Join(", ", roles)}; you are {roles[game?.Table.Seat ?? 0]}\n")
            .Append(CultureInfo.InvariantCulture, $"floor     {task.Floor:0.####} (a random player's mean at the exam)\n")
            .Append(CultureInfo.InvariantCulture, $"ceiling   {task.Ceiling:0.####} (the best response to its opponent there)\n")
            .Append(CultureInfo.InvariantCulture, $"hidden    {task.Hidden.What}; {task.Hidden.ReachableWithout:0.###} of the range is reached without it\n")
            .Append(CultureInfo.InvariantCulture, $"bits      {TaskText.Bits(task)}\n")
            .Append(CultureInfo.InvariantCulture, $"exam      {TaskText.Exam(task)}\n")
            .Append(CultureInfo.InvariantCulture, $"starts    {Starts(game?.Starts)}\n")
            .Append(CultureInfo.InvariantCulture, $"skipped   {game?.SeedsSkipped ?? 0} instances that measure too little\n")
            .Append(CultureInfo.InvariantCulture, $"first     {first.Text}\n");
        if (first.Reply is ReplyForm.OneOf { Replies: var replies })
        {
            text.Append(CultureInfo.InvariantCulture, $"replies   {string.Join(" | ", replies)}\n");
        }

        foreach (var caution in game?.Cautions ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"caution   {caution}\n");
        }

        return text.ToString();
    }

    /// <summary>What random games and the positions nearest to the start showed; its cautions are told apart.</summary>
    public static string Check(GameCheck check)
    {
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"{check.Game}: {string.Join(", ", check.Roles)}; {check.Playouts} random games ended, "
            + $"{check.StepsMean:F1} steps on average, {check.StepsMax} at most\n");
        if (check.Search is { } search)
        {
            text.Append(search.IsWhole
                ? $"all {search.Positions} positions were looked at\n"
                : $"besides, the {search.Positions} positions nearest to the start were looked at; there are others\n");
        }

        return text.ToString();
    }

    /// <summary>A line for each step, and one for the scores.</summary>
    public static string Played(Playout playout)
    {
        var text = new StringBuilder();
        foreach (var step in playout.Steps)
        {
            text.AppendJoin("; ", step.Moves.Select(move => $"{move.Key}: {move.Value}")).Append('\n');
        }

        return text.AppendJoin("; ", playout.Goals.Select(goal => string.Create(CultureInfo.InvariantCulture, $"{goal.Key} scores {goal.Value}")))
            .Append('\n').ToString();
    }

    /// <summary>What a game is worth; its cautions are told apart.</summary>
    public static string Solved(Solution solution)
    {
        var text = new StringBuilder();
        foreach (var (role, value) in solution.Value ?? new Dictionary<string, double>())
        {
            text.Append(CultureInfo.InvariantCulture, $"{role}: {value:G6} under best play\n");
        }

        var best = solution.Best.Count > 0 ? string.Join(", ", solution.Best)
            : solution.HasChoice ? "they depend on what is seen before" : "none to choose";
        return text.Append(CultureInfo.InvariantCulture, $"best first moves: {best}\n")
            .Append(CultureInfo.InvariantCulture, $"against the game's own opponent: random player {solution.Floor:G6}, ")
            .Append(CultureInfo.InvariantCulture, $"best response {solution.Ceiling:G6}; {solution.States} states\n").ToString();
    }

    private static string Starts(GameStarts? starts) => starts switch
    {
        null => "not known",
        { WhyShared: { } why } => $"the same for practice and exam: {why}",
        _ => $"{starts.ExamCount} of {starts.Count} are the exam's alone",
    };
}
