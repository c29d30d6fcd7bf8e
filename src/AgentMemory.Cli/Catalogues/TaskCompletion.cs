using AgentMemory.Core.Tasks;

namespace AgentMemory.Cli.Catalogues;

/// <summary>What a shell offers while the name of a task is typed: families, then parameters, then values.</summary>
internal static class TaskCompletion
{
    /// <summary>Whole words that begin with what was typed.</summary>
    /// <param name="typed">As far as it goes.</param>
    /// <param name="families">All that may be named.</param>
    public static IEnumerable<string> Of(string typed, IEnumerable<ITaskFamily> families)
    {
        var mark = typed.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0)
        {
            return families.Select(family => family.Name).Where(name => name.StartsWith(typed, StringComparison.Ordinal));
        }

        var begun = typed.LastIndexOfAny(['?', '&']) + 1;
        var (done, last) = (typed[..begun], typed[begun..]);
        return families.Where(family => family.Name == typed[..mark]).SelectMany(family => family.Parameters)
            .Where(p => !done.Contains($"?{p.Name}=", StringComparison.Ordinal) && !done.Contains($"&{p.Name}=", StringComparison.Ordinal))
            .SelectMany(p => last.StartsWith($"{p.Name}=", StringComparison.Ordinal) ? p.Values.Select(value => $"{p.Name}={value}") : [$"{p.Name}="])
            .Where(pair => pair.StartsWith(last, StringComparison.Ordinal)).Select(pair => done + pair);
    }
}
