using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Trials;
using AgentMemory.Fields;
using AgentMemory.Games;
using AgentMemory.Learners.Reference.Frozen;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Rooms;

/// <summary>Which worlds a plan's tasks are drawn in, whatever their family.</summary>
public sealed class ScheduleTests
{
    private static readonly PromptBook Prompts = RepositoryPrompts.Book;

    [Theory]
    [InlineData("heaps?hidden=takes", "heaps?hidden=takes&twin=varied")]
    [InlineData("vault?bits=8", "vault?twin=scrambled&bits=8")]
    [InlineData("law?concepts=8", "law?concepts=8&twin=varied")]
    [InlineData("algebra?twin=scrambled", "algebra")]
    [InlineData("law?concepts=8", "law?concepts=8&tower=2")]
    public void Tasks_of_one_world_in_a_stream_are_drawn_from_one_seed(string one, string other)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var drawn = Drawn([one, "brew", other], seed);
            Assert.Equal(SeedOf(drawn[0]), SeedOf(drawn[2]));
            Assert.NotEqual(SeedOf(drawn[0]), SeedOf(drawn[1]));
        }

        Assert.NotEqual(SeedOf(Drawn([one], 1)[0]), SeedOf(Drawn([one], 2)[0]));
    }

    [Theory]
    [InlineData("heaps?hidden=takes", "heaps?hidden=takes&piles=2")]
    [InlineData("law?concepts=8", "law?concepts=16&twin=varied")]
    [InlineData("law?concepts=8", "algebra?concepts=8")]
    public void Others_are_worlds_of_their_own(string one, string other)
    {
        var drawn = Drawn([one, other], 1);
        Assert.NotEqual(SeedOf(drawn[0]), SeedOf(drawn[1]));
    }

    [Fact]
    public void A_stream_of_twin_fields_is_one_field_with_one_law_changed()
    {
        var fields = Drawn(["kinship?concepts=8", "kinship?concepts=8&twin=varied"], 2).Select(FieldCatalogue.Resolve).ToList();
        Assert.Equal(fields[0].Graph.Concepts.Select(c => c.Name), fields[1].Graph.Concepts.Select(c => c.Name));
        Assert.NotEqual(fields[0].Textbook.ToMarkdown(), fields[1].Textbook.ToMarkdown());
    }

    [Theory]
    [InlineData("heaps?classic=nim-3-4-5")]
    [InlineData("heaps?seed=5")]
    [InlineData("my.game.yaml")]
    [InlineData("my.kif?role=white")]
    public void A_named_world_stays_as_it_is(string name) => Assert.Equal(name, Drawn([name], 1)[0]);

    [Fact]
    public void Another_world_is_there_where_worlds_are_drawn()
    {
        foreach (var (name, isThere) in new[] { ("heaps", true), ("law?seed=3", true), ("lines?classic=tic-tac-toe", false), ("my.kif", false), ("questions", false) })
        {
            Assert.Equal(isThere, Trials([name], 1).Single().Tasks[0].OtherWorld is not null);
        }
    }

    private static ulong SeedOf(string name) => TaskParameters.Parse(name).Seed;

    private static IReadOnlyList<string> Drawn(IReadOnlyList<string> stream, int seed) =>
        [.. Trials(stream, seed).Single(t => t.Key.Seed == seed).Tasks.Select(task => ((Unmade)task.Task).Name)];

    private static IReadOnlyList<Trial> Trials(IReadOnlyList<string> stream, int seeds)
    {
        using var model = new ScriptedModel(_ => "");
        var tools = new LearnerTools
        {
            Model = model,
            Prompts = Prompts,
            Prompt = new PlayPrompt(Prompts),
            Limits = new PlayerLimits(100, 20),
            Threads = 1,
        };
        var plan = new Plan
        {
            Name = "schedule",
            Model = "scripted",
            Device = "cpu",
            Seed = 3,
            Streams = [stream],
            Learners = [new LearnerPlan("frozen", new NoSettings())],
            Seeds = seeds,
            Blocks = 3,
            Practice = [2],
            Exam = 2,
            Batch = 3,
            ContextTokens = 2000,
            EpisodeTokens = 200,
            PracticeTemperature = 1,
            ExamTemperature = 0,
            Restricted = true,
            OpenBook = true,
            Epsilon = 0.05,
        };
        return Schedule.Draw(plan, [new FrozenLearner(tools)], new Names());
    }

    /// <summary>All families; tasks are named and not made.</summary>
    private sealed class Names : ITaskCatalogue
    {
        private static readonly GameCatalogue Games = new(Prompts);

        public ITaskFamily? FamilyOf(string name) =>
            FieldCatalogue.All.FirstOrDefault(family => family.Name == TaskParameters.Parse(name).Family) ?? Games.FamilyOf(name);

        public ITask Make(string name) => new Unmade(name);
    }

    private sealed class Unmade(string name) : ITask
    {
        private static readonly ITask Any = new ButtonTask(4, 1);

        public string Name => name;

        public string Id => name;

        public string Family => Any.Family;

        public TaskKind Kind => Any.Kind;

        public IReadOnlyList<Document> Documents => Any.Documents;

        public HiddenShare Hidden => Any.Hidden;

        public Known<double> HiddenBits => Any.HiddenBits;

        public Known<IEvidence> Evidence => Any.Evidence;

        public Known<IQuestionPartition> Partition => Any.Partition;

        public Known<IStateExam> StateExam => Any.StateExam;

        public double Floor => Any.Floor;

        public double Ceiling => Any.Ceiling;

        public IEpisode Practice(ulong seed) => Any.Practice(seed);

        public IEpisode Exam(ulong seed) => Any.Exam(seed);
    }
}
