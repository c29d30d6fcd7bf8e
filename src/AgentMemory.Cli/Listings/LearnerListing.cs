using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Core.Learners;

namespace AgentMemory.Cli.Listings;

/// <summary>The learners and all they can be set by, as the terminal and other programs are told.</summary>
internal static class LearnerListing
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Each learner with its defaults as a plan would write them.</summary>
    public static string Text(IEnumerable<LearnerDescription> learners) => string.Concat(learners.Select(learner =>
            $"{learner.Id} ({PathOf(learner)}): {learner.Summary}\n"
            + string.Concat(Blocks(learner.Defaults).Select(block => $"    {block.Name}: {block.Text}\n"))))
        + "What a setting means and may be: docs/reference/learners.md, or agentmemory learners list --json\n";

    /// <summary>Schema agentmemory.learners/1.</summary>
    public static string Json(IEnumerable<LearnerDescription> learners) => JsonSerializer.Serialize(new
    {
        schema = "agentmemory.learners/1",
        learners = learners.Select(learner => new
        {
            id = learner.Id,
            path = PathOf(learner),
            summary = learner.Summary,
            settings = SettingList.Of(learner.Defaults).All.Select(setting => new
            {
                name = setting.Path,
                type = setting.Form.Type,
                range = Range(setting.Form),
                @default = Value(setting, learner.Defaults),
                meaning = MeaningOf(setting),
            }),
        }),
    }, Options) + "\n";

    /// <summary>The settings at the top of a learner's entry in a plan, in their order; a block as one line of YAML.</summary>
    public static IEnumerable<(string Name, string Text)> Blocks(LearnerSettings settings) =>
        Blocks(settings, [.. SettingList.Of(settings).All.Select(setting => (setting, setting.Path))]);

    /// <summary>What a setting is, and what its words mean.</summary>
    public static string MeaningOf(Setting setting) => setting.Form is SettingForm.Word word
        ? $"{setting.Meaning} {string.Join("; ", word.Words.Select(each => $"{each.Word}: {each.Meaning}"))}."
        : setting.Meaning;

    /// <summary>The path's name, as reports have it.</summary>
    public static string PathOf(LearnerDescription learner) => learner.Path.ToString().ToLowerInvariant();

    private static IEnumerable<(string Name, string Text)> Blocks(
        LearnerSettings settings, IReadOnlyList<(Setting Setting, string Name)> among) =>
        among.GroupBy(each => each.Name.Split('.')[0], StringComparer.Ordinal).Select(block => (
            block.Key,
            block.First().Name == block.Key
                ? block.First().Setting.TextIn(settings)
                : $"{{{string.Join(", ", Blocks(settings, [.. block.Select(each => (each.Setting, each.Name[(block.Key.Length + 1)..]))])
                    .Select(inner => $"{inner.Name}: {inner.Text}"))}}}"));

    private static object Range(SettingForm form) => form switch
    {
        SettingForm.Whole whole => new { least = whole.Range.Least, most = whole.Range.Most },
        SettingForm.Number number => new { least = number.Range.Least, most = number.Range.Most },
        SettingForm.Word word => word.Words.Select(each => each.Word),
        _ => new[] { false, true },
    };

    private static object Value(Setting setting, LearnerSettings settings) => setting.Form is SettingForm.Word
        ? setting.TextIn(settings)
        : JsonDocument.Parse(setting.TextIn(settings)).RootElement;
}
