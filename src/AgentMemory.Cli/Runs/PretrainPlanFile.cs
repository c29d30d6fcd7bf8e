using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Experiments.Plans;
using AgentMemory.Pretraining.Corpora;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Training;

namespace AgentMemory.Cli.Runs;

/// <summary>
/// Pretraining plans as files (schema <c>agentmemory.pretrain/1</c>); every field is required, but for a corpus part's own
/// lengths and number of tasks, heads of a width of their own, an output layer of its own, and Muon. A plan with phases has its corpus,
/// its lengths, its batches and its rates there.
/// </summary>
internal static class PretrainPlanFile
{
    private const string Schema = "agentmemory.pretrain/1";
    private const long BatchTokensMax = 16_777_216;
    private static readonly string[] Kinds = ["play", "field", "field_passages", "facts", "fact_passages", "fact_messages", "prose", "told"];
    private static readonly string[] Starts = ["true", "false", "pairs", "classes"];

    /// <summary>Reads a plan.</summary>
    /// <exception cref="UserErrorException">Unreadable, or a field is missing, unknown or out of range.</exception>
    public static PretrainPlan Read(string path) => Parse(path, TextFile.Read(path, "plan"));

    /// <inheritdoc cref="Read"/>
    /// <param name="name">What errors call the plan.</param>
    /// <param name="text">Its text.</param>
    public static PretrainPlan Parse(string name, string text)
    {
        var map = YamlMap.Parse(name, text);
        map.Word("schema", Schema);
        IReadOnlyList<PretrainPhase>? phases = map.Has("phases") ? map.List("phases", node => Phase(map, node)) : null;
        if (phases is { Count: 0 })
        {
            throw map.WrongKey("phases", "a plan with phases has at least one; add one, or give a corpus");
        }

        var plan = new PretrainPlan
        {
            Name = map.Text("name"),
            Seed = map.Seed("seed"),
            Shape = Shape(map.Child("shape")),
            Phases = phases,
            Course = Course(map.Child("course"), phases?[0]),
            KeptOut = map.List("kept_out", node => map.Scalar("kept_out", node)),
            Corpus = phases is null ? map.List("corpus", node => Part(map, node)) : [.. phases.SelectMany(phase => phase.Corpus).Distinct()],
            Life = Life(map.Child("life")),
        };
        map.RefuseUnread();
        return plan;
    }

    private static PretrainPhase Phase(YamlMap map, YamlDotNet.RepresentationModel.YamlNode node)
    {
        var entry = map.Map(node, "phases");
        var phase = new PretrainPhase
        {
            Name = entry.Text("name"),
            Tokens = (long)entry.Number("tokens", 1, 1e15),
            Rows = entry.Whole("rows", 1, 4096),
            RowTokens = entry.Whole("row_tokens", 16, 1_000_000),
            Accumulate = entry.Whole("accumulate", 1, 4096),
            LearningRate = entry.Number("learning_rate", 1e-9, 1),
            FinalShare = entry.Number("final_share", 0, 1),
            Corpus = entry.List("corpus", part => Part(entry, part)),
        };
        entry.RefuseUnread();
        RefuseLargeBatch(entry, phase.Rows, phase.RowTokens);
        return phase;
    }

    private static PretrainShape Shape(YamlMap map)
    {
        var start = map.Word("structured_start", Starts);
        var shape = new PretrainShape
        {
            Width = map.Whole("width", 8, 8192),
            Layers = map.Whole("layers", 1, 200),
            Heads = map.Whole("heads", 1, 256),
            KeyValueHeads = map.Whole("key_value_heads", 1, 256),
            FeedForward = map.Whole("feed_forward", 8, 65_536),
            Context = map.Whole("context", 64, 1_000_000),
            RopeBase = map.Number("rope_base", 1, 1e12),
            HeadWidth = map.Has("head_width") ? map.Whole("head_width", 2, 1024) : null,
            OwnOutput = map.Has("own_output") && map.Word("own_output", "true", "false") == "true",
            StructuredStart = start == "true",
            ReaderStart = start switch { "pairs" => ReaderStartKind.Pairs, "classes" => ReaderStartKind.Classes, _ => null },
            SpacedWords = map.Word("spaced_words", "true", "false") == "true",
            VocabularySize = map.Whole("vocabulary", 256, 65_536),
        };
        map.RefuseUnread();
        if (shape.Heads % shape.KeyValueHeads != 0 || (shape.HeadWidth is null && shape.Width % shape.Heads != 0))
        {
            throw map.WrongKey("heads", "heads must divide width where no head_width is given, and key_value_heads must divide heads");
        }

        if (shape.HeadWidth % 2 == 1)
        {
            throw map.WrongKey("head_width", "must be even, since positions turn pairs of numbers");
        }

        return shape.ReaderStart is null || ReaderStart.WhyNot(shape.ModelShape(shape.VocabularySize)) is not { } why
            ? shape
            : throw map.WrongKey("structured_start", $"{start} {why}");
    }

    private static PretrainCourse Course(YamlMap map, PretrainPhase? first)
    {
        var course = new PretrainCourse
        {
            Steps = Length("steps") ? map.Whole("steps", 1, int.MaxValue) : null,
            Tokens = Length("tokens") ? (long)map.Number("tokens", 1, 1e15) : null,
            Minutes = Length("minutes") ? map.Number("minutes", 0.01, 100_000) : null,
            Rows = first?.Rows ?? map.Whole("rows", 1, 4096),
            RowTokens = first?.RowTokens ?? map.Whole("row_tokens", 16, 1_000_000),
            Accumulate = first?.Accumulate ?? map.Whole("accumulate", 1, 4096),
            CheckpointMinutes = map.Number("checkpoint_minutes", 0.01, 1000),
            HeldOutLives = map.Whole("held_out_lives", 1, 100_000),
            Optimizer = new OptimizerSettings
            {
                LearningRate = first?.LearningRate ?? map.Number("learning_rate", 1e-9, 1),
                WarmUpSteps = map.Whole("warm_up_steps", 0, int.MaxValue),
                FinalShare = first?.FinalShare ?? map.Number("final_share", 0, 1),
                WeightDecay = map.Number("weight_decay", 0, 10),
                GradientNormMax = map.Number("gradient_norm_max", 1e-6, 1e6),
                Muon = map.Has("muon_rate_factor") ? new MuonSettings { RateFactor = map.Number("muon_rate_factor", 1e-6, 1e3) } : null,
            },
        };
        map.RefuseUnread();
        RefuseLargeBatch(map, course.Rows, course.RowTokens);
        return course;

        bool Length(string name) => first is null && map.Has(name);
    }

    private static void RefuseLargeBatch(YamlMap map, int rows, int rowTokens)
    {
        var tokens = rows * (long)rowTokens;
        if (tokens > BatchTokensMax)
        {
            throw map.WrongKey("rows", string.Create(
                CultureInfo.InvariantCulture,
                $"rows times row_tokens are {tokens} tokens of a batch, and {BatchTokensMax} is the most; lower one and raise accumulate"));
        }
    }

    private static CorpusPart Part(YamlMap map, YamlDotNet.RepresentationModel.YamlNode node)
    {
        var entry = map.Map(node, "corpus");
        var kind = Enum.Parse<CorpusKind>(entry.Word("kind", Kinds).Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        var part = new CorpusPart(entry.Text("task"), entry.Number("share", 1e-6, 1e6))
        {
            Kind = kind,
            Told = kind != CorpusKind.Told ? null : new ToldGames(
                entry.Whole("games", 1, 10_000),
                entry.Has("documents_share") ? entry.Number("documents_share", 0, 1) : 1,
                entry.Has("notes_share") ? entry.Number("notes_share", 0, 1) : 0),
            TokensMin = Optional("tokens_min", 16),
            TokensMax = Optional("tokens_max", 16),
            Tasks = Optional("tasks", 1),
        };
        entry.RefuseUnread();
        return part.TokensMin is { } least && part.TokensMax is { } most && least > most
            ? throw entry.WrongKey("tokens_max", "must be at least tokens_min")
            : part;

        int? Optional(string name, int min) => entry.Has(name) ? entry.Whole(name, min, 1_000_000) : null;
    }

    private static LifeSettings Life(YamlMap map)
    {
        var life = new LifeSettings
        {
            TokensMin = map.Whole("tokens_min", 16, 1_000_000),
            TokensMax = map.Whole("tokens_max", 16, 1_000_000),
            NotesShare = map.Number("notes_share", 0, 1),
            TwinNotesShare = map.Number("twin_notes_share", 0, 1),
            WrongNotesShare = map.Number("wrong_notes_share", 0, 1),
            ChangedShare = map.Number("changed_share", 0, 1),
            StrangersShare = map.Number("strangers_share", 0, 1),
            ReflectShare = map.Number("reflect_share", 0, 1),
            EditShare = map.Number("edit_share", 0, 1),
            NoiseMax = map.Number("noise_max", 0, 1),
            ReplyWeight = map.Number("reply_weight", 0, 100),
            UnknownFactor = map.Number("unknown_factor", 0, 100),
            AnswerFactor = map.Number("answer_factor", 0, 100),
            OutcomeWeight = map.Number("outcome_weight", 0, 100),
            FirstViewWeight = map.Number("first_view_weight", 0, 100),
            NotesWeight = map.Number("notes_weight", 0, 100),
            DocumentWeight = map.Number("document_weight", 0, 100),
            HeldOutSeeds = map.Whole("held_out_seeds", 1, int.MaxValue - 1),
            LivesPerTask = map.Whole("lives_per_task", 1, 10_000),
        };
        map.RefuseUnread();
        return life;
    }
}
