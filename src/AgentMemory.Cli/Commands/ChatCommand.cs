using System.CommandLine;
using AgentMemory.Core;
using AgentMemory.Memory;
using AgentMemory.Native;

namespace AgentMemory.Cli.Commands;

/// <summary>A conversation with a local model that remembers, on a terminal or through a pipe.</summary>
internal static class ChatCommand
{
    private const int ContextTokensMost = 4_096;
    private const int ReplyTokensLeast = 16;

    public static Command Make(CancellationToken cancellation)
    {
        var (model, device, threads, seed) = (CommonOptions.Model(), CommonOptions.Device(), CommonOptions.Threads(), CommonOptions.Seed());
        var store = new Option<string?>("--store") { Description = "The store that remembers; without it, nothing is kept" };
        var (embedder, again) = (MemoryOptions.Embedder(), MemoryOptions.EmbedAgain());
        var tokens = new Option<int>("--tokens") { Description = "The longest reply", DefaultValueFactory = _ => 64 };
        var temperature = new Option<double>("--temperature") { Description = "0 takes the likeliest token", DefaultValueFactory = _ => 0 };
        var command = new Command(
            "chat",
            "Talk with a model that remembers; each line is one turn, and /help lists what else can be typed.\n"
            + "Example: agentmemory chat --model my.gguf --store memory.db")
        {
            model, store, embedder, again, tokens, temperature, device, threads, seed,
        };
        command.SetAction(parsed =>
        {
            var home = Home.Find();
            var reply = MemoryOptions.Positive("--tokens", parsed.GetValue(tokens));
            using var shelf = new ModelShelf(home, parsed.GetValue(threads));
            var opened = shelf.Open(parsed.GetValue(model), parsed.GetValue(device)!, ContextTokensMost, sequences: 1);
            using var session = parsed.GetValue(store) is { } file
                ? MemorySession.Open(file, parsed.GetValue(embedder), parsed.GetValue(again), mustExist: false)
                : null;
            foreach (var remark in session?.Store.Remarks ?? [])
            {
                Console.Error.WriteLine(remark);
            }

            using var modelFile = GgufFile.Open(opened.Card.Path);
            var template = ChatTemplate.Of(modelFile);
            var context = Math.Min(opened.ContextTokens, opened.Card.ContextTokens);
            var chat = new MemoryChat(
                opened,
                session?.Store,
                PromptBook.Load(home.Prompts),
                turns => template?.Render([.. turns.Select(turn => (turn.Role, turn.Text))], opensAnswer: true),
                new ChatSettings
                {
                    ContextTokens = context,
                    ReplyTokensMax = Math.Min(reply, Math.Max(ReplyTokensLeast, context / 4)),
                    Temperature = parsed.GetValue(temperature),
                    Seed = parsed.GetValue(seed),
                });
            new ChatConversation(chat, session?.Store, Console.In, Console.Out, Console.Error, !Console.IsInputRedirected).Run(cancellation);
            return ExitCode.Done;
        });
        return command;
    }
}
