using System.CommandLine;
using AgentMemory.Core;

namespace AgentMemory.Cli.Commands;

/// <summary>Continues a prompt: the quickest way to hear a model.</summary>
internal static class CompleteCommand
{
    private const int ContextMargin = 16;

    public static Command Make(CancellationToken cancellation)
    {
        var model = CommonOptions.Model();
        var prompt = new Option<string>("--prompt") { Required = true, Description = "The text to go on from" };
        var tokens = new Option<int>("--tokens") { Description = "At most so many tokens", DefaultValueFactory = _ => 64 };
        var grammar = new Option<string?>("--grammar") { Description = "A GBNF file that the reply must match" };
        var adapter = new Option<string[]>("--adapter") { Description = "A LoRA adapter to wear, FILE or FILE=SCALE; may stand several times" };
        var temperature = new Option<double>("--temperature") { Description = "0 takes the likeliest token", DefaultValueFactory = _ => 0 };
        var device = CommonOptions.Device();
        var seed = CommonOptions.Seed();
        var threads = CommonOptions.Threads();
        var json = CommonOptions.Json();
        var engine = new EngineOptionSet();
        var command = new Command(
            "complete",
            "Continue a prompt with a model.\nExample: agentmemory complete --model my.gguf --prompt \"Once\" --tokens 40")
        {
            model, prompt, tokens, grammar, adapter, temperature, device, seed, threads, json,
        };
        engine.AddTo(command);
        command.SetAction(parsed =>
        {
            var tokensMax = parsed.GetValue(tokens);
            if (tokensMax < 1)
            {
                throw new UserErrorException($"--tokens {tokensMax} cannot be used; it is a whole number from 1");
            }

            using var shelf = new ModelShelf(Home.Find(), parsed.GetValue(threads));
            var text = parsed.GetValue(prompt)!;
            var window = System.Text.Encoding.UTF8.GetByteCount(text) + tokensMax + ContextMargin;
            var opened = shelf.Open(parsed.GetValue(model), parsed.GetValue(device)!, window, sequences: 1, engine.Read(parsed));
            engine.Tell(parsed, opened, Console.Error);
            using var worn = parsed.GetValue(adapter) is { Length: > 0 } adapters
                ? opened.Wear(AdapterArgument.Read(adapters, Console.Error))
                : null;
            var completion = Complete(worn ?? opened, text, new CompletionRequest
            {
                Prompt = text,
                Form = parsed.GetValue(grammar) is { } file
                    ? new CompletionForm.Grammar(TextFile.Read(file, "grammar"), tokensMax)
                    : new CompletionForm.Free(tokensMax, []),
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

    private static Completion Complete(ILanguageModel model, string prompt, CompletionRequest request, CancellationToken cancellation)
    {
        var tokens = model.Tokenizer.Count(prompt);
        return tokens < model.Card.ContextTokens
            ? model.Complete([request], cancellation)[0]
            : throw new UserErrorException(
                $"the prompt has {tokens} tokens and {model.Card.Id} holds {model.Card.ContextTokens}; shorten it");
    }
}
