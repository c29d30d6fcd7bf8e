using System.CommandLine;
using AgentMemory.Agents;
using AgentMemory.Agents.Chat;
using AgentMemory.Agents.Functions;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Chat;
using AgentMemory.Cli.Models;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Templates;
using AgentMemory.Learners;
using Microsoft.Extensions.AI;

namespace AgentMemory.Cli.Commands;

/// <summary>A conversation with a local model that remembers, on a terminal or through a pipe.</summary>
internal static class ChatCommand
{
    private const int ContextTokensMost = 4_096;
    private const int ReplyTokensLeast = 16;
    private static readonly NumberRange<int> TokenCounts = new(1, 100_000);

    /// <summary>A few paragraphs: a reply ends where the model ends it, and not at this number, as a rule.</summary>
    private const int ReplyTokensUsual = 256;

    public static Command Make(CancellationToken cancellation)
    {
        var (model, device, threads, seed) = (CommonOptions.Model(), CommonOptions.Device(), CommonOptions.Threads(), CommonOptions.Seed());
        var store = new Option<string?>("--store") { Description = "The store that remembers; without it, nothing is kept" };
        var artifact = ArtifactOption.Make();
        var (embedder, again) = (MemoryOptions.Embedder(), MemoryOptions.EmbedAgain());
        var tokens = NumberOption.Usual("--tokens", ReplyTokensUsual, TokenCounts, "The longest reply, in tokens");
        var temperature = CommonOptions.Temperature();
        var engine = new EngineOptionSet();
        var named = TemplateOption.Make();
        var thinking = WordOption.Usual(
            "--thinking", "auto", "Whether a model writes down thoughts first, where its chat template has a switch for it", "auto", "on", "off");
        var tools = new Option<bool>("--tools")
        {
            Description = "Let the model call functions: search, remember, forget, notes, and moves in games; each call and its result is shown",
        };
        var calls = new Option<bool>("--call-first")
        {
            Description = "With --tools: the model calls a function before it answers, for models that never do by themselves",
        };
        var command = new Command(
            "chat",
            "Talk with a model that remembers; each line is one turn, and /help lists what else can be typed.\n"
            + "Example: agentmemory chat --model my.gguf --store memory.db")
        {
            model, artifact, store, embedder, again, tokens, temperature, device, threads, seed, named, thinking, tools, calls,
        };
        engine.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var (mayCall, mustCall) = (parsed.GetValue(tools), parsed.GetValue(calls));
            if (mustCall && !mayCall)
            {
                throw new UserErrorException("--call-first belongs to --tools; give both");
            }

            var home = Home.Find();
            var reply = parsed.GetValue(tokens);
            using var shelf = new ModelShelf(home, parsed.GetValue(threads));
            var opened = shelf.Open(parsed.GetValue(model), parsed.GetValue(device)!, ContextTokensMost, sequences: 1, engine.Read(parsed));
            engine.Tell(parsed, opened, Console.Error);
            var prompts = PromptBook.Load(home.Prompts);
            using var taken = parsed.GetValue(artifact) is { } folder
                ? TakenAlong.Open(folder, opened, prompts, () => shelf.OpenEmbedder(parsed.GetValue(model), parsed.GetValue(device)!))
                : null;
            if (taken is not null)
            {
                Console.Error.WriteLine(taken.Summary);
            }

            using var session = parsed.GetValue(store) is { } file
                ? MemorySession.Open(file, parsed.GetValue(embedder), parsed.GetValue(again), mustExist: false)
                : null;
            foreach (var remark in session?.Store.Remarks ?? [])
            {
                Console.Error.WriteLine(remark);
            }

            var template = Template(opened, parsed.GetValue(named), parsed.GetValue(thinking)!, cancellation);
            var context = Math.Min(opened.ContextTokens, opened.Card.ContextTokens);
            var shared = session is null ? null : new SharedStore(session.Store);
            var chat = new MemoryChat(
                taken?.Model ?? opened,
                shared,
                prompts,
                template,
                new ChatSettings
                {
                    ContextTokens = context,
                    ReplyTokensMax = Math.Min(reply, Math.Max(ReplyTokensLeast, context / 4)),
                    Temperature = parsed.GetValue(temperature),
                    Seed = parsed.GetValue(seed),
                },
                taken);
            using var client = new LocalChatClient(chat).AsBuilder().UseAgentLoop().Build();
            var functions = AgentFunctions.Of(shared, Catalogue.Playable(prompts), "by the model");
            var options = new ChatOptions
            {
                Tools = mayCall ? [.. functions.Select(Tool)] : null,
                ToolMode = mustCall ? ChatToolMode.RequireAny : null,
            };
            await new ChatConversation(client, options, shared, Console.In, Console.Out, Console.Error, !Console.IsInputRedirected)
                .RunAsync(cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A function for the model; what erases for good is allowed by a person each time.</summary>
    internal static AIFunction Tool(AgentFunction function) => function.Effect == FunctionEffect.Erases
        ? new ApprovalRequiredAIFunction(new AgentAIFunction(function))
        : new AgentAIFunction(function);

    private static IChatTemplate? Template(LocalModel model, string? named, string thinking, CancellationToken cancellation)
    {
        using var file = GgufFile.Open(model.Card.Path);
        var settings = new ChatTemplateSettings
        {
            // A person talks with it today.
            Date = TimeProvider.System.GetUtcNow(),
            Thinking = thinking == "auto" ? null : thinking == "on",
        };
        var template = TemplateOption.Open(file, named, settings, Console.Error, cancellation);
        if (template is null && named is null)
        {
            Console.Error.WriteLine($"{model.Card.Id} has no chat template; the plain layout of prompts/chat is used");
        }

        return template;
    }
}
