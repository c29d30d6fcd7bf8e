using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Learners.Weights;
using AgentMemory.Learners.Weights.Experience;
using AgentMemory.Learners.Weights.Lora;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Pretraining;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Torch;
using Reply = AgentMemory.Core.Episodes.Reply;

namespace AgentMemory.Models.Tests.Weights;

public sealed class LoraLearnerTests
{
    private static readonly LoraSettings Settings = new()
    {
        Adapter = new AdapterSettings { Rank = 4, Alpha = 8, LearningRate = 0.01, Epochs = 15 },
        Weighting = new LessonWeighting { NegativeShare = 0.5, Discount = 0.7, ObservationLossWeight = 0 },
        Replay = new ReplaySettings { EpisodesMax = 100 },
    };

    [Fact]
    public void It_learns_which_lever_pays_from_its_own_episodes_and_goes_on_from_its_files()
    {
        using var folder = new TemporaryFolder();
        using var model = Open(folder);
        var task = new Levers(1);
        var before = Probabilities(model, task);
        var learned = Make(model).Study(Request(folder, "one", task, null, EachLever(task)), default);
        var afterOne = Exam(model, learned.Artifact!, task);
        Assert.Equal(task.Best, afterOne.Reply);
        Assert.True(learned.Cost is { TokensTrained: > 0, Flops: > 0 });
        Assert.Equal(before, Probabilities(model, task));

        // A new learner knows nothing but the artifact.
        var again = Make(model).Study(Request(folder, "two", task, learned.Artifact, EachLever(task)), default);
        var afterTwo = Exam(model, again.Artifact!, task);
        Assert.True(afterTwo.LogProbability > afterOne.LogProbability);
        Assert.Equal(6, File.ReadAllLines(again.Artifact!.PathOf("experience.jsonl")).Length);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void A_block_in_which_all_went_alike_explodes_nothing(double score)
    {
        using var folder = new TemporaryFolder();
        using var model = Open(folder);
        var task = new Levers(1);
        var alike = EachLever(task).Select(e => e with { Score = score }).ToArray();
        var learned = Make(model).Study(Request(folder, "one", task, null, alike), default);
        Assert.Contains("went alike", Assert.Single(learned.Remarks), StringComparison.Ordinal);
        using var player = Make(model).Open(learned.Artifact);
        Assert.IsType<Reply.Legal>(player.Choose([Turn(task)], default)[0].Reply);
    }

    [Fact]
    public void Lessons_of_what_not_to_do_stop_pushing_once_learnt()
    {
        using var folder = new TemporaryFolder();
        using var model = Open(folder);
        var task = new Levers(1);
        var lessons = EachLever(task).SelectMany(e => Enumerable.Repeat(e, 4)).ToArray();
        var hard = Settings with
        {
            Adapter = Settings.Adapter with { Epochs = 60 },
            Weighting = Settings.Weighting with { NegativeShare = 1 },
        };
        var learned = new LoraLearner("lora", Tools(model), hard)
            .Study(Request(folder, "one", task, null, lessons), default);
        Assert.All(AdapterFile.Read(learned.Artifact!.PathOf("adapter.gguf")).Tensors.SelectMany(t => t.Values), w =>
            Assert.True(Math.Abs(w) < 10));
        Assert.Equal(task.Best, Exam(model, learned.Artifact, task).Reply);
    }

    private static LocalModel Open(TemporaryFolder folder)
    {
        var vocabulary = WordVocabulary.Make(["Pull", "left", "middle", "right", "pull", "pays"], spaced: true);
        var shape = SmallModels.Shape(vocabulary.Count);
        PretrainedModelWriter.Write(
            folder.File("m.gguf"), "m", shape, vocabulary, InitialWeights.Make(shape, vocabulary, true, new Rng(2)), GgmlType.F32);
        return LocalModel.Open(ModelEntry.OfFile(folder.File("m.gguf")), new EngineOptions { Threads = 1, ContextTokens = 256, Exact = true });
    }

    private static WeightsTools Tools(ILanguageModel model) => new()
    {
        Model = model,
        Prompts = PlayWords.Book,
        Prompt = PlayWords.Prompt,
        Limits = new PlayerLimits(256, 64),
        Threads = 1,
        Trainers = new TorchTrainers(),
    };

    private static LoraLearner Make(ILanguageModel model) =>
        new("lora", Tools(model), Settings);

    private static EpisodeRecord[] EachLever(Levers task) => [.. Levers.Names.Select((name, i) =>
    {
        var episode = task.Practice((ulong)i);
        var outcome = episode.After(name).Outcome!;
        return new EpisodeRecord
        {
            TaskId = task.Id,
            Seed = (ulong)i,
            Moves = [new Move(episode.View, name, null, null)],
            Outcome = outcome,
            Score = outcome.Score,
        };
    })];

    private static StudyRequest Request(
        TemporaryFolder folder, string name, Levers task, Artifact? before, IReadOnlyList<EpisodeRecord> experience)
    {
        Directory.CreateDirectory(folder.File(name));
        return new StudyRequest
        {
            Before = before,
            Documents = new Dictionary<string, IReadOnlyList<Document>> { [task.Id] = task.Documents },
            Experience = experience,
            Round = new PracticeRound { Starts = experience.Count },
            Folder = folder.File(name),
            Rng = new Rng(3),
        };
    }

    private static (string Reply, double LogProbability) Exam(ILanguageModel model, Artifact artifact, Levers task)
    {
        using var player = Make(model).Open(artifact);
        var choice = player.Choose([Turn(task)], default)[0];
        return (Assert.IsType<Reply.Legal>(choice.Reply).Text, choice.LogProbability!.Value);
    }

    private static IReadOnlyList<double> Probabilities(LocalModel model, Levers task)
    {
        model.Forget();
        var prompt = PlayWords.Prompt.Begin([], task.Exam(1).View);
        var scores = model.Score([.. Levers.Names.Select(n => new ScoreRequest(prompt, PlayWords.Prompt.Written(n)))], default);
        return [.. scores.Select(scored => scored.LogProbability)];
    }

    private static Turn Turn(Levers task) => new()
    {
        TaskId = task.Id,
        Documents = task.Documents,
        Earlier = [],
        View = task.Exam(1).View,
        Temperature = 0,
        Restricted = true,
        Seed = 1,
    };
}
