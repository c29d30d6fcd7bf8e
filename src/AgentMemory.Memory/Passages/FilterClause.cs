using System.Globalization;

namespace AgentMemory.Memory.Passages;

/// <summary>A filter as SQL over the passage table, named p. Its parameters come behind the caller's own.</summary>
internal sealed class FilterClause
{
    private readonly List<object?> _values = [];

    private FilterClause(string sql)
    {
        Sql = sql;
    }

    /// <summary>A condition without WHERE.</summary>
    public string Sql { get; private init; }

    public IReadOnlyList<object?> Values => _values;

    /// <summary>Whether nothing but validity is asked for, so that nearly every passage passes.</summary>
    public bool IsBroad { get; private init; }

    /// <param name="filter">What is wanted.</param>
    /// <param name="first">The number of the first parameter.</param>
    public static FilterClause Of(PassageFilter filter, int first)
    {
        var values = new List<object?>();
        var parts = new List<string> { "p.withdrawn = 0" };
        if (filter.ValidAt is { } moment)
        {
            var at = Next(StoreMoment.Number(moment));
            parts.Add($"p.time <= {at} AND (p.valid_until IS NULL OR p.valid_until > {at})");
        }
        else if (!filter.WithHistory)
        {
            parts.Add("p.valid_until IS NULL");
        }

        var narrows = parts.Count;
        if (filter.Kinds.Count > 0)
        {
            var kinds = filter.Kinds.Distinct().Order().Select(kind => ((int)kind).ToString(CultureInfo.InvariantCulture));
            parts.Add($"p.kind IN ({string.Join(',', kinds)})");
        }

        if (filter.Source is { } source)
        {
            parts.Add($"p.source = {Next(source)}");
        }

        if (Topic.Of(filter.Subject) is { } topic)
        {
            parts.Add($"p.topic = {Next(topic)}");
        }

        if (filter.From is { } from)
        {
            parts.Add($"p.time >= {Next(StoreMoment.Number(from))}");
        }

        if (filter.Before is { } before)
        {
            parts.Add($"p.time < {Next(StoreMoment.Number(before))}");
        }

        var clause = new FilterClause(string.Join(" AND ", parts)) { IsBroad = parts.Count == narrows };
        clause._values.AddRange(values);
        return clause;

        string Next(object value)
        {
            values.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"?{first + values.Count - 1}");
        }
    }
}
