using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Tasks;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Pretraining;
using AgentMemory.Pretraining.Corpora;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Lessons;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

public sealed class HeldOutTextTests
{
    private static readonly Dictionary<string, ITaskFamily> Families = new() { ["levers"] = new Levers.Kin() };

    [Fact]
    public void It_is_what_the_engine_itself_thinks_of_lives_of_tasks_that_no_training_sees()
    {
        using var folder = new TemporaryFolder();
        using var model = Open(folder);
        var plan = Plan();
        var text = new HeldOutText(new TorchTrainers(), plan, Families, PlayWords.Prompt, model.Card, model.Tokenizer, threads: 1);
        // The same lives by hand: each stretch that the corpus asks for, behind all that stands before it.
        var corpus = new Corpus(
            plan, Families, PlayWords.Prompt, model.Tokenizer, new SampleMaker(model.Tokenizer), 0);
        var (sum, tokens) = (0.0, 0);
        for (var n = 0; n < plan.Course.HeldOutLives; n++)
        {
            var before = "";
            foreach (var segment in corpus.HeldOut(n).Segments)
            {
                if (segment.Weight != 0)
                {
                    sum -= model.Score([new ScoreRequest(before, segment.Text)], default)[0].LogProbability;
                    tokens += model.Tokenizer.Count(segment.Text);
                }

                before += segment.Text;
            }
        }

        Assert.Equal(tokens, text.Tokens);
        Assert.Equal(sum / tokens, text.Loss([]), 1e-3);
    }

    [Fact]
    public void An_adapter_trained_on_something_else_costs_and_none_costs_nothing()
    {
        using var folder = new TemporaryFolder();
        using var model = Open(folder);
        var text = new HeldOutText(new TorchTrainers(), Plan(), Families, PlayWords.Prompt, model.Card, model.Tokenizer, threads: 1);
        var settings = new AdapterTrainingSettings
        {
            Adapter = new AdapterShape { Rank = 4, Alpha = 8 },
            Optimizer = new OptimizerSettings { LearningRate = 1e-2, WarmUpSteps = 3 },
            Epochs = 30,
            BatchTokens = 64,
            ValidationShare = 0,
            EndsText = false,
        };
        TextLesson[] lessons = [new("pays", " Pull Pull Pull Pull"), new("left", " Pull Pull Pull Pull")];
        new AdapterTraining(new TorchTrainers(), model.Card, model.Tokenizer, settings, TimeProvider.System)
            .Run(lessons, folder.File("a.gguf"), false, _ => { }, default);
        var (bare, worn, off) = (text.Loss([]), text.Loss([new(folder.File("a.gguf"))]), text.Loss([new(folder.File("a.gguf"), 0)]));
        Assert.True(worn > bare + 0.05, $"{bare} to {worn}");
        Assert.Equal(bare, off, 1e-4);
    }

    // Noise would part what is played from what is asked for, and the engine scores one text.
    private static PretrainPlan Plan() => new()
    {
        Name = "levers",
        Seed = 1,
        Shape = new PretrainShape
        {
            Width = 32,
            Layers = 2,
            Heads = 4,
            KeyValueHeads = 4,
            FeedForward = 32,
            Context = 128,
            StructuredStart = true,
            SpacedWords = true,
        },
        Course = new PretrainCourse
        {
            Rows = 1,
            RowTokens = 1,
            HeldOutLives = 3,
            Optimizer = new OptimizerSettings { LearningRate = 1, WarmUpSteps = 0 },
        },
        Corpus = [new CorpusPart("levers")],
        Life = new LifeSettings { TokensMin = 60, TokensMax = 120, NotesShare = 0, ReflectShare = 0, NoiseMax = 0 },
    };

    private static LocalModel Open(TemporaryFolder folder)
    {
        var vocabulary = WordVocabulary.Make(["Pull", "left", "middle", "right", "pull", "pays", "nothing"], spaced: true);
        var shape = SmallModels.Shape(vocabulary.Count);
        PretrainedModelWriter.Write(
            folder.File("m.gguf"), "m", shape, vocabulary, InitialWeights.Make(shape, vocabulary, true, new Rng(2)), GgmlType.F32);
        return LocalModel.Open(ModelEntry.OfFile(folder.File("m.gguf")), new EngineOptions { Threads = 1, ContextTokens = 256, Exact = true });
    }
}
