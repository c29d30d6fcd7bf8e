using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Learners.Combined.Sleep;
using AgentMemory.Learners.Weights;
using AgentMemory.Learners.Weights.Experience;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Testing;
using AgentMemory.Training.Lessons;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>The shipped model, which can read notes: what sleeping keeps of them, its end mark, and what it forgets.</summary>
public sealed class ShippedModelTests : IDisposable
{
    private const int Starts = 16;
    private const int ExamFirst = 1_000;
    private static readonly string Path = RepositoryFiles.Path("models", "small.gguf");
    private readonly Testing.TemporaryFolder _folder = new();
    private readonly LocalModel _model = LocalModel.Open(
        ModelEntry.OfFile(Path), new EngineOptions { Threads = 1, ContextTokens = 320, Slots = Starts, Exact = true });

    [Fact]
    public void Sleep_keeps_at_least_half_of_what_true_notes_gave()
    {
        var (task, tools) = (Heaps(), Tools());
        var sleeper = new SleepLearner("sleep", tools, Settings(), t => new Knower(t, ((IDemonstrable)task).TrueNotes));
        using var bare = sleeper.Open(null);
        using var knowing = new Knower(tools, ((IDemonstrable)task).TrueNotes).Open(null);
        // Enough games that situations come up in which the notes matter.
        EpisodeRecord[] practised = [.. Enumerable.Range(0, 4).SelectMany(i => Play(bare, task, exam: false, first: i * Starts))];
        var first = new StudyRequest
        {
            Before = null,
            Documents = new Dictionary<string, IReadOnlyList<Document>> { [task.Id] = task.Documents },
            Experience = [],
            Round = new PracticeRound { Starts = 0 },
            Folder = Directory.CreateDirectory(_folder["night"]).FullName,
            Rng = new Rng(3),
        };
        PracticeRound[] rounds =
        [
            new() { Starts = practised.Length, Player = RoundPlayer.Student },
            new() { Starts = 0, Player = RoundPlayer.Teacher },
        ];
        var learned = LearnerRounds.Study(sleeper, rounds, first, (_, _, _) => practised);
        using var slept = sleeper.Open(learned.Artifact);
        var (before, notes, after) = (Mean(Play(bare, task, true)), Mean(Play(knowing, task, true)), Mean(Play(slept, task, true)));
        Assert.True(notes > before + 0.2, $"notes gave nothing to keep: {before} to {notes}");
        Assert.True(after - before >= (notes - before) / 2, $"{before}, with notes {notes}, after sleep {after}; {learned.Remarks[0]}");
    }

    [Fact]
    public void It_imagines_lives_of_other_worlds_and_says_itself_what_holds_behind_them()
    {
        var task = Heaps();
        var tools = Tools();
        using var bare = new ModelPlayer(_model, PlayWords.Prompt, turn => new Recollection { Documents = turn.Documents }, tools.Limits);
        Lesson[] played = [.. Play(bare, task, exam: false).Take(4).Select(e => Lesson.Of(e, task.Documents))];
        var weighting = new LessonWeighting { NegativeShare = 0, BaselineMix = 0, Discount = 1, ObservationLossWeight = 0 };
        var settings = new SelfReplaySettings { Documents = 3, EachPass = 2, Weight = 0.5 };
        var (samples, cost) = new ImaginedLives(tools, settings)
            .Make(played, new LessonWriter(tools, weighting), lessonMass: 10, new Rng(4), default);
        Assert.InRange(samples.Count, 1, 3);
        Assert.True(cost is { TokensWritten: > 0, TokensRead: > 0 });
        Assert.True(samples.Select(s => _model.Tokenizer.Decode(s.Tokens)).Distinct().Count() == samples.Count);
        Assert.All(samples, s =>
        {
            Assert.True(s.SharedTokens > 0 && s.Tokens.Count <= 320);
            // Where little is known yet the adapter may know better.
            Assert.True(s.Predictions[0].At > s.SharedTokens + ((s.Tokens.Count - s.SharedTokens) / 5));
            Assert.All(s.Predictions, p => Assert.True(p.Weight == 0 && p.Soft!.Weight > 0));
        });
        Assert.Equal(0.5 * 10, samples.Average(s => s.Predictions.Sum(p => (double)p.Soft!.Weight)) * Math.Min(2, samples.Count), 1e-3);
    }

    [Fact]
    public void Its_end_mark_is_known_and_the_mark_of_padding_would_not_be()
    {
        var marks = _model.Tokenizer.Marks;
        Assert.True(EndMark.Crowd(Path, marks.End!.Value) < 8, $"{EndMark.Crowd(Path, marks.End!.Value)} tokens share the end mark's direction");
        Assert.False(EndMark.IsUntaught(_model.Card, marks));
        using var file = GgufFile.Open(Path);
        var padding = (int)file.Whole("tokenizer.ggml.padding_token_id")!;
        Assert.True(EndMark.IsUntaught(_model.Card, marks with { End = padding }));
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private static ITask Heaps() => new GameCatalogue(PlayWords.Book).Families.First(f => f.Name == "heaps")
        .Create(TaskParameters.Parse("heaps?hidden=takes&most=7&seed=5"));

    private WeightsTools Tools() => new()
    {
        Model = _model,
        Prompts = PlayWords.Book,
        Prompt = PlayWords.Prompt,
        Limits = new PlayerLimits(320, 80),
        Threads = 1,
        Trainers = new TorchTrainers(),
    };

    private static SleepSettings Settings() => new SleepSettings<NoSettings>
    {
        Adapter = new AdapterSettings { Epochs = 12 },
        TeacherQueriesMax = 64,
        WithMemoryShare = 0,
        ValidationShare = 0.1,
    };

    private static double Mean(IEnumerable<EpisodeRecord> episodes) => episodes.Average(e => e.Score);

    private static IReadOnlyList<EpisodeRecord> Play(IPlayer player, ITask task, bool exam, int first = 0)
    {
        // Other games from practice's starts: what is asked is how much is kept, and the exam of one small world has two starts.
        var seats = Enumerable.Range(first, Starts).Select(i => new Seat(task, task.Practice((ulong)(exam ? ExamFirst + i : i)))).ToArray();
        for (var open = seats; open.Length > 0; open = [.. seats.Where(s => s.Episode.Outcome is null)])
        {
            var turns = open.Select(s => new Turn
            {
                TaskId = task.Id,
                Documents = task.Documents,
                Earlier = [.. s.Moves.Select(m => new Step(m.View.Text, m.Reply))],
                View = s.Episode.View,
                Temperature = exam ? 0 : 1,
                Restricted = true,
                Seed = (ulong)Array.IndexOf(seats, s) + 1,
            }).ToArray();
            foreach (var (seat, choice) in open.Zip(player.Choose(turns, default)))
            {
                seat.Take(((Reply.Legal)choice.Reply).Text);
            }
        }

        return [.. seats.Select(s => s.Record())];
    }

    private sealed class Seat(ITask task, IEpisode start)
    {
        public IEpisode Episode { get; private set; } = start;

        public List<Move> Moves { get; } = [];

        public void Take(string reply)
        {
            Moves.Add(new Move(Episode.View, reply, null, null));
            Episode = Episode.After(reply);
        }

        public EpisodeRecord Record() => new()
        {
            TaskId = task.Id,
            Seed = 0,
            Moves = Moves,
            Outcome = Episode.Outcome!,
            Score = (Episode.Outcome!.Score - task.Floor) / (task.Ceiling - task.Floor),
        };
    }

    /// <summary>A memory that holds the truth.</summary>
    private sealed class Knower(LearnerTools tools, IReadOnlyList<string> notes) : ILearner
    {
        public string Id => "knower";

        public LearnerPath Path => LearnerPath.Memory;

        public Learned Study(StudyRequest request, CancellationToken cancellation)
        {
            File.WriteAllLines(System.IO.Path.Combine(request.Folder, "notes.txt"), notes);
            return new Learned(Artifact.Of(request.Folder), Cost.None, []);
        }

        public IPlayer Open(Artifact? artifact) => new ModelPlayer(
            tools.Model, tools.Prompt, turn => new Recollection { Documents = turn.Documents, Notes = notes }, tools.Limits);
    }
}
