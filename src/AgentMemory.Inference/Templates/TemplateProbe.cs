using System.Text.RegularExpressions;
using AgentMemory.Core.Models;

namespace AgentMemory.Inference.Templates;

/// <summary>What a template does with the system's words.</summary>
public enum SystemTurns
{
    /// <summary>It writes them.</summary>
    Written,

    /// <summary>It refuses them, so they go before the first message of the user.</summary>
    Refused,

    /// <summary>It leaves them out without a word.</summary>
    LeftOut,
}

/// <summary>What a chat template does, found by rendering short conversations.</summary>
public sealed partial record TemplateProbe
{
    private const string Question = "agentmemory question";
    private const string Answer = "agentmemory answer";
    private const string Instruction = "agentmemory instruction";
    private const string ToolName = "agentmemory_probe";
    private const string ToolResult = "agentmemory result";
    private const string Tool =
        $$$"""{"name":"{{{ToolName}}}","description":"a probe","parameters":{"type":"object","properties":{"key":{"type":"string"}},"required":["key"]}}""";

    private const string Call = $$$"""{"name":"{{{ToolName}}}","arguments":{"key":"value"}}""";
    private static readonly TemplateMessage Asked = new("user", Question);

    private TemplateProbe()
    {
    }

    /// <summary>The end mark that it writes after an answer; null where it writes none, so that no reply would end.</summary>
    public string? EndMark { get; private init; }

    /// <summary>Whether an answer stands in its text as it was given.</summary>
    public bool WritesAnswers { get; private init; }

    public SystemTurns System { get; private init; }

    /// <summary>How calls of functions are written where the template shows functions, their calls and their results; null where not.</summary>
    public ToolCallForm? ToolCalls { get; private init; }

    /// <summary>Whether enable_thinking changes anything.</summary>
    public bool HasThinkingSwitch { get; private init; }

    /// <summary>Whether the day's date stands in its text.</summary>
    public bool TellsDate { get; private init; }

    /// <summary>What goes wrong unseen with such a template, a line each.</summary>
    public IReadOnlyList<string> Remarks
    {
        get
        {
            string?[] remarks =
            [
                EndMark is null ? "its chat template leaves an answer without an end mark; replies may not end, and training on it teaches no end" : null,
                WritesAnswers ? null : "its chat template leaves out what the assistant answered",
                System == SystemTurns.LeftOut ? "its chat template leaves out the system's words, and what is remembered stands there" : null,
            ];
            return [.. remarks.OfType<string>()];
        }
    }

    /// <summary>What the template does, in one line.</summary>
    public string Summary
    {
        get
        {
            string?[] parts =
            [
                EndMark is { } mark ? $"an answer ends with {mark}" : "an answer is left WITHOUT an end mark",
                WritesAnswers ? null : "answers are left out",
                System switch
                {
                    SystemTurns.Written => "the system's words are written",
                    SystemTurns.Refused => "the system's words are refused and go before the first message of the user",
                    _ => "the system's words are LEFT OUT",
                },
                ToolCalls is null ? "functions are told in words" : "it takes functions",
                HasThinkingSwitch ? "thoughts can be switched (--thinking)" : null,
                TellsDate ? "it tells the date" : null,
            ];
            return string.Join("; ", parts.OfType<string>());
        }
    }

    /// <summary>Renders the conversations.</summary>
    /// <param name="template">With the settings that it is used with.</param>
    /// <param name="settings">The same.</param>
    /// <param name="endMarks">See <see cref="EndMarks"/>.</param>
    /// <param name="cancellation">Ends a rendering.</param>
    /// <exception cref="TemplateException">It fails at a question and an answer.</exception>
    /// <exception cref="TemplateRefusedException">It refuses a question and an answer.</exception>
    public static TemplateProbe Of(
        ChatTemplate template, ChatTemplateSettings settings, IReadOnlyList<string> endMarks, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(settings);
        var prompt = Text(template, [], opens: true, Asked);
        var closed = Text(template, [], opens: false, Asked, new TemplateMessage("assistant", Answer));
        var at = closed.LastIndexOf(Answer, StringComparison.Ordinal);
        var after = at < 0 ? "" : closed[(at + Answer.Length)..];
        return new TemplateProbe
        {
            EndMark = endMarks.Where(mark => after.Contains(mark, StringComparison.Ordinal)).MinBy(mark => after.IndexOf(mark, StringComparison.Ordinal)),
            WritesAnswers = at >= 0,
            System = SystemOf(),
            ToolCalls = ToolCallsOf(),
            HasThinkingSwitch = Thinking(true) != Thinking(false),
            TellsDate = Text(template.With(settings with { Date = settings.Date.AddYears(-11) }), [], opens: true, Asked) != prompt,
        };

        string Text(ChatTemplate rendered, IReadOnlyList<string> tools, bool opens, params IReadOnlyList<TemplateMessage> messages) =>
            rendered.Render(new TemplateRequest { Messages = messages, OpensAnswer = opens, Tools = tools }, cancellation);

        SystemTurns SystemOf()
        {
            try
            {
                return Text(template, [], true, new TemplateMessage("system", Instruction), Asked).Contains(Instruction, StringComparison.Ordinal)
                    ? SystemTurns.Written
                    : SystemTurns.LeftOut;
            }
            catch (TemplateRefusedException)
            {
                return SystemTurns.Refused;
            }
        }

        string Thinking(bool on) => Text(template.With(settings with { Thinking = on }), [], opens: true, Asked);

        ToolCallForm? ToolCallsOf()
        {
            try
            {
                var shown = Text(template, [Tool], opens: true, Asked);
                var called = new TemplateMessage("assistant", "") { Calls = [Call] };
                var written = Text(template, [Tool], opens: false, Asked, called);
                var answered = Text(template, [Tool], opens: true, Asked, called, new TemplateMessage("tool", ToolResult));
                // Only a call in the form that replies are held to: a JSON object with name and arguments.
                return shown.Contains(ToolName, StringComparison.Ordinal)
                    && answered.Contains(ToolResult, StringComparison.Ordinal)
                    && written.StartsWith(shown, StringComparison.Ordinal)
                    && ProbeCall().Match(written, shown.Length) is { Success: true } call
                        ? new ToolCallForm(written[shown.Length..call.Index])
                        : null;
            }
            catch (Exception e) when (e is TemplateException or TemplateRefusedException)
            {
                return null;
            }
        }
    }

    [GeneratedRegex(
        $$"""\{\s*"name":\s*"{{ToolName}}",\s*"arguments":\s*\{\s*"key":\s*"value"\s*\}\s*\}""", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ProbeCall();
}
