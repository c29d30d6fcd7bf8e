using AgentMemory.Core;
using AgentMemory.Core.Models;

namespace AgentMemory.Inference.Templates;

/// <summary>
/// A chat template that is asked again after it refused: with the system's words before the first of the user's, with neighbouring
/// messages of one role joined, with both. A conversation that it takes is rendered as it is. Each repair is told once.
/// </summary>
public sealed class RepairingChatTemplate : IChatTemplate
{
    private const int WordsMax = 200;
    private const string Between = "\n\n";
    private static readonly Repair[] Repairs = [Repair.MoveSystem, Repair.JoinNeighbours, Repair.MoveSystem | Repair.JoinNeighbours];
    private readonly ChatTemplate _template;
    private readonly string _where;
    private readonly Action<string> _tell;
    private readonly Lock _lock = new();
    private Repair _told;

    /// <param name="template">Raises what the template raises.</param>
    /// <param name="where">Whose template it is, for messages: a file.</param>
    /// <param name="toolCalls">How the model calls functions, see <see cref="TemplateProbe"/>; null where functions are told in words.</param>
    /// <param name="tell">Takes a line about each kind of repair, once.</param>
    public RepairingChatTemplate(ChatTemplate template, string where, ToolCallForm? toolCalls, Action<string> tell) =>
        (_template, _where, ToolCalls, _tell) = (template, where, toolCalls, tell);

    [Flags]
    private enum Repair
    {
        None = 0,
        MoveSystem = 1,
        JoinNeighbours = 2,
    }

    /// <inheritdoc/>
    public ToolCallForm? ToolCalls { get; }

    /// <summary>What a template or an interpreter said, as one short line that steers no terminal.</summary>
    public static string OneLine(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var line = string.Concat(words.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return line.Length <= WordsMax ? line : line[..WordsMax] + "...";
    }

    /// <inheritdoc/>
    public string Render(TemplateRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            try
            {
                return _template.Render(request, cancellation);
            }
            catch (TemplateRefusedException refusal)
            {
                return Repaired(request, refusal, cancellation) ?? throw new UserErrorException(
                    $"{_where}: its chat template refuses the conversation: {OneLine(refusal.Message)}; change the messages, or give another "
                    + "template with --chat-template",
                    refusal);
            }
        }
        catch (TemplateException failure)
        {
            throw Failed(_where, failure);
        }
    }

    /// <summary>The one line about a template that cannot be used.</summary>
    internal static UserErrorException Failed(string where, TemplateException failure) => new(
        $"{where}: its chat template fails: {OneLine(failure.Message)}; give another template with --chat-template, or --chat-template none for "
        + "the plain layout",
        failure);

    private string? Repaired(TemplateRequest request, TemplateRefusedException refusal, CancellationToken cancellation)
    {
        foreach (var repair in Repairs)
        {
            var messages = request.Messages;
            if (repair.HasFlag(Repair.MoveSystem))
            {
                messages = WithoutSystem(messages) ?? messages;
            }

            if (repair.HasFlag(Repair.JoinNeighbours))
            {
                messages = Joined(messages);
            }

            if (messages.SequenceEqual(request.Messages))
            {
                continue;
            }

            try
            {
                var text = _template.Render(request with { Messages = messages }, cancellation);
                Tell(repair, refusal.Message);
                return text;
            }
            catch (TemplateRefusedException)
            {
                // The next repair may be the one.
            }
        }

        return null;
    }

    private void Tell(Repair repair, string words)
    {
        Repair anew;
        lock (_lock)
        {
            anew = repair & ~_told;
            _told |= repair;
        }

        if (anew != Repair.None)
        {
            string?[] done =
            [
                anew.HasFlag(Repair.MoveSystem) ? "the system's words go before the first message of the user" : null,
                anew.HasFlag(Repair.JoinNeighbours) ? "neighbouring messages of one role are joined" : null,
            ];
            _tell($"{_where}: its chat template refused the conversation ({OneLine(words)}), so {string.Join(" and ", done.OfType<string>())}");
        }
    }

    private static List<TemplateMessage>? WithoutSystem(IReadOnlyList<TemplateMessage> messages)
    {
        var system = messages.Where(message => message.Role == "system").Select(message => message.Content).ToList();
        var rest = messages.Where(message => message.Role != "system").ToList();
        var first = rest.FindIndex(message => message.Role == "user");
        if (system.Count == 0 || first < 0)
        {
            return null;
        }

        rest[first] = rest[first] with { Content = string.Join(Between, [.. system, rest[first].Content]) };
        return rest;
    }

    private static List<TemplateMessage> Joined(IReadOnlyList<TemplateMessage> messages)
    {
        var joined = new List<TemplateMessage>();
        foreach (var message in messages)
        {
            var isNeighbour = joined is [.., var last] && last.Role == message.Role && message.Role != "tool";
            if (isNeighbour && joined[^1].Calls.Count == 0 && message.Calls.Count == 0)
            {
                joined[^1] = message with { Content = joined[^1].Content + Between + message.Content };
            }
            else
            {
                joined.Add(message);
            }
        }

        return joined;
    }
}
