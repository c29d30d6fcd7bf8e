using System.Collections.Concurrent;
using System.Text.Json;

namespace AgentMemory.Inference.Templates;

/// <summary>
/// A template in Jinja, rendered as Python's Jinja does with trim_blocks and lstrip_blocks, which is how chat templates are written.
/// Several threads may render at once: each rendering borrows an engine.
/// </summary>
public sealed class JinjaTemplate
{
    private const int SourceCharactersMax = 256 * 1024;
    private const int EnginesKeptMax = 4;
    private readonly string _source;
    private readonly ConcurrentBag<JinjaEngine> _idle = [];

    /// <param name="source">Untrusted.</param>
    /// <param name="cancellation">Ends the parsing.</param>
    /// <exception cref="TemplateException">The source is malformed, or longer than any template.</exception>
    public JinjaTemplate(string source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Length > SourceCharactersMax)
        {
            throw new TemplateException(FormattableString.Invariant(
                $"it has {source.Length:N0} characters, and {SourceCharactersMax:N0} is the limit"));
        }

        _source = source;
        _idle.Add(new JinjaEngine(source, cancellation));
    }

    /// <summary>Renders the template.</summary>
    /// <param name="variables">An object: messages, tools, add_generation_prompt, bos_token, ...</param>
    /// <param name="now">What strftime_now tells; no clock of the machine is read.</param>
    /// <param name="cancellation">Ends the rendering within two seconds.</param>
    /// <exception cref="TemplateRefusedException">The template raised an exception with these words.</exception>
    /// <exception cref="TemplateException">The template failed, or went beyond a limit.</exception>
    public string Render(JsonElement variables, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var text = JinjaValues.Encode(variables);
        var engine = _idle.TryTake(out var idle) ? idle : new JinjaEngine(_source, cancellation);
        var isSound = false;
        try
        {
            var rendered = engine.Render(text, now, cancellation);
            isSound = true;
            return rendered;
        }
        catch (TemplateRefusedException)
        {
            isSound = true;
            throw;
        }
        finally
        {
            if (isSound && _idle.Count < EnginesKeptMax)
            {
                _idle.Add(engine);
            }
        }
    }
}
