namespace AgentMemory.EndToEnd.Tests.Hostile;

/// <summary>How a command line ended.</summary>
/// <param name="Line">As typed.</param>
/// <param name="ExitCode">Null: it did not end in time.</param>
/// <param name="Error">All of its standard error.</param>
/// <param name="Bytes">Most memory seen.</param>
internal sealed record LineOutcome(IReadOnlyList<string> Line, int? ExitCode, string Error, long Bytes)
{
    private const long BytesMax = 2_000_000_000;

    /// <summary>What is wrong with the ending; null where nothing is.</summary>
    public string? Complaint()
    {
        var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var why = ExitCode switch
        {
            null => "it did not end in time",
            not (0 or 2 or 130) => $"it ended with {ExitCode}",
            2 when lines.Count(line => line.StartsWith("error: ", StringComparison.Ordinal)) != 1 => "it gave not one error line",
            2 when !lines[^1].StartsWith("error: ", StringComparison.Ordinal) => "something follows the error line",
            _ when lines.Any(line => line.StartsWith("   at ", StringComparison.Ordinal)) => "it showed a stack trace",
            _ when Bytes > BytesMax => $"it took {Bytes >> 20} MiB",
            _ => null,
        };
        return why is null ? null : $"{why}: {string.Join(' ', Line.Select(Quoted))}\n{Short(Error)}";
    }

    private static string Quoted(string word) =>
        "'" + (word.Length > 200 ? word[..200] + "..." : word).Replace("\n", "\\n", StringComparison.Ordinal) + "'";

    private static string Short(string text) => text.Length > 1200 ? text[..1200] : text;
}
