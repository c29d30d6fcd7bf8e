using AgentMemory.Core;

namespace AgentMemory.Games.Tasks;

/// <summary>The generators of a task's episodes: they follow from its name alone.</summary>
/// <param name="Practice">Of practice.</param>
/// <param name="Exam">Of exams.</param>
/// <param name="Met">Of questions of practice that are asked as at an exam.</param>
public sealed record EpisodeSeeds(ulong Practice, ulong Exam, ulong Met)
{
    private const string Twin = "twin=";

    /// <summary>The seeds of a task.</summary>
    public static EpisodeSeeds Of(string taskId)
    {
        var seeds = new Rng(Rng.Hash(DrawnAs(taskId)));
        return new EpisodeSeeds(seeds.Fork("practice").Seed, seeds.Fork("exam").Seed, seeds.Fork("met").Seed);
    }

    // A twin was written varied=true before it was written twin=varied. Its episodes are drawn under that name still: results that were
    // published, and the corpora of the shipped models, stay reproducible to the digit.
    private static string DrawnAs(string taskId)
    {
        var mark = taskId.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0 || !taskId.Contains(Twin, StringComparison.Ordinal))
        {
            return taskId;
        }

        var pairs = taskId[(mark + 1)..].Split('&')
            .Select(pair => pair.StartsWith(Twin, StringComparison.Ordinal) ? $"{pair[Twin.Length..]}=true" : pair);
        return taskId[..(mark + 1)] + string.Join('&', pairs.OrderBy(pair => pair.Split('=')[0], StringComparer.Ordinal));
    }
}
