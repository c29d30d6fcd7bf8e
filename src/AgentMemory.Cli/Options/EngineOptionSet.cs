using System.CommandLine;
using AgentMemory.Cli.Models;
using AgentMemory.Core;
using AgentMemory.Experiments.Plans;
using AgentMemory.Gguf;
using AgentMemory.Inference;

namespace AgentMemory.Cli.Options;

/// <summary>What a command line may say about the engine; what it leaves out is chosen, and the choice told.</summary>
internal sealed class EngineOptionSet
{
    private readonly Option<int?> _context = NumberOption.Optional(
        "--context", new NumberRange<int>(1, PlanRanges.Window.Most), "Tokens of the context window; without it, as many as are of use");

    private readonly Option<string?> _cache = WordOption.Optional(
        "--cache-type", "How keys and values are stored; without it, chosen by the model's size", "f32", "f16", "bf16", "q8_0");

    private readonly Option<string?> _flash = WordOption.Optional("--flash-attention", "Without it, chosen", "on", "off");

    private readonly Option<bool> _explain = new("--explain") { Description = "Tell on standard error what was chosen and why" };

    public void AddTo(Command command)
    {
        command.Options.Add(_context);
        command.Options.Add(_cache);
        command.Options.Add(_flash);
        command.Options.Add(_explain);
    }

    public EngineWishes Read(ParseResult parsed) => new(
        parsed.GetValue(_context),
        parsed.GetValue(_cache) is { } type ? Enum.Parse<GgmlType>(type, ignoreCase: true) : null,
        parsed.GetValue(_flash) is { } flash ? flash == "on" : null);

    public void Tell(ParseResult parsed, LocalModel model, TextWriter output)
    {
        if (parsed.GetValue(_explain))
        {
            foreach (var choice in model.Choices)
            {
                output.WriteLine(choice);
            }
        }
    }
}
