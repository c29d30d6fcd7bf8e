using System.Text.RegularExpressions;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Fields;
using AgentMemory.Games;
using AgentMemory.Pretraining.Corpora;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Testing;
using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>The plan of the reader's pretraining, as far as its corpus goes, and small plans like it.</summary>
internal static class ReaderPlans
{
    internal static IReadOnlyDictionary<string, ITaskFamily> Families { get; } =
        new GameCatalogue(PlayWords.Book).Families.Concat<ITaskFamily>(FieldCatalogue.Families).ToDictionary(f => f.Name);

    /// <summary>The shipped plan's phases, each with its corpus.</summary>
    internal static IReadOnlyList<PretrainPhase> Phases()
    {
        var map = Shipped();
        return map.List("phases", node =>
        {
            var entry = map.Map(node, "phases");
            return Phase(entry.Text("name"), 1, entry.List("corpus", part => Part(entry.Map(part, "corpus"))));
        });
    }

    internal static IReadOnlyList<string> KeptOut()
    {
        var map = Shipped();
        return map.List("kept_out", node => map.Scalar("kept_out", node));
    }

    /// <summary>A plan of phases in a small shape.</summary>
    internal static PretrainPlan Plan(params IReadOnlyList<PretrainPhase> phases) => new()
    {
        Name = "tiny reader",
        Seed = 1,
        Shape = Shape,
        Course = new PretrainCourse
        {
            Rows = 1,
            RowTokens = 1,
            LogSeconds = 0,
            CheckpointMinutes = 1000,
            HeldOutLives = 4,
            Optimizer = new OptimizerSettings { LearningRate = 1, WarmUpSteps = 3, Muon = new MuonSettings { RateFactor = 0.4 } },
        },
        Phases = phases,
        Corpus = [.. phases.SelectMany(phase => phase.Corpus)],
        KeptOut = KeptOut(),
        Life = new LifeSettings { TokensMin = 60, TokensMax = 120, HeldOutSeeds = 1_000_000 },
    };

    internal static PretrainShape Shape => new()
    {
        Width = 128,
        Layers = 4,
        Heads = 4,
        KeyValueHeads = 4,
        HeadWidth = 64,
        FeedForward = 32,
        Context = 1024,
        RopeBase = 1e9,
        OwnOutput = true,
        StructuredStart = false,
        ReaderStart = ReaderStartKind.Classes,
        SpacedWords = true,
        VocabularySize = 2048,
    };

    internal static PretrainPhase Phase(string name, long tokens, params IReadOnlyList<CorpusPart> parts) => new()
    {
        Name = name,
        Tokens = tokens,
        Rows = 4,
        RowTokens = 178,
        Accumulate = 1,
        LearningRate = 1e-3,
        FinalShare = 1,
        Corpus = parts,
    };

    internal static CorpusPart Told(string task, int games, double documents = 0) =>
        new(task) { Kind = CorpusKind.Told, Told = new ToldGames(games, documents) };

    internal static Corpus Corpus(PretrainPlan plan, Vocabulary vocabulary)
    {
        var tokenizer = new VocabularyTokenizer(vocabulary);
        return new Corpus(plan, Families, PlayWords.Prompt, tokenizer, new SampleMaker(tokenizer), vocabulary.End);
    }

    /// <summary>Names, and the words of a question.</summary>
    internal static Vocabulary Words { get; } = WordVocabulary.Make(["opens", "to", "--"], spaced: true);

    /// <summary>The facts of a life in brief: a thing and its word each.</summary>
    internal static IReadOnlyList<(string Wing, string First, string Second, string Word)> Facts(string text) =>
    [
        .. Regex.Matches(text, @"--\n(\w+) (\w+) (\w+) opens to\n> (\w+)\n")
            .Select(m => (m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value, m.Groups[4].Value)),
    ];

    private static YamlMap Shipped()
    {
        var file = RepositoryFiles.Path("eval", "plans", "pretrain-reader.yaml");
        return YamlMap.Parse(file, File.ReadAllText(file));
    }

    private static CorpusPart Part(YamlMap part)
    {
        var isTold = part.Text("kind") == "told";
        return new CorpusPart(part.Text("task"), part.Number("share", 0, 100))
        {
            Kind = Enum.Parse<CorpusKind>(part.Text("kind").Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            Told = isTold
                ? new ToldGames(
                    part.Whole("games", 1, 1000),
                    part.Has("documents_share") ? part.Number("documents_share", 0, 1) : 1,
                    part.Has("notes_share") ? part.Number("notes_share", 0, 1) : 0)
                : null,
            TokensMin = part.Has("tokens_min") ? part.Whole("tokens_min", 1, 10_000) : null,
            TokensMax = part.Has("tokens_max") ? part.Whole("tokens_max", 1, 10_000) : null,
        };
    }
}
