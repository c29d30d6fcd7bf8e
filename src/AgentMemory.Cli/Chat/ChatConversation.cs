using System.Globalization;
using System.Text.Json;
using AgentMemory.Agents;
using AgentMemory.Agents.Chat;
using AgentMemory.Core;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using Microsoft.Extensions.AI;

namespace AgentMemory.Cli.Chat;

/// <summary>
/// Turn by turn: the calls of functions and what they gave, the reply, then the passages it was written with and what was kept of the
/// user's words. Since a small model may make nothing of a passage, the passage itself is shown.
/// </summary>
internal sealed class ChatConversation(
    IChatClient client, ChatOptions options, SharedStore? store, TextReader input, TextWriter output, TextWriter notices, bool interactive)
{
    private const string Help =
        "/remember TEXT, /remember SUBJECT = TEXT (replaces what was known of the subject), /search TEXT, /forget ID, /quit";

    private const int ShownMax = 200;
    private readonly List<ChatMessage> _messages = [];

    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var line = Next(); line is not null; line = Next())
        {
            cancellation.ThrowIfCancellationRequested();
            var said = line.Trim();
            if (said is "/quit" or "/exit")
            {
                return;
            }

            try
            {
                await TakeAsync(said, cancellation);
            }
            catch (UserErrorException e) when (interactive || !said.StartsWith('/'))
            {
                // What cannot be answered costs its turn. A slip in a command does so on a terminal; a script that makes one is wrong and ends.
                await notices.WriteLineAsync($"error: {e.Message}");
            }
        }
    }

    private string? Next()
    {
        if (interactive)
        {
            notices.Write("> ");
        }

        return input.ReadLine();
    }

    private async Task TakeAsync(string said, CancellationToken cancellation)
    {
        if (said.Length == 0)
        {
            return;
        }

        if (!said.StartsWith('/'))
        {
            await AnswerAsync(said, cancellation);
            return;
        }

        var (word, rest) = said.IndexOf(' ') is var space and > 0 ? (said[..space], said[(space + 1)..].Trim()) : (said, "");
        switch (word)
        {
            case "/remember":
                var (subject, text) = rest.Split(" = ", 2) is [var left, var right] ? (left.Trim(), $"{left.Trim()}: {right}") : (null, rest);
                var passage = new NewPassage
                {
                    Text = text,
                    Kind = subject is null ? PassageKind.Note : PassageKind.Fact,
                    Subject = subject,
                    Source = "chat",
                    Provenance = "said by the user",
                };
                Kept(Store().Use(s => s.Add(passage, cancellation)).Id);
                break;
            case "/search":
                foreach (var found in Store().Use(s => s.Search(new SearchQuery { Text = rest }, cancellation)).Passages)
                {
                    output.WriteLine(MemoryJson.Line(found.Passage));
                }

                break;
            case "/forget":
                Store().Use(s => s.Forget([rest]));
                output.WriteLine($"forgotten: {rest}");
                break;
            case "/help":
                output.WriteLine(Help);
                break;
            default:
                throw new UserErrorException($"there is no {word}; there are {Help}");
        }
    }

    private async Task AnswerAsync(string said, CancellationToken cancellation)
    {
        var before = _messages.Count;
        var updates = new List<ChatResponseUpdate>();
        _messages.Add(new ChatMessage(ChatRole.User, said));
        try
        {
            var asked = await RoundAsync(options, updates, cancellation);
            for (var round = 1; asked.Count > 0 && round < AgentLoop.RoundsMax; round++)
            {
                _messages.Add(new ChatMessage(ChatRole.User, [.. asked.Select(request => request.CreateResponse(Allows()))]));
                var free = options.Clone();
                free.ToolMode = null;
                asked = await RoundAsync(free, updates, cancellation);
            }
        }
        catch (UserErrorException)
        {
            _messages.RemoveRange(before, _messages.Count - before);
            throw;
        }

        output.WriteLine();
        foreach (var passage in Property<List<string>>(updates, LocalChatClient.PassagesProperty)?.Select(Find).OfType<Passage>() ?? [])
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  from memory, {passage.Time:yyyy-MM-dd}: {MemoryJson.Line(passage)}"));
        }

        if (Property<string>(updates, LocalChatClient.KeptProperty) is { } kept)
        {
            Kept(kept);
        }
    }

    /// <summary>Asks the model and gives the calls that a person has to allow first.</summary>
    private async Task<IReadOnlyList<ToolApprovalRequestContent>> RoundAsync(
        ChatOptions round, List<ChatResponseUpdate> updates, CancellationToken cancellation)
    {
        var first = updates.Count;
        await foreach (var update in client.GetStreamingResponseAsync(_messages, round, cancellation))
        {
            updates.Add(update);
            Show(update, updates);
        }

        var messages = updates.Skip(first).ToChatResponse().Messages;
        _messages.AddRange(messages);
        return [.. messages.SelectMany(message => message.Contents).OfType<ToolApprovalRequestContent>()];
    }

    // What is erased is gone for good: nobody but a person says yes.
    private bool Allows()
    {
        if (!interactive)
        {
            output.WriteLine("  not allowed: only a person at a terminal can allow this");
            return false;
        }

        notices.Write("  allow it? (y/n) ");
        return input.ReadLine()?.Trim() is "y" or "yes";
    }

    private void Show(ChatResponseUpdate update, List<ChatResponseUpdate> all)
    {
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case FunctionCallContent call:
                    output.WriteLine($"  calls {call.Name} {Arguments(call)}");
                    break;
                case ToolApprovalRequestContent { ToolCall: FunctionCallContent wanted }:
                    output.WriteLine($"  wants to call {wanted.Name} {Arguments(wanted)}");
                    break;
                case FunctionResultContent result:
                    var name = all.SelectMany(u => u.Contents).OfType<FunctionCallContent>().LastOrDefault(c => c.CallId == result.CallId)?.Name;
                    output.WriteLine($"  {name} gives {OneLine(result.Result)}");
                    break;
                default:
                    output.Write(MemoryJson.Printable((content as TextContent)?.Text ?? ""));
                    break;
            }
        }

        output.Flush();
    }

    private static string Arguments(FunctionCallContent call) =>
        OneLine(JsonSerializer.SerializeToElement(call.Arguments, AIJsonUtilities.DefaultOptions));

    private static string OneLine(object? value)
    {
        var text = value switch
        {
            JsonElement element => MemoryJson.Text(element),
            string words => words,
            _ => MemoryJson.Text(value ?? ""),
        };
        text = MemoryJson.Printable(text.ReplaceLineEndings(" "));
        return text.Length <= ShownMax ? text : text[..(ShownMax - (char.IsHighSurrogate(text[ShownMax - 1]) ? 1 : 0))] + "...";
    }

    private static T? Property<T>(IEnumerable<ChatResponseUpdate> updates, string name)
        where T : class =>
        updates.Reverse().Select(update => update.AdditionalProperties?.GetValueOrDefault(name)).OfType<T>().FirstOrDefault();

    private Passage? Find(string id) => store?.Use(s => s.Find(id));

    private void Kept(string id) => output.WriteLine($"  remembered as {id}");

    private SharedStore Store() => store
        ?? throw new UserErrorException("this conversation has no memory; start it with --store FILE");
}
