using System.Globalization;
using System.Text;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Exams;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Commands;

/// <summary>All that a person wants to know of a game before playing it.</summary>
public sealed record GameShow
{
    public required string Game { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The learner's.</summary>
    public required string Role { get; init; }

    public required IReadOnlyList<Document> Documents { get; init; }

    public required double Floor { get; init; }

    public required double Ceiling { get; init; }

    public required HiddenShare Hidden { get; init; }

    /// <summary>How many bits, or why it is not known.</summary>
    public required string HiddenBits { get; init; }

    /// <summary>What the exam is.</summary>
    public required string Exam { get; init; }

    /// <summary>Where practice and exam start; null where that is not known.</summary>
    public required GameStarts? Starts { get; init; }

    public required int SeedsSkipped { get; init; }

    public required IReadOnlyList<string> Cautions { get; init; }

    /// <summary>What the learner sees first in one episode.</summary>
    public required View First { get; init; }

    /// <summary>Gathers it.</summary>
    public static GameShow Of(ITask task) => new()
    {
        Game = task.Id,
        Roles = (task as GameTask)?.Table.Game.Roles ?? GameWords.OneRole,
        Role = task is GameTask game ? game.Table.Game.Roles[game.Table.Seat] : GameWords.OneRole[0],
        Documents = task.Documents,
        Floor = task.Floor,
        Ceiling = task.Ceiling,
        Hidden = task.Hidden,
        HiddenBits = ExamSummary.BitsOf(task),
        Exam = ExamSummary.Of(task),
        Starts = (task as GameTask)?.Starts,
        SeedsSkipped = (task as GameTask)?.SeedsSkipped ?? 0,
        Cautions = (task as GameTask)?.Cautions ?? [],
        First = task.Practice(0).View,
    };

    /// <summary>As plain text.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var document in Documents)
        {
            text.Append(CultureInfo.InvariantCulture, $"# {document.Title}\n{document.Text}\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"game      {Game}\n")
            .Append(CultureInfo.InvariantCulture, $"roles     {string.Join(", ", Roles)}; you are {Role}\n")
            .Append(CultureInfo.InvariantCulture, $"floor     {Floor:0.####} (a random player's mean at the exam)\n")
            .Append(CultureInfo.InvariantCulture, $"ceiling   {Ceiling:0.####} (the best response to its opponent there)\n")
            .Append(CultureInfo.InvariantCulture, $"hidden    {Hidden.What}; {Hidden.ReachableWithout:0.###} of the range is reached without it\n")
            .Append(CultureInfo.InvariantCulture, $"bits      {HiddenBits}\n")
            .Append(CultureInfo.InvariantCulture, $"exam      {Exam}\n")
            .Append(CultureInfo.InvariantCulture, $"starts    {StartsText}\n")
            .Append(CultureInfo.InvariantCulture, $"skipped   {SeedsSkipped} instances that measure too little\n")
            .Append(CultureInfo.InvariantCulture, $"first     {First.Text}\n");
        if (First.Reply is ReplyForm.OneOf { Replies: var replies })
        {
            text.Append(CultureInfo.InvariantCulture, $"replies   {string.Join(" | ", replies)}\n");
        }

        foreach (var caution in Cautions)
        {
            text.Append(CultureInfo.InvariantCulture, $"caution   {caution}\n");
        }

        return text.ToString();
    }

    private string StartsText => Starts switch
    {
        null => "not known",
        { WhyShared: { } why } => $"the same for practice and exam: {why}",
        _ => $"{Starts.ExamCount} of {Starts.Count} are the exam's alone",
    };
}
