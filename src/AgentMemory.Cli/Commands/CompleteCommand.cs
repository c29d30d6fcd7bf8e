using System.CommandLine;
using AgentMemory.Cli.Models;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Core.Grammars;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners;

namespace AgentMemory.Cli.Commands;

/// <summary>Continues a prompt: the quickest way to hear a model.</summary>
internal static class CompleteCommand
{
    private const int ContextMargin = 16;
    private const int LearntTokensMost = 4_096;
    private static readonly NumberRange<int> TokenCounts = new(1, 1_000_000);

    public static Command Make(CancellationToken cancellation)
    {
        var model = CommonOptions.Model();
        var prompt = new Option<string>("--prompt") { Required = true, Description = "The text to go on from" };
        var tokens = NumberOption.Usual("--tokens", 64, TokenCounts, "At most so many tokens");
        var grammar = new Option<string?>("--grammar") { Description = "A GBNF file that the reply must match" };
        var adapter = new Option<string[]>("--adapter") { Description = $"A LoRA adapter to wear: {AdapterArgument.Form}" };
        var artifact = ArtifactOption.Make();
        var temperature = CommonOptions.Temperature();
        var device = CommonOptions.Device();
        var seed = CommonOptions.Seed();
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var engine = new EngineOptionSet();
        var command = new Command(
            "complete",
            "Continue a prompt with a model.\nExample: agentmemory complete --model my.gguf --prompt \"Once\" --tokens 40")
        {
            model, prompt, tokens, grammar, adapter, artifact, temperature, device, seed, threads, json,
        };
        engine.AddTo(command);
        command.SetAction(parsed =>
        {
            var tokensMax = parsed.GetValue(tokens);
            var form = Form(parsed.GetValue(grammar), tokensMax);
            var home = Home.Find();
            using var shelf = new ModelShelf(home, parsed.GetValue(threads));
            var text = parsed.GetValue(prompt)!;
            var folder = parsed.GetValue(artifact);
            // What was learnt in words stands before the prompt, and takes what the window leaves.
            var window = Math.Max(folder is null ? 0 : LearntTokensMost, System.Text.Encoding.UTF8.GetByteCount(text) + tokensMax + ContextMargin);
            var opened = shelf.Open(parsed.GetValue(model), parsed.GetValue(device)!, window, sequences: 1, engine.Read(parsed));
            engine.Tell(parsed, opened, Console.Error);
            using var adapters = AdapterArgument.Read(parsed.GetValue(adapter) ?? [], opened.Card.Path, Console.Error);
            using var taken = folder is null ? null : TakenAlong.Open(
                folder, opened, PromptBook.Load(home.Prompts), () => shelf.OpenEmbedder(parsed.GetValue(model), parsed.GetValue(device)!));
            if (taken is not null)
            {
                Console.Error.WriteLine(taken.Summary);
                var room = Math.Min(window, opened.Card.ContextTokens) - opened.Tokenizer.Count(text) - tokensMax - ContextMargin;
                text = taken.Of(text, Math.Max(0, room)) + text;
            }

            IReadOnlyList<WornAdapter> all = [.. taken?.Worn ?? [], .. adapters.Adapters];
            using var worn = all.Count > 0 ? opened.Wear(all) : null;
            var completion = Complete(worn ?? opened, text, tokensMax, window, new CompletionRequest
            {
                Prompt = text,
                Form = form,
                Temperature = parsed.GetValue(temperature),
                Seed = parsed.GetValue(seed),
            }, cancellation);
            Console.Out.WriteLine(parsed.GetValue(json)
                ? System.Text.Json.JsonSerializer.Serialize(new
                {
                    schema = "agentmemory.completion/1",
                    text = completion.Text,
                    stop = completion.Stop.ToString(),
                    tokens_read = completion.TokensRead,
                    tokens_written = completion.TokensWritten,
                    log_probability = completion.LogProbability,
                })
                : completion.Text);
            return ExitCode.Done;
        });
        return command;
    }

    // Read before the model is: a mistake in it is told with its place, and at once.
    private static CompletionForm Form(string? grammar, int tokensMax)
    {
        if (grammar is null)
        {
            return new CompletionForm.Free(tokensMax, []);
        }

        var gbnf = TextFile.Read(grammar, "grammar");
        Grammar.Parse(gbnf, grammar);
        return new CompletionForm.Grammar(gbnf, tokensMax);
    }

    private static Completion Complete(
        ILanguageModel model, string prompt, int tokensMax, int window, CompletionRequest request, CancellationToken cancellation)
    {
        var tokens = PromptTokens.Of(model.Tokenizer, prompt).Length;
        if (tokens == 0)
        {
            throw new UserErrorException($"the prompt is empty, and {model.Card.Id} has no token that begins a text; give a prompt");
        }

        var room = Math.Min(window, model.Card.ContextTokens) - tokens;
        return room >= tokensMax
            ? model.Complete([request], cancellation)[0]
            : throw new UserErrorException(room < 1
                ? $"the prompt has {tokens} tokens and {model.Card.Id} holds {model.Card.ContextTokens}; shorten it"
                : $"--tokens {tokensMax} cannot be used: after {tokens} tokens of the prompt the window of {model.Card.Id} has room for {room}");
    }
}
