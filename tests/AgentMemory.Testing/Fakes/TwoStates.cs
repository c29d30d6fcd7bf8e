using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Testing;

/// <summary>
/// Two states to practise in, and two others that only an exam asks in. Of five counts one is allowed, the same one in all states; it is
/// not the one that a model takes which knows nothing. The words are those of the family heaps, which the shipped model was trained on.
/// </summary>
public sealed class TwoStates : ITask, IDemonstrable
{
    /// <summary>The count that is allowed.</summary>
    public const string Right = "5";

    private static readonly string[] Counts = ["1", "2", "3", "4", Right];
    private static readonly int[] PractisedHeaps = [7, 9];
    private static readonly int[] ExamHeaps = [6, 8];

    public string Id => "two-states?seed=1";

    public string Family => "two-states";

    public TaskKind Kind => TaskKind.Game;

    public IReadOnlyList<Document> Documents { get; } =
    [
        new(
            "The game of duvi",
            "There is one heap, pidil, of 6 to 9 stones. You and they move in turn; you begin.\nA move takes stones from one heap. From 1 to 5 may be "
            + "tried, but only 1 of these counts is allowed, the same one in every game. Which one is not told. Whoever takes another count loses at "
            + "once. They never do. Who cannot make an allowed move loses.\nReply with the count, as in \"2\"."),
        new("The name of the heap", "A heap is called pidil. Stones of a pidil are grey.", OpenBook: false),
    ];

    public HiddenShare Hidden => new("which count is allowed", 0.2);

    public Known<double> HiddenBits => Known<double>.Not("a task of tests");

    public Known<IEvidence> Evidence => Known<IEvidence>.Not("a task of tests");

    public Known<IQuestionPartition> Partition => Known<IQuestionPartition>.Not("a task of tests");

    public Known<IStateExam> StateExam => Known<IStateExam>.Not("a task of tests");

    public double Floor => -0.6;

    public double Ceiling => 1;

    public IReadOnlyList<string> TrueNotes => [.. Counts.Select(count => $"take {count} is {(count == Right ? "allowed" : "forbidden")}")];

    /// <summary>What only an exam shows.</summary>
    public static IReadOnlyList<string> ExamViews => [.. ExamHeaps.Select(Seen)];

    public IEpisode Practice(ulong seed) => new Episode(PractisedHeaps[(int)(seed % 2)], null);

    public IEpisode Exam(ulong seed) => new Episode(ExamHeaps[(int)(seed % 2)], null);

    public IDemonstrator Demonstrate() => new Reader();

    private static string Seen(int heap) => $"pidil {heap}";

    private sealed record Episode(int Heap, Outcome? Outcome) : IEpisode
    {
        public View View => new(Seen(Heap), new ReplyForm.OneOf(Counts));

        public IEpisode After(string reply) => Outcome is null && Counts.Contains(reply)
            ? this with { Outcome = reply == Right ? new Outcome(1, "you win") : new Outcome(-1, $"{reply} is forbidden, you lose") }
            : throw new ArgumentException($"{reply} is not legal", nameof(reply));
    }

    private sealed class Reader : IDemonstrator
    {
        private readonly HashSet<string> _possible = [.. Counts];

        public IReadOnlyList<string> Notes => _possible.Count == 1 ? new TwoStates().TrueNotes : [];

        public string Choose(IEpisode episode) => Counts.First(_possible.Contains);

        public void Observe(IEpisode before, string reply, IEpisode after) =>
            _possible.RemoveWhere(count => after.Outcome!.Score > 0 ? count != reply : count == reply);

        public void Read(IReadOnlyList<string> notes) => _possible.RemoveWhere(count => !notes.Contains($"take {count} is allowed"));
    }
}
