using System.Text;
using AgentMemory.Core;

namespace AgentMemory.Testing.Templates;

/// <summary>What a hostile template tries.</summary>
public enum Hostility
{
    /// <summary>To run without end.</summary>
    Loop,

    /// <summary>To call itself, or to nest, until the stack is full.</summary>
    Recurse,

    /// <summary>To fill the memory.</summary>
    Allocate,

    /// <summary>To reach what is outside of it: the interpreter, the process, the machine.</summary>
    ReachHost,

    /// <summary>To be no template: cut off, damaged, of odd characters.</summary>
    Malformed,
}

/// <summary>Templates that mean harm, made at random from what is known to have harmed interpreters.</summary>
public static class HostileTemplates
{
    private static readonly Hostility[] Turns =
    [
        Hostility.Loop, Hostility.Recurse, Hostility.Allocate, Hostility.ReachHost, Hostility.Malformed,
        Hostility.Recurse, Hostility.Allocate, Hostility.ReachHost, Hostility.Malformed, Hostility.ReachHost,
    ];

    private static readonly string[] Names =
    [
        "constructor", "__proto__", "prototype", "__class__", "__mro__", "__subclasses__", "__globals__", "__builtins__", "toString", "valueOf",
        "hasOwnProperty", "__defineGetter__", "__lookupGetter__", "caller", "callee", "arguments", "GetType", "value", "type", "builtins", "__bool__",
    ];

    private static readonly string[] Globals =
    [
        "globalThis", "this", "self", "window", "global", "process", "require", "module", "exports", "System", "importNamespace", "clr", "host", "Function",
        "eval", "Object", "Reflect", "Proxy", "engine", "Interpreter", "Environment", "env", "cycler", "joiner", "lipsum", "config", "request", "__import__",
        "open", "print", "namespace", "dict", "range", "raise_exception", "strftime_now", "messages", "Symbol", "Intl", "setTimeout", "fetch", "import",
    ];

    /// <summary>What a template of this number tries; two of ten reach for memory, three for the host.</summary>
    public static Hostility KindOf(int number) => Turns[number % Turns.Length];

    /// <summary>One template.</summary>
    public static string Make(int number)
    {
        var rng = new Rng((ulong)number + 1).Fork("hostile");
        var kind = KindOf(number);
        return kind switch
        {
            Hostility.Loop => Loop(rng),
            Hostility.Recurse => Recurse(rng),
            Hostility.Allocate => Allocate(rng),
            Hostility.ReachHost => ReachHost(rng),
            _ => Malformed(rng),
        };
    }

    private static string Loop(Rng rng)
    {
        var (many, more) = (1_000 + rng.Next(99_000), 1_000 + rng.Next(2_000_000));
        var body = rng.Pick(["", "x", "{% set q = a %}", "{{ a }}", "{{ loop.index }}", "{{ messages[0].content | upper }}", "{% if a is odd %}b{% endif %}"]);
        return rng.Next(7) switch
        {
            0 => $"{{% for a in range({many}) %}}{{% for b in range({many}) %}}{body}{{% endfor %}}{{% endfor %}}",
            1 => $"{{% for a in range({more}000) %}}{body}{{% endfor %}}",
            2 => $"{{% for a in range(0, {more}, 0) %}}{body}{{% endfor %}}",
            3 => $"{{% for a in range({more}, -{more}, -1) %}}{body}{{% endfor %}}",
            4 => "{% for a in range(90000) %}" + string.Concat(Enumerable.Repeat("{% for b in range(9) %}", rng.Next(2, 20))) + body + "{% endfor %}",
            5 => $"{{% set ns = namespace(l=[0]) %}}{{% for a in ns.l %}}{{% set ns.l = ns.l + [{many}] %}}{body}{{% endfor %}}",
            _ => $"{{% macro m() %}}{{% for a in range({many}) %}}{body}{{% endfor %}}{{% endmacro %}}{{% for b in range({many}) %}}{{{{ m() }}}}{{% endfor %}}",
        };
    }

    private static string Recurse(Rng rng)
    {
        var deep = 10 + rng.Next(rng.Chance(0.5) ? 300 : 20_000);
        return rng.Next(12) switch
        {
            0 => "{% macro m(x) %}{{ m(x + 1) }}{% endmacro %}{{ m(0) }}",
            1 => "{% macro a(x) %}{{ b(x) }}{% endmacro %}{% macro b(x) %}{{ a(x ~ 'x') }}{% endmacro %}{{ a('') }}",
            2 => $"{{{{ {Repeat("(", deep)}1{Repeat(")", deep)} }}}}",
            3 => $"{{{{ {Repeat("[", deep)}{Repeat("]", deep)} }}}}",
            4 => $"{{{{ {Repeat("not ", deep)}true }}}}",
            5 => $"{{{{ {Repeat("-", deep)}1 }}}}",
            6 => $"{{{{ 1{Repeat(" + 1", deep)} }}}}",
            7 => Repeat("{% if true %}", deep) + "x" + Repeat("{% endif %}", deep),
            8 => Repeat("{% for a in [1] %}", deep) + "x" + Repeat("{% endfor %}", deep),
            9 => $"{{% set ns = namespace(l=[]) %}}{{% for a in range({Math.Min(deep, 9_000)}) %}}{{% set ns.l = [ns.l] %}}{{% endfor %}}{{{{ ns.l {rng.Pick(["", "| tojson", "| string | length", "== ns.l", "| join"])} }}}}",
            10 => $"{{{{ messages{Repeat("[0]", deep)} }}}}{{{{ 'a'{Repeat("|upper", deep)} }}}}",
            _ => $"{{{{ {Repeat("{'a':", deep)}1{Repeat("}", deep)} }}}}{{{{ {Repeat("x if y else ", deep)}z }}}}",
        };
    }

    private static string Allocate(Rng rng)
    {
        var (times, long_) = (10 + rng.Next(60), 1_000 + rng.Next(3_000_000));
        return rng.Next(12) switch
        {
            0 => $"{{% set ns = namespace(s='ab') %}}{{% for a in range({times}) %}}{{% set ns.s = ns.s ~ ns.s %}}{{% endfor %}}{{{{ ns.s }}}}",
            1 => $"{{% set ns = namespace(l=[1]) %}}{{% for a in range({times}) %}}{{% set ns.l = ns.l + ns.l %}}{{% endfor %}}{{{{ ns.l | length }}}}",
            2 => $"{{{{ 'a' * {long_}000 }}}}",
            3 => $"{{{{ [0] * {long_}000 }}}}",
            4 => $"{{% set s = 'ab' * 1000 %}}{{{{ s.replace('a', s).replace('b', s){(rng.Chance(0.5) ? ".replace('a', s)" : "")} | length }}}}",
            5 => $"{{{{ (range(90000) | join('x' * {Math.Min(long_, 100_000)})) | length }}}}",
            6 => $"{{{{ ('\\n' * 90000) | indent({long_}) | length }}}}",
            7 => $"{{{{ '%{long_}d' % 1 }}}}{{{{ '%99s' * 90000 }}}}",
            8 => $"{{{{ messages | tojson(indent={long_}) }}}}",
            9 => $"{{% for a in range(90000) %}}{{% for b in range(9) %}}{new string('y', 20 + rng.Next(200))}{{% endfor %}}{{% endfor %}}",
            10 => $"{{{{ ('a,' * 90000).split(',') | map('replace', '', 'xyz' * 9000) | list | length }}}}",
            _ => $"{{% set x = [range(90000) | list] * {Math.Min(long_, 90_000)} %}}{{{{ x | string | length }}}}{{{{ x | sum(start=[]) | length }}}}",
        };
    }

    private static string ReachHost(Rng rng)
    {
        var from = rng.Pick(["''", "[]", "{}", "messages", "messages[0]", "namespace()", "raise_exception", "range", "loop", "true", "none", "1", "(1, 2)", "strftime_now('%Y')", rng.Pick(Globals)]);
        var path = new StringBuilder(from);
        for (var left = 1 + rng.Next(4); left > 0; left--)
        {
            var name = rng.Pick(Names);
            path.Append(rng.Next(4) switch
            {
                0 => $".{name}",
                1 => $"['{name}']",
                2 => $".{name}()",
                _ => $"['{name[..^1]}' ~ '{name[^1]}']",
            });
        }

        var code = rng.Pick(["return process", "return this", "while(true){}", "System.IO.File.ReadAllText('/etc/passwd')", "importNamespace('System')"]);
        var global = rng.Pick(Globals);
        return rng.Next(9) switch
        {
            0 => $"{{{{ {path} }}}}",
            1 => $"{{{{ {path}('{code.Replace("'", "\\'", StringComparison.Ordinal)}')() }}}}",
            2 => $"{{{{ {global} }}}}{{{{ {global}.{rng.Pick(Names)} }}}}",
            3 => $"{{% set {global} = {path} %}}{{{{ {global} }}}}",
            4 => $"{{{{ 'a' | {rng.Pick(Names)} }}}}",
            5 => $"{{{{ 'a' is {rng.Pick(Names)} }}}}{{{{ [1] | map('{rng.Pick(Names)}') | list }}}}",
            6 => $"{{% set x = {{'{rng.Pick(Names)}': {{'polluted': 1}}}} %}}{{{{ x }}}}{{{{ {{}}.polluted }}}}{{% set ns = namespace(__proto__=x) %}}{{% set ns.{rng.Pick(Names)} = x %}}{{{{ ns.polluted }}}}",
            7 => $"{{% {rng.Pick(["include", "import", "extends", "from"])} '/etc/passwd' {rng.Pick(["", "as x", "import x"])} %}}",
            _ => $"{{{{ [{{}}] | map(attribute='{rng.Pick(Names)}.{rng.Pick(Names)}') | list }}}}{{{{ messages | sort(attribute='{rng.Pick(Names)}') }}}}",
        };
    }

    private static string Malformed(Rng rng)
    {
        var (sound, _) = TemplateGenerator.Make(rng.NextBits() >> 1);
        var text = new StringBuilder(sound);
        switch (rng.Next(5))
        {
            case 0:
                return sound[..rng.Next(sound.Length)];
            case 1:
                return rng.Pick(["{%", "{{", "{#", "{% if", "{{ '", "{% for a in", "{{ \"\\u00", "{%- ", "{% set x", "{% macro m("]) + Repeat(rng.Pick([" ", "\n", "\t", "a", "\u2028"]), rng.Next(200_000));
            case 2:
                return Repeat(rng.Pick([" ", "\n", "\r\n", "\t ", "\u0085"]), rng.Next(250_000)) + rng.Pick(["{% if x %}", "{{- 1 -}}", "{%- set x = 1 -%}", "x", "{# #}"]);
            default:
                for (var left = 1 + rng.Next(8); left > 0; left--)
                {
                    var at = rng.Next(text.Length);
                    _ = rng.Next(3) switch
                    {
                        0 => text.Remove(at, Math.Min(1 + rng.Next(4), text.Length - at)),
                        1 => text.Insert(at, rng.Pick(["{%", "%}", "{{", "}}", "{#", "#}", "'", "\"", "\\", "(", ")", "[", "]", "|", ".", "-", "\0", "\uD800", "\uFFFF"])),
                        _ => text.Insert(at, text.ToString(at, Math.Min(30, text.Length - at))),
                    };
                }

                return text.ToString();
        }
    }

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
}
