using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Experiments.Plans;
using AgentMemory.Pretraining.Corpora;
using AgentMemory.Training;

namespace AgentMemory.Cli.Runs;

/// <summary>
/// Pretraining plans as files (schema <c>agentmemory.pretrain/1</c>); every field is required, but for a corpus part's own
/// lengths and number of tasks.
/// </summary>
internal static class PretrainPlanFile
{
    private const string Schema = "agentmemory.pretrain/1";
    private const long BatchTokensMax = 16_777_216;
    private static readonly string[] Kinds = ["play", "field", "field_passages", "facts", "fact_passages", "fact_messages", "prose"];

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
        var plan = new PretrainPlan
        {
            Name = map.Text("name"),
            Seed = map.Seed("seed"),
            Shape = Shape(map.Child("shape")),
            Course = Course(map.Child("course")),
            KeptOut = map.List("kept_out", node => map.Scalar("kept_out", node)),
            Corpus = map.List("corpus", node => Part(map, node)),
            Life = Life(map.Child("life")),
        };
        map.RefuseUnread();
        return plan;
    }

    private static PretrainShape Shape(YamlMap map)
    {
        var shape = new PretrainShape
        {
            Width = map.Whole("width", 8, 8192),
            Layers = map.Whole("layers", 1, 200),
            Heads = map.Whole("heads", 1, 256),
            KeyValueHeads = map.Whole("key_value_heads", 1, 256),
            FeedForward = map.Whole("feed_forward", 8, 65_536),
            Context = map.Whole("context", 64, 1_000_000),
            RopeBase = map.Number("rope_base", 1, 1e9),
            StructuredStart = map.Word("structured_start", "true", "false") == "true",
            SpacedWords = map.Word("spaced_words", "true", "false") == "true",
            VocabularySize = map.Whole("vocabulary", 256, 65_536),
        };
        map.RefuseUnread();
        return shape.Width % shape.Heads == 0 && shape.Heads % shape.KeyValueHeads == 0
            ? shape
            : throw map.WrongKey("heads", "heads must divide width, and key_value_heads must divide heads");
    }

    private static PretrainCourse Course(YamlMap map)
    {
        var course = new PretrainCourse
        {
            Steps = map.Has("steps") ? map.Whole("steps", 1, int.MaxValue) : null,
            Tokens = map.Has("tokens") ? (long)map.Number("tokens", 1, 1e15) : null,
            Minutes = map.Has("minutes") ? map.Number("minutes", 0.01, 100_000) : null,
            Rows = map.Whole("rows", 1, 4096),
            RowTokens = map.Whole("row_tokens", 16, 1_000_000),
            Accumulate = map.Whole("accumulate", 1, 4096),
            CheckpointMinutes = map.Number("checkpoint_minutes", 0.01, 1000),
            HeldOutLives = map.Whole("held_out_lives", 1, 100_000),
            Optimizer = new OptimizerSettings
            {
                LearningRate = map.Number("learning_rate", 1e-9, 1),
                WarmUpSteps = map.Whole("warm_up_steps", 0, int.MaxValue),
                FinalShare = map.Number("final_share", 0, 1),
                WeightDecay = map.Number("weight_decay", 0, 10),
                GradientNormMax = map.Number("gradient_norm_max", 1e-6, 1e6),
            },
        };
        map.RefuseUnread();
        return course.Rows * (long)course.RowTokens <= BatchTokensMax
            ? course
            : throw map.WrongKey("rows", string.Create(
                CultureInfo.InvariantCulture,
                $"rows times row_tokens are {course.Rows * (long)course.RowTokens} tokens of a batch, and {BatchTokensMax} is the most; ")
                + "lower one and raise accumulate");
    }

    private static CorpusPart Part(YamlMap map, YamlDotNet.RepresentationModel.YamlNode node)
    {
        var entry = map.Map(node, "corpus");
        var part = new CorpusPart(entry.Text("task"), entry.Number("share", 1e-6, 1e6))
        {
            Kind = Enum.Parse<CorpusKind>(entry.Word("kind", Kinds).Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
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
