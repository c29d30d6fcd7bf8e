using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Runtime;
using ScriptEngine = Jint.Engine;

namespace AgentMemory.Inference.Templates;

/// <summary>
/// One interpreter with one template parsed in it. A template is untrusted: it gets a text and eight numbers, nothing of this process,
/// and a limit on everything that it can make grow. It keeps nothing from one rendering to the next, and has one user at a time.
/// </summary>
internal sealed class JinjaEngine
{
    // Allocated in one call, not held; a conversation of 1,000 turns in the longest of the usual templates takes 170 MB.
    private const long AllocatedBytesMax = 512L << 20;
    private const int CallDepthMax = 1_000;
    private const int ArrayLengthMax = 4_500_000;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(5);

    // The interpreter's own expressions for white space take quadratic time, and no other limit reaches into one.
    private static readonly TimeSpan ExpressionTimeMax = TimeSpan.FromSeconds(1);

    // Prepared once: 150 KB of script need not be parsed again for each engine.
    private static readonly Lazy<Prepared<Script>> Program = new(() => ScriptEngine.PrepareScript(Script()));

    private readonly ScriptEngine _engine;
    private readonly CurrentCancellation _cancellation = new();
    private readonly JsValue _render;
    private readonly JsValue _parsed;

    /// <exception cref="TemplateException">The source is malformed or too deep.</exception>
    public JinjaEngine(string source, CancellationToken cancellation)
    {
        _cancellation.Token = cancellation;
        _engine = new ScriptEngine(Limit);
        var api = _engine.Evaluate(Program.Value).AsObject();
        _render = api.Get("render");
        _parsed = Guard(() => _engine.Invoke(api.Get("parse"), source));
    }

    /// <param name="variables">As <see cref="JinjaValues"/> writes them.</param>
    /// <param name="now">What strftime_now tells.</param>
    /// <param name="cancellation">Ends the rendering within a second or so.</param>
    /// <exception cref="TemplateRefusedException">The template raised it; the engine can be used again.</exception>
    /// <exception cref="TemplateException">It failed or went beyond a limit; the engine may be in any state and is not used again.</exception>
    public string Render(string variables, DateTimeOffset now, CancellationToken cancellation)
    {
        _cancellation.Token = cancellation;
        return Guard(() =>
        {
            var clock = new JsArray(
                _engine, [now.Year, now.Month, now.Day, now.Hour, now.Minute, now.Second, (int)now.DayOfWeek, now.DayOfYear]);
            return _engine.Invoke(_render, _parsed, variables, clock).AsString();
        });
    }

    private void Limit(Options options)
    {
        options.Strict();
        options.Culture = CultureInfo.InvariantCulture;
        options.TimeZone = TimeZoneInfo.Utc;
        // No eval and no new Function.
        options.DisableStringCompilation();
        options.TimeoutInterval(TimeMax);
        options.LimitMemory(AllocatedBytesMax);
        options.LimitRecursion(CallDepthMax);
        // Without it, ten thousand parentheses end the process: the limit on calls does not see the parser's depth.
        options.Constraints.StackOverflowGuard = true;
        options.Constraints.MaxArraySize = ArrayLengthMax;
        options.Constraints.RegexTimeout = ExpressionTimeMax;
        options.Constraint(_cancellation);
    }

    private static T Guard<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (JavaScriptException e) when (e.Error.IsObject() && e.Error.AsObject().Get("name").ToString() == "Refusal")
        {
            throw new TemplateRefusedException(e.Message);
        }
        catch (Exception e) when (e is JintException or TimeoutException or OutOfMemoryException or RegexMatchTimeoutException)
        {
            throw new TemplateException(e.Message, e);
        }
    }

    // The CommonJS bundle and our scripts in one function, so that ours see its inner names and can replace what differs from Python.
    private static string Script()
    {
        var assembly = typeof(JinjaEngine).Assembly;
        var script = new StringBuilder("(function(module){");
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith("jinja/", StringComparison.Ordinal));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            script.Append(reader.ReadToEnd()).Append('\n');
        }

        return script.Append("})({exports:{}})").ToString();
    }

    private sealed class CurrentCancellation : Constraint
    {
        public CancellationToken Token { get; set; }

        public override void Check() => Token.ThrowIfCancellationRequested();

        public override void Reset()
        {
        }
    }
}
