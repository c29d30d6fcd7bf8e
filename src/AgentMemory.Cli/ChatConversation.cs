using System.Globalization;
using System.Text.Json;
using AgentMemory.Agents;
using AgentMemory.Cli.Commands;
using AgentMemory.Core;
using AgentMemory.Memory;
using Microsoft.Extensions.AI;

namespace AgentMemory.Cli;

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
        _messages.Add(new ChatMessage(ChatRole.User, said));
        var updates = new List<ChatResponseUpdate>();
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync(_messages, options, cancellation))
            {
                Show(update, updates);
                updates.Add(update);
            }
        }
        catch (UserErrorException)
        {
            _messages.RemoveAt(_messages.Count - 1);
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

        _messages.AddRange(updates.ToChatResponse().Messages);
    }

    private void Show(ChatResponseUpdate update, List<ChatResponseUpdate> before)
    {
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case FunctionCallContent call:
                    output.WriteLine($"  calls {call.Name} {OneLine(JsonSerializer.SerializeToElement(call.Arguments, AIJsonUtilities.DefaultOptions))}");
                    break;
                case FunctionResultContent result:
                    var name = before.SelectMany(u => u.Contents).OfType<FunctionCallContent>().LastOrDefault(c => c.CallId == result.CallId)?.Name;
                    output.WriteLine($"  {name} gives {OneLine(result.Result)}");
                    break;
                default:
                    output.Write(MemoryJson.Printable((content as TextContent)?.Text ?? ""));
                    break;
            }
        }

        output.Flush();
    }

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
