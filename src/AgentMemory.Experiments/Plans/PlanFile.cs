using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;

namespace AgentMemory.Experiments.Plans;

/// <summary>Plans as files: reads them, and writes the resolved plan that a result folder keeps.</summary>
public static class PlanFile
{
    private const string Schema = "agentmemory.plan/1";

    /// <summary>Reads a plan.</summary>
    /// <param name="path">The file.</param>
    /// <param name="learners">What there is to choose from, as it is set where the plan does not say.</param>
    /// <exception cref="UserErrorException">Unreadable, or a field is missing, unknown or out of range.</exception>
    public static Plan Read(string path, LearnerDefaults learners) => Parse(path, TextFile.Read(path, "plan"), learners);

    /// <summary>
    /// Reads the plan of a run that may have been judged by the earlier rule (agentmemory.verdict/1), or that spells settings of learners
    /// as they were spelt while they stood flat: fields that only that rule had are passed over, and the spelling is understood.
    /// </summary>
    /// <exception cref="UserErrorException">Anything else in it cannot be used.</exception>
    public static Plan ParseKept(string file, string text, LearnerDefaults learners) =>
        Parse(file, GoneFields.TakenOut(text), learners, isKept: true);

    /// <summary>Reads a plan from its text; <paramref name="file"/> names it in errors.</summary>
    public static Plan Parse(string file, string text, LearnerDefaults learners) => Parse(file, text, learners, isKept: false);

    private static Plan Parse(string file, string text, LearnerDefaults learners, bool isKept)
    {
        var map = YamlMap.Parse(file, text);
        map.Word("schema", Schema);
        GoneFields.Refuse(map);
        var plan = new Plan
        {
            Name = map.Text("name"),
            Model = map.Text("model"),
            Device = map.Device("device"),
            Seed = map.Seed("seed"),
            Streams = map.List("tasks", node => TaskEntry.Read(map, node).Tasks),
            Groups = TaskEntry.Groups(map, "tasks"),
            Files = TaskFiles.Read(map, "files"),
            Learners = [.. map.List("learners", node => LearnerPlans.Read(map, node, learners, isKept)).SelectMany(l => l)],
            Seeds = map.Number("seeds", PlanRanges.Seeds),
            Blocks = map.Number("blocks", PlanRanges.Blocks),
            Practice = map.IsList("practice")
                ? map.List("practice", node => map.Number("practice", node, PlanRanges.Practice))
                : [map.Number("practice", PlanRanges.Practice)],
            Experience = map.Has("experience") && map.Word("experience", "own", "shared") == "shared"
                ? ExperienceSource.Shared
                : ExperienceSource.Own,
            ExperienceSha256 = map.Has("experience_sha256") ? map.Text("experience_sha256") : null,
            Exam = map.Number("exam", PlanRanges.Exam),
            Batch = map.Whole("batch", 1, 256),
            ContextTokens = map.Number("context_tokens", PlanRanges.Window),
            EpisodeTokens = map.Whole("episode_tokens", 16, 10_000_000),
            PracticeTemperature = map.Number("practice_temperature", 0, 10),
            ExamTemperature = map.Number("exam_temperature", 0, 10),
            Restricted = map.Word("replies", "restricted", "free") == "restricted",
            OpenBook = map.Word("book", "open", "closed") == "open",
            Epsilon = map.Number("epsilon", 1e-6, 10),
            HeldOut = map.Has("held_out") ? map.Text("held_out") : null,
            Style = StyleOf(map) is { } style and not PlanWords.Auto ? PlanWords.StyleOf(style) : PromptStyle.Game,
            ChoosesStyle = StyleOf(map) == PlanWords.Auto,
            StatesCalibration = map.Has("calibration"),
            ThinkingTokens = map.Has("thinking_tokens") ? map.Number("thinking_tokens", PlanRanges.Thinking) : 0,
            KeepsThoughts = map.Has("thoughts") && map.Word("thoughts", PlanWords.Thoughts) == PlanWords.Kept,
            CalibratesMemory = Calibrates(map, LearnerPath.Memory),
            CalibratesWeights = Calibrates(map, LearnerPath.Weights),
            TrainingBase = map.Has("training_base") ? map.Word("training_base", "auto", "f32", "bf16", "file") : "auto",
        };
        map.RefuseUnread();
        RefuseContradictions(map, plan);
        PlanSize.Of(plan).RefuseIfTooLarge(file);
        return plan;
    }

    private static string? StyleOf(YamlMap map) => map.Has("style") ? map.Word("style", PlanWords.StylesOrAuto) : null;

    // One word for both paths, or one for each.
    private static bool Calibrates(YamlMap map, LearnerPath path)
    {
        if (!map.Has("calibration"))
        {
            return false;
        }

        if (!map.IsMap("calibration"))
        {
            return map.Word("calibration", PlanWords.Calibrations) == PlanWords.ContentFree;
        }

        var words = map.Child("calibration");
        var each = new[] { LearnerPath.Memory, LearnerPath.Weights }.ToDictionary(own => own, own => words.Word(PlanWords.Of(own), PlanWords.Calibrations));
        words.RefuseUnread();
        return each[path] == PlanWords.ContentFree;
    }

    private static void RefuseContradictions(YamlMap map, Plan plan)
    {
        var twice = plan.Learners.GroupBy(l => l.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw map.WrongKey(
                "learners", $"the learner {twice.Key} stands twice; keep one, or name one of them otherwise behind \"as:\"");
        }

        if (plan.EpisodeTokens >= plan.Learners.Min(plan.WindowOf))
        {
            throw map.WrongKey("episode_tokens", "episode_tokens leaves no context for anything else; lower it");
        }

        if (plan.EpisodeTokens + plan.ThinkingTokens >= plan.Learners.Min(plan.WindowOf))
        {
            throw map.WrongKey("thinking_tokens", "thinking_tokens and episode_tokens leave no context for anything else; lower one, or raise context_tokens");
        }

        if (plan.KeepsThoughts && plan.ThinkingTokens == 0)
        {
            throw map.WrongKey("thoughts", "thoughts: kept has no effect without thinking_tokens; add thinking_tokens, or leave it out");
        }

        if (plan.Practice.Count > 1 && plan.Practice.Count != plan.Blocks)
        {
            throw map.WrongKey("practice", string.Create(
                CultureInfo.InvariantCulture,
                $"practice: lists {plan.Practice.Count} numbers for {plan.Blocks} blocks; write one for each block, or one for all"));
        }

        var longest = plan.Streams.Max(stream => stream.Count);
        if (longest > plan.Blocks)
        {
            throw map.WrongKey("blocks", string.Create(
                CultureInfo.InvariantCulture,
                $"blocks: {plan.Blocks} are fewer than the {longest} tasks of a stream; each task is practised for a block at least"));
        }
    }

    /// <summary>The plan with every number it is set by, in a fixed order: what a result folder keeps.</summary>
    public static string Write(Plan plan)
    {
        var text = new StringBuilder();
        Line($"schema: {Schema}");
        Line($"name: {Quoted(plan.Name)}");
        Line($"model: {Quoted(plan.Model)}");
        if (plan.ExperienceSha256 is { } experience)
        {
            // It follows from what the hash is over.
            Line($"experience_sha256: {Quoted(experience)}");
        }

        text.Append(WithoutModel(plan));
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');
    }

    /// <summary>
    /// Over the resolved plan but for its name and for how the model was called: the model stands beside it by its own
    /// hash, so a copy of a file in another place is the same plan.
    /// </summary>
    public static string Sha256(Plan plan) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(WithoutModel(plan))));

    private static string WithoutModel(Plan plan)
    {
        var text = new StringBuilder();
        Field("device", plan.Device);
        Field("seed", plan.Seed);
        text.Append("tasks:\n");
        foreach (var stream in plan.Streams)
        {
            text.Append("  - ").Append(plan.Groups.TryGetValue(stream[0], out var group)
                ? $"{{task: {Quoted(stream[0])}, group: {group}}}"
                : stream.Count == 1 ? Quoted(stream[0])
                : $"[{string.Join(", ", stream.Select(Quoted))}]").Append('\n');
        }

        if (plan.Files.Count > 0)
        {
            text.Append("files:\n").AppendJoin("", plan.Files.Select(file => $"  - {{file: {Quoted(file.Key)}, sha256: {Quoted(file.Value)}}}\n"));
        }

        text.Append("learners:\n");
        foreach (var learner in plan.Learners)
        {
            text.Append("  - id: ").Append(learner.Id).Append('\n');
            if (learner.Name != learner.Id)
            {
                text.Append("    as: ").Append(learner.Name).Append('\n');
            }

            if (learner.ContextTokens is { } window)
            {
                text.Append(CultureInfo.InvariantCulture, $"    context_tokens: {window}\n");
            }

            SettingsYaml.Write(text, learner.Settings, indent: "    ");
        }

        Field("seeds", plan.Seeds);
        Field("blocks", plan.Blocks);
        Field("practice", plan.Practice.Count == 1 ? plan.Practice[0] : $"[{string.Join(", ", plan.Practice)}]");
        if (plan.Experience == ExperienceSource.Shared)
        {
            Field("experience", "shared");
        }

        Field("exam", plan.Exam);
        Field("batch", plan.Batch);
        Field("context_tokens", plan.ContextTokens);
        Field("episode_tokens", plan.EpisodeTokens);
        Field("practice_temperature", plan.PracticeTemperature);
        Field("exam_temperature", plan.ExamTemperature);
        Field("replies", plan.Restricted ? "restricted" : "free");
        Field("book", plan.OpenBook ? "open" : "closed");
        Field("epsilon", plan.Epsilon);
        if (plan.ChoosesStyle || plan.Style != PromptStyle.Game)
        {
            Field("style", plan.ChoosesStyle ? PlanWords.Auto : PlanWords.Of(plan.Style));
        }

        if (plan.CalibratesMemory || plan.CalibratesWeights || (plan.ChoosesStyle && plan.StatesCalibration))
        {
            Field("calibration", PlanWords.CalibrationOf(plan));
        }

        if (plan.ThinkingTokens > 0)
        {
            Field("thinking_tokens", plan.ThinkingTokens);
            Field("thoughts", PlanWords.Thoughts[plan.KeepsThoughts ? 1 : 0]);
        }

        // F32 is what it was before there was a choice.
        if (plan.TrainingBase is not ("auto" or "f32"))
        {
            Field("training_base", plan.TrainingBase);
        }

        if (plan.HeldOut is not null)
        {
            Field("held_out", Quoted(plan.HeldOut));
        }

        return text.ToString();

        void Field(string name, object value)
        {
            text.Append(name).Append(": ").Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    private static string Quoted(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
