using AgentMemory.Core;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Experiments.Probes;

/// <summary>Probe plans as files (schema <c>agentmemory.probes/1</c>); every field is required.</summary>
public static class ProbePlanFile
{
    private const string Schema = "agentmemory.probes/1";
    private static readonly NumberRange<int> DistanceTokens = new(128, 10_000_000);

    /// <summary>Reads a plan from its text.</summary>
    /// <param name="file">Names it in errors.</param>
    /// <param name="text">YAML.</param>
    /// <exception cref="UserErrorException">A field is missing, unknown or out of range.</exception>
    public static ProbePlan Parse(string file, string text)
    {
        var map = YamlMap.Parse(file, text);
        map.Word("schema", Schema);
        if (map.Has("resamples"))
        {
            throw map.WrongKey(
                "resamples", "resamples: means nothing any more, since intervals are Student's t over instances; take the line out");
        }

        var plan = new ProbePlan
        {
            Name = map.Text("name"),
            Seed = map.Seed("seed"),
            Seeds = map.Whole("seeds", 1, 1000),
            Exam = map.Whole("exam", 1, 100_000),
            Batch = map.Whole("batch", 1, 256),
            ContextTokens = map.Whole("context_tokens", 64, 10_000_000),
            EpisodeTokens = map.Whole("episode_tokens", 16, 10_000_000),
            Blocks = map.Whole("blocks", 1, 1000),
            Practice = map.Whole("practice", 1, 100_000),
            Confidence = map.Number("confidence", 0.5, 0.999),
            Groups = Groups(map.Child("tasks")),
            Facts = Facts(map.Child("facts")),
            Weights = Weights(map.Child("weights")),
            Goals = Goals(map.Child("goals")),
        };
        map.RefuseUnread();
        return plan.EpisodeTokens < plan.ContextTokens
            ? plan
            : throw map.WrongKey("episode_tokens", "episode_tokens leaves no context for anything else; lower it");
    }

    private static IReadOnlyList<ProbeTasks> Groups(YamlMap map)
    {
        var groups = new List<ProbeTasks>();
        foreach (var group in Enum.GetValues<ProbeGroup>())
        {
            var name = group.ToString().ToLowerInvariant();
            if (map.Has(name))
            {
                groups.Add(new ProbeTasks(group, map.List(name, node => map.Scalar(name, node))));
            }
        }

        map.RefuseUnread();
        return groups;
    }

    private static FactProbes Facts(YamlMap map)
    {
        var facts = new FactProbes
        {
            WindowTask = map.Text("window_task"),
            RetrievalTask = map.Text("retrieval_task"),
            Questions = map.Whole("questions", 1, 1000),
            Distances = map.List("distances", node => map.Number("distances", node, DistanceTokens)),
            Messages = map.Whole("messages", 2, 1000),
        };
        map.RefuseUnread();
        return facts;
    }

    private static WeightsProbes Weights(YamlMap map)
    {
        var weights = new WeightsProbes
        {
            Tasks = map.List("tasks", node => map.Scalar("tasks", node)),
            Blocks = map.Whole("blocks", 1, 1000),
            Practice = map.Whole("practice", 1, 100_000),
        };
        map.RefuseUnread();
        return weights;
    }

    private static ProbeGoals Goals(YamlMap map)
    {
        var goals = new ProbeGoals
        {
            LegalReplies = map.Number("legal_replies", 0, 1),
            NoteLines = map.Number("note_lines", 0, 1),
            ContextGain = map.Number("context_gain", 0, 1),
            NotesGain = map.Number("notes_gain", 0, 1),
            Retrieval = map.Number("retrieval", 0, 1),
        };
        map.RefuseUnread();
        return goals;
    }
}
