using AgentMemory.Core;

namespace AgentMemory.Testing.Templates;

/// <summary>Expressions of Jinja with their values. Values are long, string, bool, null and lists of them.</summary>
internal sealed class ExpressionGenerator(Rng rng)
{
    private const int DepthMax = 3;
    private static readonly string[] Words = ["b", "A", "c c", "", " x\n", "it's", "\u00e9\U0001F642", "<|end|>"];

    public string Pick(params ReadOnlySpan<string> among) => among[rng.Next(among.Length)];

    /// <summary>Any expression.</summary>
    public (string Source, object? Value) Make(Scope scope, int depth) => rng.Next(6) switch
    {
        0 or 1 => Widened(Text(scope, depth)),
        2 => Widened(Whole(scope, depth)),
        3 => Widened(Condition(scope, depth)),
        4 => Listed(scope),
        _ => Variable(scope),
    };

    /// <summary>An expression that is true or false.</summary>
    public (string Source, bool Value) Condition(Scope scope, int depth)
    {
        if (depth >= DepthMax)
        {
            return rng.Chance(0.5) ? ("yes", true) : ("false", false);
        }

        switch (rng.Next(7))
        {
            case 0:
                var (left, right) = (Whole(scope, depth + 1), Whole(scope, depth + 1));
                return rng.Next(4) switch
                {
                    0 => ($"({left.Source} == {right.Source})", left.Value == right.Value),
                    1 => ($"({left.Source} < {right.Source})", left.Value < right.Value),
                    2 => ($"({left.Source} >= {right.Source})", left.Value >= right.Value),
                    _ => ($"({left.Source} != {right.Source})", left.Value != right.Value),
                };
            case 1:
                var (a, b) = (Condition(scope, depth + 1), Condition(scope, depth + 1));
                return rng.Chance(0.5) ? ($"({a.Source} and {b.Source})", a.Value && b.Value) : ($"({a.Source} or {b.Source})", a.Value || b.Value);
            case 2:
                var inner = Condition(scope, depth + 1);
                return ($"(not {inner.Source})", !inner.Value);
            case 3:
                var (part, whole) = (Text(scope, depth + 1), Text(scope, depth + 1));
                return ($"({part.Source} in {whole.Source})", whole.Value.Contains(part.Value, StringComparison.Ordinal));
            case 4:
                return rng.Chance(0.5) ? ("(missing is defined)", false) : ("(nothing is none)", true);
            case 5:
                var number = Whole(scope, depth + 1);
                return ($"({number.Source} is odd)", number.Value % 2 != 0);
            default:
                var text = Text(scope, depth + 1);
                var begin = Words[rng.Next(Words.Length)];
                return ($"{text.Source}.startswith({Quoted(begin)})", text.Value.StartsWith(begin, StringComparison.Ordinal));
        }
    }

    /// <summary>An expression that is a list.</summary>
    public (string Source, IReadOnlyList<object?> Value) List(Scope scope)
    {
        switch (rng.Next(6))
        {
            case 0:
                return ("items", ["b", "A", "c c"]);
            case 1:
                return ("empty", []);
            case 2:
                var count = rng.Next(5);
                return ($"range({count})", [.. Enumerable.Range(0, count).Select(i => (object?)(long)i)]);
            case 3:
                return ("items | reverse | list", ["c c", "A", "b"]);
            case 4:
                return ("items[1:]", ["A", "c c"]);
            default:
                var items = Enumerable.Range(0, rng.Next(4)).Select(_ => Text(scope, DepthMax)).ToList();
                return ($"[{string.Join(", ", items.Select(item => item.Source))}]", [.. items.Select(item => (object?)item.Value)]);
        }
    }

    private (string Source, string Value) Text(Scope scope, int depth)
    {
        if (depth >= DepthMax || rng.Chance(0.3))
        {
            var word = Words[rng.Next(Words.Length)];
            return rng.Chance(0.2) ? ("user.name", "Bo") : (Quoted(word), word);
        }

        var text = Text(scope, depth + 1);
        switch (rng.Next(13))
        {
            case 0:
                var other = Text(scope, depth + 1);
                return ($"({text.Source} ~ {other.Source})", text.Value + other.Value);
            case 1:
                var added = Text(scope, depth + 1);
                return ($"({text.Source} + {added.Source})", text.Value + added.Value);
            case 2:
                return ($"({text.Source} | upper)", text.Value.ToUpperInvariant());
            case 3:
                return ($"{text.Source}.strip()", text.Value.Trim(' ', '\n'));
            case 4:
                return ($"({text.Source} | trim)", text.Value.Trim(' ', '\n'));
            case 5:
                return ($"{text.Source}.replace('c', 'dd')", text.Value.Replace("c", "dd", StringComparison.Ordinal));
            case 6:
                var (holds, otherwise) = (Condition(scope, depth + 1), Text(scope, depth + 1));
                return ($"({text.Source} if {holds.Source} else {otherwise.Source})", holds.Value ? text.Value : otherwise.Value);
            case 7:
                return ($"(missing | default({text.Source}))", text.Value);
            case 8:
                var (list, values) = List(scope);
                return ($"(({list}) | join({Quoted(",")}))", string.Join(",", values.Select(PythonText.Of)));
            case 9:
                return ($"({text.Source} | tojson)", PythonText.Json(text.Value));
            case 10:
                return ($"{text.Source}.split('c')[0]", text.Value.Split('c')[0]);
            case 11:
                return ($"{text.Source}.lstrip(' x')", text.Value.TrimStart(' ', 'x'));
            default:
                var number = Whole(scope, depth + 1);
                return ($"({number.Source} | string)", PythonText.Of(number.Value));
        }
    }

    private (string Source, long Value) Whole(Scope scope, int depth)
    {
        if (depth >= DepthMax || rng.Chance(0.3))
        {
            var number = rng.Next(12);
            return rng.Next(4) switch
            {
                0 => ("n", 7),
                1 => ("neg", -3),
                2 => ("user['age']", 42),
                _ => ($"{number}", number),
            };
        }

        var (left, right) = (Whole(scope, depth + 1), Whole(scope, depth + 1));
        switch (rng.Next(6))
        {
            case 0:
                return ($"({left.Source} + {right.Source})", left.Value + right.Value);
            case 1:
                return ($"({left.Source} - {right.Source})", left.Value - right.Value);
            case 2:
                return ($"({left.Source} * {right.Source})", left.Value * right.Value);
            case 3:
                // Python's quotient goes down, its remainder has the divisor's sign.
                return ($"({left.Source} // 4)", (long)Math.Floor(left.Value / 4.0));
            case 4:
                return ($"({left.Source} % 5)", ((left.Value % 5) + 5) % 5);
            default:
                var text = Text(scope, depth + 1);
                return ($"({text.Source} | length)", text.Value.EnumerateRunes().Count());
        }
    }

    private (string Source, object? Value) Listed(Scope scope)
    {
        var (source, value) = List(scope);
        // A range says "range(0, 3)" as text, which our interpreter does not.
        return source.StartsWith("range", StringComparison.Ordinal) ? ($"({source} | list)", value) : ($"({source})", value);
    }

    private (string Source, object? Value) Variable(Scope scope)
    {
        var names = scope.Names;
        var name = names[rng.Next(names.Count)];
        return (name, scope.Get(name));
    }

    private static (string Source, object? Value) Widened<T>((string Source, T Value) made) => (made.Source, made.Value);

    private static string Quoted(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "'";
}
