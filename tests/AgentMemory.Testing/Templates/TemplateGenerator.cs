using System.Globalization;
using System.Text;
using AgentMemory.Core;

namespace AgentMemory.Testing.Templates;

/// <summary>
/// Templates in Jinja whose right text is known by how they were made. Every piece of text begins and ends with a bracket, so that it is
/// known which blanks a tag takes away: those that this class puts around it.
/// </summary>
public sealed class TemplateGenerator
{
    private const int DepthMax = 3;
    private readonly Rng _rng;
    private readonly ExpressionGenerator _expressions;
    private readonly StringBuilder _source = new();
    private readonly StringBuilder _text = new();
    private int _names;

    private TemplateGenerator(ulong seed)
    {
        _rng = new Rng(seed);
        _expressions = new ExpressionGenerator(_rng);
    }

    /// <summary>The variables that the templates read, as JSON.</summary>
    public const string Variables =
        """{"name":"\u00c5sa <b> \ud83d\ude42 it's","n":7,"neg":-3,"zero":0,"items":["b","A","c c"],"empty":[],"yes":true,"user":{"name":"Bo","age":42},"nothing":null}""";

    /// <summary>A template and its right text.</summary>
    public static (string Source, string Text) Make(ulong seed)
    {
        var maker = new TemplateGenerator(seed);
        var scope = new Scope();
        maker.Body(scope, 0, isWritten: true);
        // A line end at the very end of a template is taken away, so the last piece is none.
        maker.Literal(isWritten: true);
        return (maker._source.ToString(), maker._text.ToString());
    }

    private void Body(Scope scope, int depth, bool isWritten)
    {
        for (var left = 1 + _rng.Next(depth == 0 ? 6 : 3); left > 0; left--)
        {
            Action<Scope, int, bool>[] kinds = [WriteLiteral, WriteValue, WriteValue, SetVariable, Comment, If, For, Macro];
            kinds[_rng.Next(depth < DepthMax ? kinds.Length : 5)](scope, depth, isWritten);
        }
    }

    private void WriteLiteral(Scope scope, int depth, bool isWritten) => Literal(isWritten);

    private void Literal(bool isWritten)
    {
        string[] inner = ["a", " b ", "\n", "\u00e9\U0001F642", "\\n", "{ x }", "% }", "#", "'q'", "\u2028", "\t"];
        Put("[" + string.Concat(Enumerable.Range(0, _rng.Next(4)).Select(_ => inner[_rng.Next(inner.Length)])) + "]", isWritten);
    }

    private void WriteValue(Scope scope, int depth, bool isWritten)
    {
        var (source, value) = _expressions.Make(scope, 0);
        var (open, close) = (_rng.Next(4), _rng.Next(4));
        _source.Append(open == 0 ? " \n\t{{- " : "{{ ").Append(source).Append(close == 0 ? " -}} \n" : " }}");
        Write(PythonText.Of(value), isWritten);
    }

    private void SetVariable(Scope scope, int depth, bool isWritten)
    {
        var name = scope.Own.Count > 0 && _rng.Chance(0.3) ? scope.Own[_rng.Next(scope.Own.Count)] : $"v{_names++}";
        var (source, value) = _expressions.Make(scope, 0);
        Tag($"set {name} = {source}", isWritten, isWritten);
        scope.Set(name, value);
    }

    private void Comment(Scope scope, int depth, bool isWritten) => _source.Append("{# {{ name }} {% if # #}");

    private void If(Scope scope, int depth, bool isWritten)
    {
        var (source, holds) = _expressions.Condition(scope, 0);
        // A condition reads the names of before, since the branches above it were not taken where it counts.
        var (other, otherHolds) = _expressions.Condition(scope, 0);
        var isInside = isWritten && holds;
        Tag($"if {source}", isWritten, isInside);
        Branch(scope, depth, holds, isInside);
        var isTaken = holds;
        if (_rng.Chance(0.4))
        {
            var isNext = isWritten && !isTaken && otherHolds;
            Tag($"elif {other}", isInside, isNext);
            Branch(scope, depth, !isTaken && otherHolds, isNext);
            (isTaken, isInside) = (isTaken || otherHolds, isNext);
        }

        if (_rng.Chance(0.5))
        {
            var isNext = isWritten && !isTaken;
            Tag("else", isInside, isNext);
            Branch(scope, depth, !isTaken, isNext);
            isInside = isNext;
        }

        Tag("endif", isInside, isWritten);
    }

    // A branch sets names of the scope around it; one that is not taken sets none.
    private void Branch(Scope scope, int depth, bool isTaken, bool isWritten) => Body(isTaken ? scope : scope.Copy(), depth + 1, isWritten);

    // The body is written once and read once for every item: what it gives for each is kept apart by running it as often.
    private void For(Scope scope, int depth, bool isWritten)
    {
        var item = $"x{_names++}";
        var (list, values) = _expressions.List(scope);
        // The tag's own line would be inside the loop, so it stands in a line.
        _source.Append($"{{% for {item} in {list} %}}");
        var (open, close) = (_expressions.Pick("<", "(", "-"), _expressions.Pick(">", ")", "+"));
        string[] forms = [$"{{{{ {item} }}}}", "{{ loop.index }}", "{{ loop.revindex0 }}", "{{ loop.first }}", "{{ loop.last and 'L' or 'M' }}", "{{ loop.length }}", "{{ loop.cycle('p', 'q') }}"];
        var form = _rng.Next(forms.Length);
        var stops = _rng.Chance(0.25);
        _source.Append(open).Append(forms[form]);
        if (stops)
        {
            _source.Append("{% if loop.index0 == 1 %}").Append(_rng.Chance(0.5) ? "{% break %}" : "{% continue %}").Append("{% endif %}");
        }

        var isBreak = stops && _source.ToString().EndsWith("{% break %}{% endif %}", StringComparison.Ordinal);
        // A name set inside is gone after the pass.
        _source.Append("{% set zero = 99 %}").Append(close);
        for (var i = 0; i < values.Count; i++)
        {
            object?[] told =
            [
                values[i], i + 1L, values.Count - i - 1L, i == 0, i == values.Count - 1 ? "L" : "M", (long)values.Count, i % 2 == 0 ? "p" : "q",
            ];
            Write(open + PythonText.Of(told[form]), isWritten);
            if (stops && i == 1)
            {
                if (isBreak)
                {
                    break;
                }

                continue;
            }

            Write(close, isWritten);
        }

        if (_rng.Chance(0.4))
        {
            _source.Append("{% else %}(none)");
            Write(values.Count == 0 ? "(none)" : "", isWritten);
        }

        _source.Append("{% endfor %}");
        _source.Append("{{ zero }}");
        Write(PythonText.Of(scope.Get("zero")), isWritten);
    }

    private void Macro(Scope scope, int depth, bool isWritten)
    {
        var name = $"m{_names++}";
        var (usual, usualValue) = _expressions.Make(scope, 1);
        _source.Append(CultureInfo.InvariantCulture, $"{{% macro {name}(a, b={usual}) %}}<{{{{ a }}}}|{{{{ b }}}}>{{% endmacro %}}");
        for (var calls = 1 + _rng.Next(2); calls > 0; calls--)
        {
            var (first, firstValue) = _expressions.Make(scope, 1);
            var (second, secondValue) = _expressions.Make(scope, 1);
            var hasSecond = _rng.Chance(0.5);
            _source.Append($"{{{{ {name}({first}{(hasSecond ? $", b={second}" : "")}) }}}}");
            Write($"<{PythonText.Of(firstValue)}|{PythonText.Of(hasSecond ? secondValue : usualValue)}>", isWritten);
        }
    }

    private void Put(string text, bool isWritten)
    {
        _source.Append(text);
        Write(text, isWritten);
    }

    private void Write(string text, bool isWritten) => _text.Append(isWritten ? text : "");

    // Three ways to put a tag: in a line, on a line of its own (whose blanks and end go), with dashes (all blanks around it go).
    private void Tag(string tag, bool isBeforeWritten, bool isAfterWritten)
    {
        switch (_rng.Next(3))
        {
            case 0:
                _source.Append("{% ").Append(tag).Append(" %}");
                break;
            case 1:
                Put("|\n", isBeforeWritten);
                _source.Append("  \t{% ").Append(tag).Append(" %}\n");
                Put("|", isAfterWritten);
                break;
            default:
                Put("|", isBeforeWritten);
                _source.Append("\n  {%- ").Append(tag).Append(" -%}  \n ");
                Put("|", isAfterWritten);
                break;
        }
    }
}
