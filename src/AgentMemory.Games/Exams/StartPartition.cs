using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Exams;

/// <summary>
/// The partition of a game whose plays are questions: nothing but the start and the learner's replies decides how one goes, and the
/// start is the question.
/// </summary>
internal sealed class StartPartition : IQuestionPartition
{
    private readonly GameTable _practice;
    private readonly ulong _metSeed;
    private readonly HashSet<string> _practiceKeys;
    private readonly HashSet<string> _examKeys;

    /// <summary>The partition by a game's split starts.</summary>
    /// <param name="practice">Starts where practice does.</param>
    /// <param name="exam">Starts where exams do.</param>
    /// <param name="metSeed">Rules which met questions are asked.</param>
    public StartPartition(GameTable practice, GameTable exam, ulong metSeed)
    {
        _practice = practice;
        _metSeed = metSeed;
        _practiceKeys = [.. Questions(practice).Select(KeyOf)];
        ExamQuestions = [.. Questions(exam)];
        _examKeys = [.. ExamQuestions.Select(KeyOf)];
    }

    public IReadOnlyList<IEpisode> ExamQuestions { get; }

    public string KeyOf(IEpisode episode)
    {
        var first = ((GameEpisode)episode).First;
        return first.Table.Game.Key(first.Position, first.Table.Seat);
    }

    // A start that the game does not have can only come from a learner; it is nobody's question.
    public QuestionPart PartOf(string key) => _examKeys.Contains(key) ? QuestionPart.Exam
        : _practiceKeys.Contains(key) ? QuestionPart.Practice
        : QuestionPart.Spare;

    public IEpisode Met(ulong seed) => GameEpisode.Begin(_practice, Rng.Mix(_metSeed, seed));

    private static IEnumerable<IEpisode> Questions(GameTable table) => Enumerable.Range(0, table.Start.ChanceCount)
        .Select(outcome => GameEpisode.Begin(table with { Start = table.Start.AfterChance(outcome) }, 0));
}
