using System.Globalization;
using System.Text;
using AgentMemory.Core.Learners;

namespace AgentMemory.Cli.Listings;

/// <summary>The reference page of learners, docs/reference/learners.md, made from the catalogue. A test holds the file to it.</summary>
internal sealed class LearnerPage
{
    private static readonly (LearnerPath Path, string Title, string Note)[] Sections =
    [
        (LearnerPath.Memory, "The memory path", "Weights stay fixed; what is learnt is text that the prompt shows."),
        (LearnerPath.Weights, "The weights path", "An adapter changes; the prompt shows the documents alone."),
        (LearnerPath.Both, "Both paths at once", "A memory in the prompt and an adapter."),
        (LearnerPath.Reference, "References", "What the others are measured by."),
    ];

    private const string Beginning = """
        # Learners

        This page is made from the catalogue of learners, `LearnerCatalogue.cs`, and from the records that declare their settings. After a
        change, write it anew with `AGENTMEMORY_RECORD=1 dotnet test tests/AgentMemory.Tests --filter LearnerPage`.

        A plan names a learner by its id, or gives a mapping with `id` and the settings that differ from the defaults here:
        ```yaml
        learners:
          - lora
          - id: lora
            as: lora-slow
            adapter: {learning_rate: 0.001, epochs: 32}
          - id: lora
            sweep: adapter.rank
            values: [2, 4, 8]
        ```
        `as` is a name of its own for results, `context_tokens` a window of its own in place of the plan's, and `sweep` with `values` stands
        for one learner for each value; a setting inside a block is swept by its path. The `plan.yaml` of a run shows every setting of
        every learner. `agentmemory learners list --json` gives the same to programs.

        """;

    private readonly StringBuilder _text = new();

    // What was described, by what it says: the same record of settings is described once and pointed to afterwards.
    private readonly Dictionary<string, string> _described = new(StringComparer.Ordinal);

    private LearnerPage()
    {
    }

    /// <summary>The page's text.</summary>
    public static string Of(IReadOnlyList<LearnerDescription> learners)
    {
        var page = new LearnerPage();
        page._text.Append(Beginning.ReplaceLineEndings("\n")).Append("\n| learner | path | what it is |\n|---|---|---|\n");
        foreach (var learner in InOrder(learners))
        {
            page._text.Append(
                CultureInfo.InvariantCulture,
                $"| [{learner.Id}](#{Anchor(learner.Id)}) | {LearnerListing.PathOf(learner)} | {learner.Summary} |\n");
        }

        foreach (var (path, title, note) in Sections)
        {
            page._text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n{note}\n");
            learners.Where(learner => learner.Path == path).ToList().ForEach(page.Describe);
        }

        return page._text.ToString();
    }

    private static IEnumerable<LearnerDescription> InOrder(IReadOnlyList<LearnerDescription> learners) =>
        Sections.SelectMany(section => learners.Where(learner => learner.Path == section.Path));

    private void Describe(LearnerDescription learner)
    {
        _text.Append(CultureInfo.InvariantCulture, $"\n### {learner.Id}\n{Capital(learner.Summary)}.\n");
        var list = SettingList.Of(learner.Defaults);
        if (list.All.Count == 0)
        {
            _text.Append("It has no settings.\n");
            return;
        }

        _text.Append("\n| setting | default | may be | meaning |\n|---|---|---|---|\n");
        foreach (var (name, text) in LearnerListing.Blocks(learner.Defaults))
        {
            if (list.HasGroup(name))
            {
                DescribeBlock(learner, list, name, text);
            }
            else
            {
                Row(name, list.Find(name)!, text);
            }
        }

        _described.TryAdd(Saying(list.All, ""), learner.Id);
    }

    private void DescribeBlock(LearnerDescription learner, SettingList list, string name, string text)
    {
        var meaning = list.Groups.First(group => group.Path == name).Meaning;
        Setting[] inner = [.. list.All.Where(setting => setting.Path.StartsWith(name + ".", StringComparison.Ordinal))];
        var saying = Saying(inner, name + ".");
        if (_described.TryGetValue(saying, out var before))
        {
            _text.Append(CultureInfo.InvariantCulture, $"| {name} | `{text}` | | {meaning} As in [{before}](#{Anchor(before)}). |\n");
            return;
        }

        _text.Append(CultureInfo.InvariantCulture, $"| {name} | | | {meaning} |\n");
        inner.ToList().ForEach(setting => Row(setting.Path, setting, setting.TextIn(learner.Defaults)));
        _described[saying] = learner.Id;
    }

    private void Row(string name, Setting setting, string text) =>
        _text.Append(CultureInfo.InvariantCulture, $"| {name} | {text} | {setting.Form} | {LearnerListing.MeaningOf(setting)} |\n");

    private static string Saying(IEnumerable<Setting> settings, string without) =>
        string.Join('\n', settings.Select(setting => $"{setting.Path[without.Length..]} {setting.Form} {setting.Meaning}"));

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    // As pages on the web make them from headings: letters, digits and hyphens.
    private static string Anchor(string id) => id.Replace("+", "", StringComparison.Ordinal);
}
