using System.Text;
using System.Text.Json;
using AgentMemory.Cli.Terminal;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Cli.Results;

/// <summary>
/// Several runs side by side: what differs between their plans first, then all learners under their run's name. Each keeps the verdict of its own
/// run; nothing is tested across runs, whose seeds need not pair.
/// </summary>
internal sealed class RunsSideBySide
{
    private const string Unknown = "not known";
    private readonly IReadOnlyList<(string Name, FinishedRun Run)> _runs;

    private RunsSideBySide(IReadOnlyList<(string Name, FinishedRun Run)> runs)
    {
        _runs = runs;
    }

    /// <summary>Runs under their folders' names, numbered where two have the same.</summary>
    public static RunsSideBySide Of(IReadOnlyList<FinishedRun> runs) => new(
    [
        .. runs.Select((run, i) => (runs.Count(other => other.Name == run.Name) == 1 ? run.Name : $"{run.Name}#{i + 1}", run)),
    ]);

    /// <summary>Fields of plan, model and engine that are not the same in all runs, with each run's value.</summary>
    public IReadOnlyList<(string Field, IReadOnlyList<string> Values)> Differences()
    {
        var plans = _runs.Select(run => PlanFields.Of(run.Name, run.Run.PlanText)).ToArray();
        var fields = new List<(string, IReadOnlyList<string>)>
        {
            ("model", [.. _runs.Select(run => run.Run.Verdict.Model is { } model ? $"{model.Id} ({Wording.Amount(model.Parameters)} weights)" : Unknown)]),
            ("engine", [.. _runs.Select(run => run.Run.Engine.Length > 0 ? run.Run.Engine : Unknown)]),
        };
        var names = plans.SelectMany(plan => plan.Select(field => field.Key)).Distinct(StringComparer.Ordinal)
            .Where(field => field is not ("model" or "name" or "schema"));
        fields.AddRange(names.Select(name => (name, (IReadOnlyList<string>)[.. plans.Select(plan =>
            plan.Count == 0 ? Unknown : plan.FirstOrDefault(field => field.Key == name).Value ?? "not set")])));
        return [.. fields.Where(field => field.Item2.Distinct(StringComparer.Ordinal).Count() > 1)];
    }

    /// <summary>One verdict of all runs' learners, for drawing.</summary>
    public Verdict Together()
    {
        var first = _runs[0].Run.Verdict;
        var models = _runs.Select(run => run.Run.Verdict.Model).DistinctBy(model => model?.Sha256).ToArray();
        return first with
        {
            PlanSha256 = null,
            Model = models.Length == 1 ? models[0] : null,
            Tasks = [.. _runs.SelectMany(run => run.Run.Verdict.Tasks.Select(task => task with { Learner = Named(run.Name, task.Learner) }))],
            Learners = [.. _runs.SelectMany(run => run.Run.Verdict.Learners.Select(learner => learner with { Id = Named(run.Name, learner.Id) }))],
            Evidence = [.. _runs.SelectMany(run => run.Run.Verdict.Evidence.Select(one => one with { Learner = Named(run.Name, one.Learner) }))],
            Pairs = [],
            Groups = [],
            Stream = null,
            Power = null,
            Cautions =
            [
                "Each verdict is that of its own run. Nothing is tested across runs: their worlds and seeds need not pair.",
                .. _runs.SelectMany(run => run.Run.Verdict.Cautions.Select(caution => $"{run.Name}: {caution}")),
            ],
        };
    }

    public ReportContents Contents()
    {
        var differences = Differences();
        return new ReportContents
        {
            Title = $"{Wording.List([.. _runs.Select(run => run.Name)])} side by side",
            Verdict = Together(),
            Heading = DifferenceSentence(differences),
            PracticeUpTo = _runs.All(run => run.Run.PracticeUpTo is not null) && differences.All(field => field.Field != "practice")
                ? _runs[0].Run.PracticeUpTo : null,
            FirstTable = differences.Count == 0
                ? null
                : new ReportTable(
                    "What differs between the runs",
                    "",
                    ["", .. _runs.Select(run => run.Name)],
                    [.. differences.Select(field => (IReadOnlyList<string>)[field.Field, .. field.Values])]),
        };
    }

    /// <summary>For the terminal: differences, then words, scores and costs of every learner in every run.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        var differences = Differences();
        text.Append(DifferenceSentence(differences)).Append('\n');
        foreach (var (field, values) in differences)
        {
            text.Append("  ").Append(field).Append('\n');
            foreach (var (run, value) in _runs.Zip(values))
            {
                text.Append("    ").Append(run.Name).Append(": ").Append(value).Append('\n');
            }
        }

        text.Append('\n').Append(VerdictText.Write(Together(), TerminalSize.TextColumns));
        AppendCosts(text);
        // Values of plans come from files; none of them may move a terminal's cursor.
        return string.Concat(text.ToString().Select(c => char.IsControl(c) && c != '\n' ? '?' : c));
    }

    public string Json()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "agentmemory.runs/1");
            json.WriteStartArray("differences");
            foreach (var (field, values) in Differences())
            {
                json.WriteStartObject();
                json.WriteString("field", field);
                json.WriteStartArray("values");
                values.ToList().ForEach(json.WriteStringValue);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("runs");
            foreach (var (name, run) in _runs)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WritePropertyName("verdict");
                json.WriteRawValue(VerdictJson.Write(run.Verdict));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private void AppendCosts(StringBuilder text)
    {
        text.Append("\nCosts of a run: tokens read, written and trained on; operations\n");
        foreach (var learner in Together().Learners)
        {
            var costs = learner.Costs.ToDictionary(cost => cost.Key, cost => cost.Value, StringComparer.Ordinal);
            text.Append("  ").Append(learner.Id.PadRight(28)).Append("  ").AppendJoin("  ", new[] { "tokens_read", "tokens_written", "tokens_trained", "flops" }
                .Select(name => (costs.GetValueOrDefault(name) is { } cost ? Wording.Amount(cost) : "-").PadLeft(8))).Append('\n');
        }
    }

    private static string DifferenceSentence(IReadOnlyList<(string Field, IReadOnlyList<string> Values)> differences) => differences.Count == 0
        ? "The runs have the same plan, model and engine."
        : $"The runs differ in {Wording.List([.. differences.Select(field => field.Field.Split('.')[0]).Distinct(StringComparer.Ordinal)])}.";

    private static string Named(string run, string learner) => $"{run}/{learner}";
}
