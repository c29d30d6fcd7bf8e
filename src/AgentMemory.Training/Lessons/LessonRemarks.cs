namespace AgentMemory.Training.Lessons;

/// <summary>What a person should know of the lessons, by their lines. Of each kind a few are told and the others counted.</summary>
internal sealed class LessonRemarks
{
    private const int ToldMax = 3;
    private const int LinesMax = 20;
    private readonly List<(string Kind, List<(int Line, string What)> Remarks)> _kinds = [];

    /// <summary>The remarks, a line of text each.</summary>
    public IReadOnlyList<string> Lines => [.. _kinds.SelectMany(k => Told(k.Remarks))];

    /// <param name="line">Of the lesson, from 1.</param>
    /// <param name="kind">Remarks of one kind are told together.</param>
    /// <param name="what">What is to be told.</param>
    public void Add(int line, string kind, string what)
    {
        var found = _kinds.Find(k => k.Kind == kind).Remarks;
        if (found is null)
        {
            _kinds.Add((kind, found = []));
        }

        // A conversation gives several lessons of one line.
        if (found.Count == 0 || found[^1] != (line, what))
        {
            found.Add((line, what));
        }
    }

    private static IEnumerable<string> Told(List<(int Line, string What)> remarks)
    {
        // The same words need no second telling.
        var told = remarks.TrueForAll(r => r.What == remarks[0].What) ? 1 : Math.Min(ToldMax, remarks.Count);
        int[] others = [.. remarks.Skip(told).Select(r => r.Line).Distinct()];
        var lines = string.Join(", ", others.Take(LinesMax)) + (others.Length > LinesMax ? ", ..." : "");
        for (var i = 0; i < told; i++)
        {
            var likewise = others.Length > 0 && i == told - 1 ? $" (likewise {others.Length} more: line {lines})" : "";
            yield return $"line {remarks[i].Line}: {remarks[i].What}{likewise}";
        }
    }
}
