using System.Globalization;

namespace AgentMemory.Testing.Templates;

/// <summary>Values as Python writes them.</summary>
internal static class PythonText
{
    /// <summary>str().</summary>
    public static string Of(object? value) => value is string text ? text : Repr(value);

    /// <summary>json.dumps() with ensure_ascii=False.</summary>
    public static string Json(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    private static string Repr(object? value) => value switch
    {
        null => "None",
        bool holds => holds ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        string text => Quoted(text),
        IReadOnlyList<object?> list => $"[{string.Join(", ", list.Select(Repr))}]",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Quoted(string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quote + (quote == '\'' ? escaped.Replace("'", "\\'", StringComparison.Ordinal) : escaped) + quote;
    }
}
