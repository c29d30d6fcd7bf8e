using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>The smallest task with something hidden: pull one of three levers, one of them pays; which one the seed decides.</summary>
internal sealed class Levers : ITask, IDemonstrable
{
    internal static readonly string[] Names = ["left", "middle", "right"];
    private readonly int _best;

    internal Levers(ulong seed)
    {
        _best = new Rng(seed).Fork("best").Next(Names.Length);
        Id = $"levers?seed={seed}";
    }

    public string Id { get; }

    public string Family => "levers";

    public TaskKind Kind => TaskKind.Game;

    public IReadOnlyList<Document> Documents { get; } = [new Document("Levers", "Pull left, middle or right. One pays.")];

    public HiddenShare Hidden { get; } = new("which lever pays", 0.3);

    public Known<double> HiddenBits => Known<double>.Not("a task of tests");

    public Known<IEvidence> Evidence => Known<IEvidence>.Not("a task of tests");

    public Known<IQuestionPartition> Partition => Known<IQuestionPartition>.Not("a task of tests");

    public Known<IStateExam> StateExam => Known<IStateExam>.Not("a task of tests");

    public double Floor => 1.0 / 3;

    public double Ceiling => 1;

    public string Best => Names[_best];

    public IReadOnlyList<string> TrueNotes => [$"{Best} pays"];

    public IEpisode Practice(ulong seed) => new Pull(_best, null);

    public IEpisode Exam(ulong seed) => new Pull(_best, null);

    public IDemonstrator Demonstrate() => new Puller();

    private sealed record Pull(int Best, int? Pulled) : IEpisode
    {
        public View View => new("pull", new ReplyForm.OneOf(Names));

        public Outcome? Outcome => Pulled is { } pulled ? new Outcome(pulled == Best ? 1 : 0, pulled == Best ? "it pays" : "nothing") : null;

        public IEpisode After(string reply) => this with { Pulled = Array.IndexOf(Names, reply) };
    }

    private sealed class Puller : IDemonstrator
    {
        private readonly HashSet<string> _possible = [.. Names];

        public IReadOnlyList<string> Notes => _possible.Count == 1 ? [$"{_possible.Single()} pays"] : [];

        public string Choose(IEpisode episode) => Names.First(_possible.Contains);

        public void Observe(IEpisode before, string reply, IEpisode after)
        {
            if (after.Outcome!.Score > 0)
            {
                _possible.RemoveWhere(name => name != reply);
            }
            else
            {
                _possible.Remove(reply);
            }
        }

        public void Read(IReadOnlyList<string> notes) => _possible.RemoveWhere(name => !notes.Contains($"{name} pays"));
    }

    internal sealed class Kin : ITaskFamily
    {
        public string Name => "levers";

        public TaskKind Kind => TaskKind.Game;

        public string Summary => "pull levers";

        public IReadOnlyList<TaskParameter> Parameters { get; } = [TaskParameter.Seed];

        public ITask Create(TaskParameters parameters) => new Levers(parameters.Seed);
    }
}
