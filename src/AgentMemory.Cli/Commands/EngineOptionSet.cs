using System.CommandLine;
using AgentMemory.Core;
using AgentMemory.Models;
using AgentMemory.Native;

namespace AgentMemory.Cli.Commands;

/// <summary>What a command line may say about the engine; what it leaves out is chosen, and the choice told.</summary>
internal sealed class EngineOptionSet
{
    private readonly Option<int?> _context = new("--context") { Description = "Tokens of the context window; without it, as many as are of use" };

    private readonly Option<string?> _cache = new("--cache-type")
    {
        Description = "How keys and values are stored: f32, f16, bf16 or q8_0; without it, chosen by the model's size",
    };

    private readonly Option<string?> _flash = new("--flash-attention") { Description = "on or off; without it, chosen" };

    private readonly Option<bool> _explain = new("--explain") { Description = "Tell on standard error what was chosen and why" };

    public EngineOptionSet()
    {
        _cache.AcceptOnlyFromAmong("f32", "f16", "bf16", "q8_0");
        _flash.AcceptOnlyFromAmong("on", "off");
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_context);
        command.Options.Add(_cache);
        command.Options.Add(_flash);
        command.Options.Add(_explain);
    }

    /// <exception cref="UserErrorException">The context has no token.</exception>
    public EngineWishes Read(ParseResult parsed) => new(
        parsed.GetValue(_context) is { } context && context < 1
            ? throw new UserErrorException($"--context {context} cannot be used; it is a whole number from 1")
            : parsed.GetValue(_context),
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
