using AgentMemory.Cli.Texts;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Forecasts;
using AgentMemory.Experiments.Results;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;
using AgentMemory.Games;
using AgentMemory.Learners;
using AgentMemory.Learners.Reference.Frozen;
using AgentMemory.Learners.Reference.Ideal;
using AgentMemory.Learners.Reference.Scribe;
using AgentMemory.Testing;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Tests.Rooms;

/// <summary>Exams by every question or every state, shared games, evidence, and the references that are known to be right.</summary>
public sealed class ExactExamTests
{
    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));
    private static readonly LearnerDefaults Learners = new(LearnerCatalogue.All);
    private static readonly GameCatalogue Games = new(Prompts);

    [Fact]
    public void The_exact_reader_of_shared_games_ends_with_every_bit_and_every_question_right()
    {
        using var folder = new TemporaryFolder();
        var blocks = Run(folder, Plan("vault?bits=64&features=2", "ideal", "frozen"));
        var hidden = Games.Resolve("vault?bits=64&features=2&seed=1").HiddenBits.Value;
        foreach (var trial in blocks.Where(b => b.Trial.Learner == "ideal").GroupBy(b => b.Trial))
        {
            var scores = trial.OrderBy(b => b.Block).Select(b => b.Scores[0]).ToList();
            Assert.Equal((0, null), (scores[0].Score, scores[0].MetScore));
            Assert.Equal(scores.Select(s => s.EvidenceBits!.Value).Order(), scores.Select(s => s.EvidenceBits!.Value));
            Assert.Equal(hidden, scores[^1].EvidenceBits!.Value, 9);
            Assert.Equal(hidden, scores[^1].HiddenBits!.Value, 9);
            Assert.Equal(1, scores[^1].Score, 9);
            // What was told once is known for good.
            Assert.All(scores.Skip(1), s => Assert.Equal(1, s.MetScore!.Value, 9));
            Assert.All(scores, s => Assert.Equal((ExamForm.Exact, 24, 24), (s.Form, s.Detail.Exam.Count, s.Detail.Practice.Count)));
        }
    }

    [Fact]
    public void All_learners_learn_from_the_same_games_and_what_keeps_nothing_sits_one_exam()
    {
        using var folder = new TemporaryFolder();
        var blocks = Run(folder, Plan("vault?bits=8&features=1", "ideal", "frozen"));
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        for (var block = 1; block <= 3; block++)
        {
            var games = new[] { "ideal", "frozen" }.Select(learner => ledger.Episodes(new TrialKey(learner, 0, 1), block)
                .Where(e => e.Kind == EpisodeKind.Practice).Select(e => EpisodeJson.Write(e.Record)).ToList()).ToList();
            Assert.Equal(games[0], games[1]);
            Assert.Equal(new[] { 8, 16, 64 }[block - 1], games[0].Count);
        }

        var frozen = blocks.Where(b => b.Trial == new TrialKey("frozen", 0, 1)).ToList();
        Assert.All(frozen, b => Assert.Equal((0, frozen[0].CostSoFar.TokensRead), (b.ExamBlock, b.CostSoFar.TokensRead)));
        Assert.All(frozen, b => Assert.Equal(frozen[0].Scores[0].Detail.Exam, b.Scores[0].Detail.Exam));
        Assert.NotNull(frozen[^1].Scores[0].MetScore);
    }

    [Fact]
    public void A_run_that_is_broken_off_goes_on_with_what_its_practice_had_told()
    {
        using var whole = new TemporaryFolder();
        using var broken = new TemporaryFolder();
        var plan = Plan("vault?bits=8&features=2", "ideal");
        var expected = Run(whole, plan);
        Assert.Throws<OperationCanceledException>(() => Run(broken, plan, stopAfter: 3));
        Assert.Equal(expected.Select(Figures), Run(broken, plan).Select(Figures));

        static string Figures(BlockResult block) => FormattableString.Invariant(
            $"{block.Trial} {block.Block} {block.Scores[0].Raw:R} {block.Scores[0].MetScore:R} {block.Scores[0].EvidenceBits:R} {block.ExamBlock}");
    }

    [Fact]
    public void A_control_of_pure_information_is_scored_on_what_was_met_and_says_nothing_of_the_rest()
    {
        using var folder = new TemporaryFolder();
        var blocks = Run(folder, Plan("vault?bits=8&knowledge=none", "ideal"));
        var last = blocks.Where(b => b.Trial.Seed == 1).MaxBy(b => b.Block)!.Scores[0];
        Assert.Equal(1, last.Score, 9);
        Assert.Equal(0, last.Detail.Exam.Average(question => question.Mark), 9);
    }

    [Fact]
    public void A_policy_of_a_board_game_has_the_value_that_playing_it_out_has()
    {
        using var folder = new TemporaryFolder();
        var blocks = Run(folder, Plan("heaps?hidden=takes&piles=2&size=6", "frozen") with { Experience = ExperienceSource.Own });
        var score = blocks.First(b => b.Trial.Seed == 1).Scores[0];
        var task = Games.Resolve(Trials(Plan("heaps?hidden=takes&piles=2&size=6", "frozen"))[0].Tasks[0].Task.Id);
        var exam = task.StateExam.Value!;
        Assert.Equal(exam.States.Count, score.Detail.Replies.Count);
        var policy = exam.States.Zip(score.Detail.Replies).ToDictionary(p => p.First.Key, p => p.Second, StringComparer.Ordinal);
        var outcomes = Enumerable.Range(0, 4_000).Select(seed => Outcome(task.Exam((ulong)seed))).ToList();
        Assert.Equal(score.Raw, outcomes.Average(), 0.08);

        double Outcome(IEpisode state)
        {
            while (state.Outcome is null)
            {
                state = state.After(state.View.Reply is ReplyForm.OneOf { Replies: [var only] } ? only : policy[exam.KeyOf(state)]);
            }

            return state.Outcome.Score;
        }
    }

    [Fact]
    public void Regret_over_states_that_own_practice_never_led_to_reaches_curves_and_verdict()
    {
        using var folder = new TemporaryFolder();
        var plan = Plan("heaps?hidden=takes&piles=2&size=6", "frozen") with { Experience = ExperienceSource.Own };
        var blocks = Run(folder, plan);
        var known = 0;
        using (var ledger = SqliteLedger.Open(folder["ledger.db"]))
        {
            foreach (var block in blocks)
            {
                var task = Trials(plan).First(trial => trial.Key == block.Trial).Tasks[0].Task;
                var exam = task.StateExam.Value!;
                var met = Enumerable.Range(1, block.Block).SelectMany(earlier => ledger.Episodes(block.Trial, earlier))
                    .Where(e => e.Kind == EpisodeKind.Practice).SelectMany(e => Keys(task, exam, e.Record)).ToHashSet(StringComparer.Ordinal);
                var score = block.Scores[0];
                var regrets = exam.States.Zip(exam.Regrets(score.Detail.Replies))
                    .Where(state => !met.Contains(state.First.Key)).Select(state => state.Second).ToList();
                double? expected = regrets.Count < 8 ? null : regrets.Average() / (score.Ceiling - score.Floor);
                Assert.Equal(expected.HasValue, score.UnmetRegret.HasValue);
                Assert.Equal(expected ?? 0, score.UnmetRegret ?? 0, 1e-12);
                Assert.Equal(regrets.Count, score.Detail.StatesUnmet);
                known += expected is null ? 0 : 1;
            }
        }

        Assert.True(known > 0);
        var curves = LedgerCurves.Of(plan, blocks);
        Assert.All(curves.Points, point => Assert.True(point.IsOfStates));
        Assert.Equal(
            blocks.Select(b => b.Scores[0].UnmetRegret).Order(), curves.Points.Select(point => point.UnmetRegret).Order());
        var last = blocks.Where(b => b.Block == plan.Blocks).Select(b => b.Scores[0].UnmetRegret).OfType<double>().ToList();
        var verdict = Judge.Of(curves, LedgerCurves.Settings(plan, null, []));
        Assert.Equal(last.Count == 0 ? null : last.Average(), verdict.Tasks[0].FinalUnmetRegret?.Value);
        Assert.Equal(blocks.Where(b => b.Block == plan.Blocks).Average(b => b.Scores[0].Detail.StatesUnmet), verdict.Tasks[0].FinalStatesUnmet);
        Assert.Equal(blocks.Average(b => b.Scores[0].Detail.Replies.Count), verdict.Tasks[0].ExamItems!.Value, 1e-9);
        Assert.Contains("exact, ", VerdictText.Write(verdict), StringComparison.Ordinal);

        // A forecast plays the same number of games at random.
        using var model = new ScriptedModel(First);
        var states = PlanForecast.Of(plan, Shop(plan, model, artifacts: ""), new PlayPrompt(Prompts), default).Tasks[0].States!;
        Assert.Equal(verdict.Tasks[0].ExamItems!.Value, states.Asked, 1e-9);
        Assert.InRange(states.Met, 1, states.Asked);

        static IEnumerable<string> Keys(ITask task, IStateExam exam, EpisodeRecord episode)
        {
            var moment = task.Practice(episode.Seed);
            foreach (var move in episode.Moves)
            {
                yield return exam.KeyOf(moment);
                moment = moment.After(move.Reply);
            }
        }
    }

    [Fact]
    public void A_learner_of_its_own_policy_does_not_share_experience()
    {
        var plan = Plan("vault?bits=8&features=2", "ideal");
        var error = Assert.Throws<UserErrorException>(() => SharedExperience.RefuseOwnPolicies(plan, [new Selfish()]));
        Assert.Contains("learner selfish plays by its own policy", error.Message, StringComparison.Ordinal);
        SharedExperience.RefuseOwnPolicies(plan with { Experience = ExperienceSource.Own }, [new Selfish()]);
    }

    [Fact]
    public void The_games_that_are_shared_have_a_hash_and_other_games_are_refused()
    {
        var plan = Plan("vault?bits=8&features=2", "ideal");
        var trials = Trials(plan);
        var sha = Sha256(plan, trials);
        Assert.Equal(sha, Sha256(plan with { ExperienceSha256 = sha }, trials));
        Assert.NotEqual(sha, Sha256(plan with { Practice = [8, 16, 63] }, trials));
        Assert.Throws<UserErrorException>(() => Sha256(plan with { ExperienceSha256 = "0" }, trials));
        Assert.Equal(PlanFile.Sha256(plan), PlanFile.Sha256(plan with { ExperienceSha256 = sha }));
    }

    [Fact]
    public void A_study_knows_which_questions_it_may_not_ask_itself()
    {
        var trial = Trials(Plan("vault?bits=8&features=2", "ideal"))[0];
        var questions = new ExamQuestions(trial.Tasks, task => trial.ExamSample(task, 16));
        var task = trial.Tasks[0].Task;
        Assert.All(task.Partition.Value!.ExamQuestions!, question => Assert.True(questions.OccurIn($"Tell me: {question.View.Text.ToUpperInvariant()} what?")));
        Assert.All(Enumerable.Range(0, 200), seed => Assert.False(questions.OccurIn(task.Practice((ulong)seed).View.Text)));
    }

    [Fact]
    public void A_forecast_counts_one_exam_of_what_keeps_nothing_and_none_of_what_asks_no_model()
    {
        // Shared games cost nobody anything, so exams are all there is.
        var two = Read(2);
        var three = Read(3);
        Assert.True(two["frozen"] > 0);
        Assert.Equal(two["frozen"], three["frozen"]);
        Assert.Equal((0, 0), (two["ideal"], three["ideal"]));
        Assert.Equal((3 * two["frozen"], 4 * two["frozen"]), (two["scribe"], three["scribe"]));

        Dictionary<string, long> Read(int blocks)
        {
            var plan = Plan("vault?bits=8&features=2", "frozen", "ideal", "scribe") with { Blocks = blocks, Practice = [.. Enumerable.Repeat(8, blocks)] };
            using var model = new ScriptedModel(First);
            return PlanForecast.Of(plan, Shop(plan, model, artifacts: ""), new PlayPrompt(Prompts), default)
                .Learners.ToDictionary(learner => learner.Learner, learner => learner.Cost.TokensRead);
        }
    }

    [Fact]
    public void A_forecast_says_after_which_block_nothing_is_left_to_learn()
    {
        var plan = Plan("vault?bits=8&features=2", "ideal", "frozen");
        using var model = new ScriptedModel(_ => "");
        var forecast = PlanForecast.Of(plan, Shop(plan, model, artifacts: ""), new PlayPrompt(Prompts), default);
        var task = Assert.Single(forecast.Tasks);
        Assert.InRange(task.LearntAfter!.Value, 2, 3);
        Assert.Contains("4 held-out questions", TaskText.Exam(task.First), StringComparison.Ordinal);
        Assert.Equal(["ideal", "frozen"], forecast.Learners.Select(l => l.Learner));
    }

    [Theory]
    [InlineData("heaps?seed=900", true)]
    [InlineData("heaps?seed=999", true)]
    [InlineData("heaps?seed=899", false)]
    [InlineData("heaps?seed=1000", false)]
    [InlineData("heaps", false)]
    [InlineData("my.game.yaml", false)]
    public void Worlds_of_tuning_are_refused_by_name(string task, bool isRefused)
    {
        var plan = Plan(task, "frozen");
        if (isRefused)
        {
            Assert.Contains("--tuning", Assert.Throws<UserErrorException>(() => TuningSeeds.Refuse(plan, Games)).Message, StringComparison.Ordinal);
        }
        else
        {
            TuningSeeds.Refuse(plan, Games);
        }
    }

    [Fact]
    public void Worlds_of_tuning_are_never_drawn()
    {
        var plan = Plan("vault?bits=8&features=2", "frozen") with { Seeds = 4_000 };
        var drawn = Trials(plan, new OneFamily(Games.Family("vault"), name => new Named(name))).Select(t => TaskParameters.Parse(t.Tasks[0].Task.Id).Seed).ToList();
        Assert.DoesNotContain(drawn, TuningSeeds.Holds);
        Assert.True(drawn.Distinct().Count() > 3_900);
    }

    private static Plan Plan(string task, params string[] learners) => new()
    {
        Name = "exact",
        Model = "scripted",
        Device = "cpu",
        Seed = 5,
        Streams = [[task]],
        Learners = [.. learners.Select(Learners.Named)],
        Seeds = 2,
        Blocks = 3,
        Practice = task.Contains("bits=64", StringComparison.Ordinal) ? [32, 128, 512] : [8, 16, 64],
        Experience = ExperienceSource.Shared,
        Exam = 16,
        Batch = 32,
        ContextTokens = 8000,
        EpisodeTokens = 500,
        PracticeTemperature = 1,
        ExamTemperature = 0,
        Restricted = true,
        OpenBook = true,
        Epsilon = 0.05,
    };

    private static string Sha256(Plan plan, IReadOnlyList<Trial> trials) => new SharedExperience(plan, TimeProvider.System).Sha256(trials, default);

    private static IReadOnlyList<Trial> Trials(Plan plan, ITaskCatalogue? tasks = null) =>
        Schedule.Draw(plan, LearnersOf(plan, new ScriptedModel(First)), tasks ?? Games);

    private static IReadOnlyList<ILearner> LearnersOf(Plan plan, ScriptedModel model) => [.. plan.Learners.Select(learner => Learner(learner, model, plan))];

    private static Workshop Shop(Plan plan, ScriptedModel model, string artifacts) =>
        TestWorkshop.Of(plan, model, LearnersOf(plan, model), Games, artifacts);

    private static string First(CompletionRequest request) => ((CompletionForm.OneOf)request.Form).Texts[0];

    private static ILearner Learner(LearnerPlan plan, ScriptedModel model, Plan whole)
    {
        var tools = new LearnerTools
        {
            Model = model,
            Prompts = Prompts,
            Prompt = new PlayPrompt(Prompts),
            Limits = new PlayerLimits(whole.ContextTokens, whole.EpisodeTokens),
            Tasks = Games.Resolve,
            Threads = 1,
        };
        return plan.Id switch
        {
            "ideal" => new IdealLearner(tools),
            "scribe" => new ScribeLearner(tools),
            _ => new FrozenLearner(tools),
        };
    }

    private static IReadOnlyList<BlockResult> Run(TemporaryFolder folder, Plan plan, int? stopAfter = null)
    {
        using var model = new ScriptedModel(First);
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        using var stop = new CancellationTokenSource();
        var done = 0;
        var observed = new ObservedLedger(ledger, _ =>
        {
            if (++done == stopAfter)
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
            }
        });
        Comparison.Run(plan, Shop(plan, model, folder["artifacts"]), observed, stop.Token);
        return ledger.Blocks();
    }

    /// <summary>A task of which only the name is wanted.</summary>
    private sealed class Named(string id) : ITask
    {
        public string Id => id;

        public string Family => "named";

        public TaskKind Kind => TaskKind.Game;

        public IReadOnlyList<Document> Documents => [];

        public HiddenShare Hidden => HiddenShare.Nothing;

        public Known<double> HiddenBits => 0;

        public Known<IEvidence> Evidence => NothingToFind.Instance;

        public Known<IQuestionPartition> Partition => Known<IQuestionPartition>.Not("a task of tests");

        public Known<IStateExam> StateExam => Known<IStateExam>.Not("a task of tests");

        public double Floor => 0;

        public double Ceiling => 1;

        public IEpisode Practice(ulong seed) => throw new NotSupportedException();

        public IEpisode Exam(ulong seed) => throw new NotSupportedException();
    }

    private sealed class Selfish : ILearner
    {
        public string Id => "selfish";

        public LearnerPath Path => LearnerPath.Memory;

        public bool NeedsOwnEpisodes => true;

        public Learned Study(StudyRequest request, CancellationToken cancellation) => throw new NotSupportedException();

        public IPlayer Open(Artifact? artifact) => throw new NotSupportedException();
    }
}
