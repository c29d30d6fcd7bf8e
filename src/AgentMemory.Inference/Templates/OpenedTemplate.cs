using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;

namespace AgentMemory.Inference.Templates;

/// <summary>A chat template ready to be talked through, and what a person should know of it.</summary>
/// <param name="Template">Repairs what the template refuses, and tells of it once.</param>
/// <param name="Probe">What it does.</param>
/// <param name="Remarks">What would otherwise go unseen, a line each; none as a rule.</param>
public sealed record OpenedTemplate(IChatTemplate Template, TemplateProbe Probe, IReadOnlyList<string> Remarks)
{
    /// <summary>The template that a model's file brings; null where it brings none.</summary>
    /// <param name="file">The model.</param>
    /// <param name="settings">Date and switches.</param>
    /// <param name="tell">Takes a line about each kind of repair, once.</param>
    /// <param name="cancellation">Ends a rendering.</param>
    /// <exception cref="UserErrorException">The template fails or refuses a question with its answer.</exception>
    public static OpenedTemplate? Of(GgufFile file, ChatTemplateSettings settings, Action<string> tell, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return ChatTemplate.SourceIn(file) is { } source ? Of(source, file.Path, file, settings, tell, cancellation) : null;
    }

    /// <summary>A template with the begin and end tokens of a model.</summary>
    /// <param name="source">In Jinja.</param>
    /// <param name="where">Where the source is from, for messages.</param>
    /// <param name="file">The model.</param>
    /// <param name="settings">Date and switches.</param>
    /// <param name="tell">Takes a line about each kind of repair, once.</param>
    /// <param name="cancellation">Ends a rendering.</param>
    /// <exception cref="UserErrorException">The template fails or refuses a question with its answer.</exception>
    public static OpenedTemplate Of(
        string source, string where, GgufFile file, ChatTemplateSettings settings, Action<string> tell, CancellationToken cancellation = default)
    {
        try
        {
            var template = ChatTemplate.Of(source, file, settings);
            var probe = TemplateProbe.Of(template, settings, EndMarks.Of(file), cancellation);
            return new OpenedTemplate(
                new RepairingChatTemplate(template, where, probe.ToolCalls, tell), probe, [.. probe.Remarks.Select(remark => $"{where}: {remark}")]);
        }
        catch (TemplateException failure)
        {
            throw RepairingChatTemplate.Failed(where, failure);
        }
        catch (TemplateRefusedException refusal)
        {
            throw new UserErrorException(
                $"{where}: its chat template refuses a plain question with its answer: {RepairingChatTemplate.OneLine(refusal.Message)}; give "
                + "another template with --chat-template, or --chat-template none for the plain layout",
                refusal);
        }
    }
}
