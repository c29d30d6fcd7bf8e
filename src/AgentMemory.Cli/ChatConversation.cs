using System.Globalization;
using System.Text;
using AgentMemory.Cli.Commands;
using AgentMemory.Core;
using AgentMemory.Memory;

namespace AgentMemory.Cli;

/// <summary>
/// Turn by turn: the reply, then the passages it was written with and what was kept of the user's words. Since a small model may make
/// nothing of a passage, the passage itself is shown.
/// </summary>
internal sealed class ChatConversation(
    MemoryChat chat, MemoryStore? store, TextReader input, TextWriter output, TextWriter notices, bool interactive)
{
    private const string Help =
        "/remember TEXT, /remember SUBJECT = TEXT (replaces what was known of the subject), /search TEXT, /forget ID, /quit";
    private readonly List<ChatTurn> _turns = [];

    public void Run(CancellationToken cancellation)
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
                Take(said, cancellation);
            }
            catch (UserErrorException e) when (interactive || !said.StartsWith('/'))
            {
                // What cannot be answered costs its turn. A slip in a command does so on a terminal; a script that makes one is wrong and ends.
                notices.WriteLine($"error: {e.Message}");
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

    private void Take(string said, CancellationToken cancellation)
    {
        if (said.Length == 0)
        {
            return;
        }

        if (!said.StartsWith('/'))
        {
            Answer(said, cancellation);
            return;
        }

        var (word, rest) = said.IndexOf(' ') is var space and > 0 ? (said[..space], said[(space + 1)..].Trim()) : (said, "");
        switch (word)
        {
            case "/remember":
                var (subject, text) = rest.Split(" = ", 2) is [var left, var right] ? (left.Trim(), $"{left.Trim()}: {right}") : (null, rest);
                Kept(Store().Add(
                    new NewPassage
                    {
                        Text = text,
                        Kind = subject is null ? PassageKind.Note : PassageKind.Fact,
                        Subject = subject,
                        Source = "chat",
                        Provenance = "said by the user",
                    },
                    cancellation));
                break;
            case "/search":
                foreach (var found in Store().Search(new SearchQuery { Text = rest }, cancellation).Passages)
                {
                    output.WriteLine(MemoryJson.Line(found.Passage));
                }

                break;
            case "/forget":
                Store().Forget([rest]);
                output.WriteLine($"forgotten: {rest}");
                break;
            case "/help":
                output.WriteLine(Help);
                break;
            default:
                throw new UserErrorException($"there is no {word}; there are {Help}");
        }
    }

    private void Answer(string said, CancellationToken cancellation)
    {
        _turns.Add(new ChatTurn(ChatTurn.User, said));
        var reply = new StringBuilder();
        try
        {
            var answer = chat.Answer(_turns, cancellation);
            foreach (var piece in answer.Pieces)
            {
                reply.Append(piece);
                output.Write(MemoryJson.Printable(piece));
                output.Flush();
            }

            output.WriteLine();
            foreach (var passage in answer.Passages)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  from memory, {passage.Time:yyyy-MM-dd}: {MemoryJson.Line(passage)}"));
            }

            if (chat.Remember(said, cancellation) is { } kept)
            {
                Kept(kept);
            }
        }
        catch (UserErrorException)
        {
            _turns.RemoveAt(_turns.Count - 1);
            throw;
        }

        _turns.Add(new ChatTurn(ChatTurn.Assistant, reply.ToString().Trim()));
    }

    private void Kept(Passage passage) => output.WriteLine($"  remembered as {passage.Id}");

    private MemoryStore Store() => store
        ?? throw new UserErrorException("this conversation has no memory; start it with --store FILE");
}
