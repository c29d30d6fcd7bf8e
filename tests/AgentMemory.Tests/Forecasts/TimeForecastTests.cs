using System.Globalization;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Experiments;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Forecasts;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;
using AgentMemory.Learners.Weights.Lora;
using AgentMemory.Testing;
using AgentMemory.Tests.Rooms;

namespace AgentMemory.Tests.Forecasts;

/// <summary>A time that is made up, so that a forecast can be held against a run to the last digit.</summary>
public sealed class TimeForecastTests
{
    private const double StudyFixed = 3;
    private const double StudyPerEpisode = 0.5;
    private const double ExamFixed = 2;
    private const double ExamPerEpisode = 0.1;
    private const double ReplayShare = 0.5;

    [Theory]
    [InlineData(LearnerPath.Weights, false, 3, new[] { 4 })]
    [InlineData(LearnerPath.Weights, false, 4, new[] { 4, 4, 8, 16 })]
    [InlineData(LearnerPath.Memory, false, 4, new[] { 4, 4, 8, 16 })]
    [InlineData(LearnerPath.Memory, true, 4, new[] { 4 })]
    [InlineData(LearnerPath.Reference, true, 3, new[] { 4, 8, 12 })]
    public void A_forecast_is_what_a_run_takes_where_time_follows_its_assumptions(LearnerPath path, bool isOwn, int blocks, int[] practice)
    {
        using var folder = new TemporaryFolder();
        var learner = new Timed(path);
        var plan = Plan(path) with
        {
            Blocks = blocks,
            Practice = practice,
            Experience = isOwn ? ExperienceSource.Own : ExperienceSource.Shared,
        };
        var forecast = Forecast(plan, learner, folder["rehearsal"]);
        var actual = Run(plan, learner, folder);
        Assert.Equal(actual, forecast.Total(plan), 1e-6);
        Assert.Equal(("timed", actual), (forecast.Of(plan)[0].Learner, Math.Round(forecast.Of(plan)[0].Seconds, 6)));
        Assert.True(forecast.Total(plan with { Seeds = 2 }) < actual);
    }

    [Fact]
    public void What_keeps_nothing_sits_one_exam()
    {
        using var folder = new TemporaryFolder();
        var learner = new Timed(LearnerPath.Reference) { KeepsNothing = true };
        var plan = Plan(LearnerPath.Reference);
        Assert.Equal(Run(plan, learner, folder), Forecast(plan, learner, folder["rehearsal"]).Total(plan), 1e-6);
    }

    [Fact]
    public void Worlds_of_one_kind_are_rehearsed_once()
    {
        var plan = Plan(LearnerPath.Weights) with { Streams = [["buttons?buttons=5"], ["buttons?buttons=5"], ["buttons?buttons=6"]] };
        var rehearsed = Rehearsal.PlanOf(plan, ButtonTask.Catalogue);
        Assert.Equal(["buttons?buttons=5", "buttons?buttons=6"], rehearsed.Streams.Select(stream => stream.Single()));
        Assert.Equal((1, 2), (rehearsed.Seeds, rehearsed.Blocks));
        Assert.True(Rehearsal.IsLarge(plan with { Seeds = 1 }, ButtonTask.Catalogue));
        Assert.False(Rehearsal.IsLarge(plan with { Seeds = 5 }, ButtonTask.Catalogue));
    }

    [Fact]
    public void A_run_of_a_minute_is_not_rehearsed_unless_it_must_be()
    {
        using var folder = new TemporaryFolder();
        var plan = Plan(LearnerPath.Weights);
        var quick = new Timed(LearnerPath.Weights) { Speed = 1000 };
        Assert.Null(Rehearsed(plan, quick, folder["first"], must: false));
        Assert.Single(Rehearsed(plan, quick, folder["second"], must: true)!);
        Assert.Single(Rehearsed(plan, new Timed(LearnerPath.Weights), folder["third"], must: false)!);
    }

    private static IReadOnlyList<RehearsedTrial>? Rehearsed(Plan plan, Timed learner, string folder, bool must)
    {
        using var model = new ScriptedModel(_ => "");
        var rehearsed = Rehearsal.PlanOf(plan, ButtonTask.Catalogue);
        return new Rehearsal(plan, Shop(rehearsed, model, learner, folder)).Do(rehearsed, must, default);
    }

    private static TimeForecast Forecast(Plan plan, Timed learner, string folder)
    {
        using var model = new ScriptedModel(_ => "");
        var rehearsed = Rehearsal.PlanOf(plan, ButtonTask.Catalogue);
        var shop = Shop(rehearsed, model, learner, folder);
        return TimeForecast.Of(
            plan, new Rehearsal(plan, shop).Do(rehearsed, evenIfShort: true, default)!, shop, new PlayPrompt(PromptBook.Load(RepositoryFiles.Path("prompts"))), default);
    }

    private static double Run(Plan plan, Timed learner, TemporaryFolder folder)
    {
        using var model = new ScriptedModel(_ => "");
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        ledger.Begin(new RunIdentity { PlanSha256 = "p", PromptsSha256 = "w", ModelSha256 = "m", PlanText = "" });
        var blocks = Comparison.Run(plan, Shop(plan, model, learner, folder["artifacts"]), ledger, default).Blocks;
        return Math.Round(blocks.Where(block => block.Block == plan.Blocks).Sum(block => block.CostSoFar.Seconds), 6);
    }

    private static Workshop Shop(Plan plan, ScriptedModel model, Timed learner, string artifacts) =>
        TestWorkshop.Of(plan, model, [learner], ButtonTask.Catalogue, artifacts) with
        {
            Examiner = new TimedExaminer(new Examiner(plan, learner.Clock), learner),
            Time = learner.Clock,
        };

    private static Plan Plan(LearnerPath path) => new()
    {
        Name = "timed",
        Model = "scripted",
        Device = "cpu",
        Seed = 3,
        Streams = [["buttons?buttons=5"]],
        Learners = [new("timed", path == LearnerPath.Weights ? new LoraSettings { Replay = new ReplaySettings { Share = ReplayShare } } : new NoSettings())],
        Seeds = 4,
        Blocks = 4,
        Practice = [4],
        Exam = 2,
        Batch = 3,
        ContextTokens = 100_000,
        EpisodeTokens = 200,
        PracticeTemperature = 1,
        ExamTemperature = 0,
        Restricted = true,
        OpenBook = true,
        Epsilon = 0.05,
    };

    private sealed class HandClock : TimeProvider
    {
        private long _ticks;

        public void Advance(double seconds) => _ticks += TimeSpan.FromSeconds(seconds).Ticks;

        public override long GetTimestamp() => _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }

    /// <summary>Counts episodes, and takes the time that a forecast supposes.</summary>
    private sealed class Timed(LearnerPath path) : ILearner
    {
        public HandClock Clock { get; } = new();

        public double Speed { get; init; } = 1;

        public string Id => "timed";

        public LearnerPath Path => path;

        public bool KeepsNothing { get; init; }

        public static int Count(Artifact? artifact) =>
            artifact is null ? 0 : int.Parse(File.ReadAllText(artifact.PathOf("count.txt")), CultureInfo.InvariantCulture);

        public Learned Study(StudyRequest request, CancellationToken cancellation)
        {
            var (before, fresh) = (Count(request.Before), request.Experience.Count);
            var replayed = path == LearnerPath.Weights ? Math.Min(before, fresh * ReplayShare / (1 - ReplayShare)) : 0;
            Clock.Advance((StudyFixed + (StudyPerEpisode * (fresh + replayed))) / Speed);
            if (KeepsNothing)
            {
                return new Learned(null, Cost.None, []);
            }

            File.WriteAllText(System.IO.Path.Combine(request.Folder, "count.txt"), (before + fresh).ToString(CultureInfo.InvariantCulture));
            return new Learned(Artifact.Of(request.Folder), Cost.None, []);
        }

        public IPlayer Open(Artifact? artifact) => new FirstReply();
    }

    /// <summary>Takes longer by what is remembered, where the learner remembers in its window.</summary>
    private sealed class TimedExaminer(IExaminer inner, Timed learner) : IExaminer
    {
        public Examined Evaluate(Trial trial, Artifact? artifact, CancellationToken cancellation)
        {
            var seconds = (ExamFixed + (learner.Path == LearnerPath.Weights ? 0 : ExamPerEpisode * Timed.Count(artifact))) / learner.Speed;
            learner.Clock.Advance(seconds);
            var examined = inner.Evaluate(trial, artifact, cancellation);
            return examined with { Cost = examined.Cost with { Seconds = seconds } };
        }
    }

    private sealed class FirstReply : IPlayer
    {
        public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation) =>
            [.. turns.Select(turn => new Choice { Reply = new Reply.Legal(((ReplyForm.OneOf)turn.View.Reply).Replies[0]), Cost = Cost.None })];

        public void Dispose()
        {
        }
    }
}
