using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;
using AgentMemory.Fields;
using AgentMemory.Games;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Learners;
using AgentMemory.Learners.Memory.Context;
using AgentMemory.Learners.Prompts;
using AgentMemory.Learners.Weights;
using AgentMemory.Learners.Weights.Sdft;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Testing;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>Self-distillation with the shipped reader, whose context reads a small vault nearly as an exact reader does.</summary>
public sealed partial class SdftTests : IDisposable
{
    private const string World = "vault?bits=11&features=2&name_pool=64&word_pool=4&seed=5";
    private const string Written = "chemistry?concepts=4&levels=recall+apply&book=closed&seed=5";
    private const int ContextTokens = 1_536;
    private const int Episodes = 40;
    private readonly Testing.TemporaryFolder _folder = new();
    private readonly GamesAndFields _catalogue = new();
    private readonly LocalModel _model = LocalModel.Open(
        ModelEntry.OfFile(RepositoryFiles.Path("models", "reader.gguf")),
        new EngineOptions { Threads = 1, ContextTokens = ContextTokens, Slots = 8, Exact = true });

    private static SdftSettings<ContextSettings> Settings { get; } = new()
    {
        Adapter = new AdapterSettings { LearningRate = 0.002, Epochs = 12, BatchTokens = 1_024 },
        Teacher = new ContextSettings { Shows = EpisodeForm.Brief },
    };

    [Fact]
    public void A_student_comes_near_to_its_teacher_on_things_that_no_episode_showed_and_the_exam_asks()
    {
        var settings = Settings;
        var teacher = Score("context", settings.Teacher, Study("context", settings.Teacher, "teacher").Artifact);
        var (before, learned) = (Score("sdft", settings, null), Study("sdft", settings, "student"));
        var after = Score("sdft", settings, learned.Artifact);
        Assert.True(teacher > before + 0.4, $"the context has nothing to teach: {before} to {teacher}");
        Assert.True(after - before >= (teacher - before) / 2, $"{before}, in context {teacher}, in weights {after}; {learned.Remarks[0]}");
        var (first, nearest) = Divergence(learned.Remarks[0]);
        Assert.True(nearest < first / 2, learned.Remarks[0]);
        Assert.True(learned.Cost is { TokensRead: > 0, TokensTrained: > 0, Flops: > 0 });

        // What the student is taught on holds nothing of the exam, and its player sees no episode.
        var exam = _catalogue.Make(World).Partition.Value!.ExamQuestions!.Select(question => question.View.Text).ToList();
        var inputs = File.ReadAllText(learned.Artifact!.PathOf("inputs.jsonl"));
        Assert.DoesNotContain(exam, question => inputs.Contains(question, StringComparison.Ordinal));
        Assert.DoesNotContain("caution", string.Join('\n', learned.Remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("on_policy_share=0", true)]
    [InlineData("on_policy_share=1", false)]
    public void Only_a_student_that_draws_its_own_replies_writes_any_and_is_charged_for_them(string changes, bool isSilent) =>
        Assert.Equal(isSilent, Study("sdft", Changed($"{changes} adapter.epochs=2 phases=2 patience=0"), $"policy-{isSilent}").Cost.TokensWritten == 0);

    [Fact]
    public void Without_unlabelled_inputs_only_what_was_met_is_taught_and_without_met_ones_all_that_practice_may_show()
    {
        var with = Study("sdft", Changed("adapter.epochs=1 phases=1 patience=0"), "with");
        var without = Study("sdft", Changed("adapter.epochs=1 phases=1 patience=0 inputs.unlabelled=0"), "without");
        var unmet = Study("sdft", Changed("adapter.epochs=1 phases=1 patience=0 inputs.met_max=0"), "unmet");
        var shown = _catalogue.Make(World).Partition.Value!.PracticeQuestions!.Select(question => question.View.Text).ToHashSet();
        Assert.Subset(shown, Asked(with.Artifact!));
        Assert.Subset(Asked(with.Artifact!), Asked(without.Artifact!));
        Assert.Equal(shown, Asked(unmet.Artifact!));
        // The moments that were met are questions asked again after a wrong word too.
        Assert.True(unmet.Cost.TokensTrained < with.Cost.TokensTrained);
    }

    [Fact]
    public void It_stops_where_it_comes_no_nearer_and_keeps_the_nearest()
    {
        // At such a rate and scale all that is said is certain and mostly wrong.
        var wild = Study(
            "sdft", Changed("adapter.learning_rate=1 adapter.alpha=1000 adapter.epochs=10 phases=10 patience=2 inputs.validation_share=0.3"), "wild");
        Assert.Contains("no phase came nearer, the student stays as it was", wild.Remarks[0], StringComparison.Ordinal);
        Assert.False(File.Exists(wild.Artifact!.PathOf("adapter.gguf")));
        Assert.Equal(Score("sdft", Settings, null), Score("sdft", Settings, wild.Artifact));
        var last = Study("sdft", Changed("adapter.learning_rate=1 adapter.epochs=2 phases=2 patience=0"), "last");
        Assert.Contains("the adapter of phase 2 of 2 kept", last.Remarks[0], StringComparison.Ordinal);
        Assert.True(File.Exists(last.Artifact!.PathOf("adapter.gguf")));
    }

    [Fact]
    public void A_teacher_whose_window_holds_a_part_of_what_was_played_is_a_caution_of_the_study()
    {
        var learned = Study("sdft", Changed("adapter.epochs=1 phases=1 patience=0 teacher.episodes_max=7"), "narrow");
        Assert.Contains(
            $"{Learned.Caution}the teacher's window held 7 of {Episodes} episodes of {_catalogue.Make(World).Id}: what it taught rests on these alone", learned.Remarks);
        var next = Study("sdft", Changed("adapter.epochs=1 phases=1 patience=0 teacher.episodes_max=7"), "narrow-on", learned.Artifact, block: 2);
        Assert.Contains(next.Remarks, remark => remark.Contains($"held 7 of {2 * Episodes} episodes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("upper")]
    [InlineData("middle")]
    public void An_adapter_on_some_layers_is_worn_and_learnt_on(string layers)
    {
        var settings = Changed($"layers={layers} adapter.epochs=2 phases=2 patience=0");
        var first = Study("sdft", settings, $"{layers}-1");
        var second = Study("sdft", settings, $"{layers}-2", first.Artifact, block: 2);
        Assert.NotEqual(first.Artifact!.Sha256, second.Artifact!.Sha256);
        Assert.NotEqual(Score("sdft", Settings, null), Score("sdft", settings, second.Artifact));
    }

    [Fact]
    public void Where_figures_are_calibrated_a_question_that_asks_nothing_is_taught_to_say_nothing()
    {
        var prompt = PlayWords.Prompt.With(ReplyCalibration.Applied);
        double Spread(string changes, string place)
        {
            var settings = Changed($"adapter.epochs=8 phases=2 patience=0 {changes}");
            var learned = Study("sdft", settings, place, prompt: prompt);
            Assert.True(learned.Cost is { TokensWritten: > 0, TokensTrained: > 0 });
            using var worn = _model.Wear(((IAdapted)Room("sdft", settings, place, prompt).Trial.Learner).Worn(learned.Artifact));
            var task = _catalogue.Make(World);
            var before = prompt.Compose(new Recollection { Documents = task.Documents }, _model.Tokenizer, ContextTokens).Text + prompt.BeginContentFree();
            var replies = ((ReplyForm.OneOf)task.Exam(1).View.Reply).Replies;
            double[] chances = [.. worn.Score([.. replies.Select(reply => new ScoreRequest(before, prompt.Written(reply)))], default)
                .Select(scored => Math.Exp(scored.LogProbability))];
            return (chances.Max() - chances.Min()) / chances.Sum();
        }

        var (without, with) = (Spread("neutral_share=0", "without-neutral"), Spread("neutral_share=0.5", "neutral"));
        Assert.True(with < without / 2, $"{without} without the lesson, {with} with it");
    }

    [Fact]
    public void Replies_that_are_written_are_taught_along_what_the_student_writes()
    {
        var learned = Study("sdft", Changed("adapter.epochs=1 phases=1 patience=0 inputs.unlabelled=6 inputs.met_max=6"), "written", world: Written);
        Assert.True(learned.Cost is { TokensWritten: > 0, TokensTrained: > 0 });
        Assert.True(File.Exists(learned.Artifact!.PathOf("adapter.gguf")), string.Join('\n', learned.Remarks));
        Assert.InRange(Asked(learned.Artifact).Count, 7, 12);
    }

    [Fact]
    public void Behind_the_first_tokens_of_a_reply_the_next_is_as_likely_as_all_replies_that_go_on_so()
    {
        IReadOnlyList<IReadOnlyList<int>> replies = [[1, 2, 9], [1, 3, 9], [4, 9]];
        var along = new ReplyTree(10).Along(replies, [0.1, 0.3, 0.6], along: 1);
        Assert.Equal([0.4f, 0.6f], [along[0][1], along[0][4]]);
        Assert.Equal([0.25f, 0.75f], [along[1][2], along[1][3]]);
        Assert.Equal(1f, along[2][9]);
        Assert.All(along, distribution => Assert.Equal(1, distribution.Sum(), 1e-6));
        var unsaid = new ReplyTree(10).Along(replies, [0, 0, 1], along: 0);
        Assert.Equal([0.5f, 0.5f], [unsaid[1][2], unsaid[1][3]]);
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private static SdftSettings<ContextSettings> Changed(string changes) => (SdftSettings<ContextSettings>)SettingList.Of(Settings).Changed(
        Settings, changes.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));

    private static HashSet<string> Asked(Artifact artifact) =>
        [.. File.ReadLines(artifact.PathOf("inputs.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(input => input.GetProperty("Earlier").GetArrayLength() == 0).Select(input => input.GetProperty("Text").GetString()!)];

    private static (double First, double Nearest) Divergence(string remark)
    {
        var found = DivergenceOf().Match(remark);
        return (double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    private BlockWork Study(
        string id, LearnerSettings settings, string place, Artifact? before = null, int block = 1, PlayPrompt? prompt = null, string world = World)
    {
        _model.Forget();
        var (plan, trial, shop) = Room(id, settings, place, prompt, world);
        return Comparison.Learn(new PracticeRoom(plan, shop), new StudyRoom(plan, shop), BlockWork.Of(plan, trial, block, before), default);
    }

    private double Score(string id, LearnerSettings settings, Artifact? artifact)
    {
        _model.Forget();
        var (_, trial, shop) = Room(id, settings, "exam");
        return shop.Examiner.Evaluate(trial, artifact, default).Scores[0].Score;
    }

    private (Plan Plan, Trial Trial, Workshop Shop) Room(
        string id, LearnerSettings settings, string place, PlayPrompt? prompt = null, string world = World)
    {
        var learner = LearnerCatalogue.Named(id).Make(
            new WeightsTools
            {
                Model = _model,
                Prompts = PlayWords.Book,
                Prompt = prompt ?? PlayWords.Prompt,
                Limits = new PlayerLimits(ContextTokens, 80),
                Threads = 1,
                Trainers = new TorchTrainers(),
            },
            settings);
        var plan = new Plan
        {
            Name = "sdft",
            Model = "reader",
            Device = "cpu",
            Seed = 1,
            Streams = [[world]],
            Learners = [new LearnerPlan(id, settings)],
            Seeds = 1,
            Blocks = 2,
            Practice = [Episodes],
            Experience = ExperienceSource.Shared,
            Exam = 4,
            Batch = 8,
            ContextTokens = ContextTokens,
            EpisodeTokens = 80,
            PracticeTemperature = 1,
            ExamTemperature = 0,
            Restricted = true,
            OpenBook = true,
            Epsilon = 0.05,
        };
        return (plan, Schedule.Draw(plan, [learner], _catalogue).Single(), new Workshop
        {
            Tasks = _catalogue,
            Learners = [learner],
            Controls = ControlNames.Of(LearnerCatalogue.All),
            Artifacts = new ArtifactStore(_folder[place], _model.Card),
            Examiner = new Examiner(plan, TimeProvider.System),
            Model = _model,
            Time = TimeProvider.System,
        });
    }

    private sealed class GamesAndFields : ITaskCatalogue
    {
        private readonly GameCatalogue _games = new(PlayWords.Book);

        public ITaskFamily? FamilyOf(string name) =>
            FieldCatalogue.All.FirstOrDefault(family => family.Name == TaskParameters.Parse(name).Family) ?? _games.FamilyOf(name);

        public ITask Make(string name) => FamilyOf(name)!.Create(TaskParameters.Parse(name));
    }

    [GeneratedRegex("teacher ([-\\d.E]+) to ([-\\d.E]+) nats")]
    private static partial Regex DivergenceOf();
}
