using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace AgentMemory.Cli.Commands;

/// <summary>The command line: one file per command, gathered here.</summary>
internal static partial class CommandLine
{
    /// <summary>The whole tree of commands.</summary>
    public static RootCommand Root(CancellationToken cancellation) => new(
        "Does writing things down keep making a local model better at an invented game, or does only changing weights do that?")
    {
        CompareCommand.Make(cancellation),
        RunCommand.Make(cancellation),
        TrainCommand.Make(cancellation),
        PretrainCommand.Make(cancellation),
        CompleteCommand.Make(cancellation),
        ScoreCommand.Make(),
        ReportCommand.Make(),
        GamesCommand.Make(),
        FieldsCommand.Make(cancellation),
        ModelsCommand.Make(cancellation),
        MemoryCommand.Make(cancellation),
        ChatCommand.Make(cancellation),
        McpCommand.Make(cancellation),
        BenchCommand.Make(cancellation),
        SitCommand.Make(cancellation),
    };

    /// <summary>The command that was meant, as typed.</summary>
    public static string NameOf(ParseResult parsed)
    {
        var names = new List<string>();
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Insert(0, command.Command is RootCommand ? "agentmemory" : command.Command.Name);
        }

        return string.Join(' ', names);
    }

    /// <summary>What is wrong with a line, without the names of our own types; null where nothing is.</summary>
    public static string? ProblemOf(ParseResult parsed)
    {
        // An option that does not exist would pass for a plan or a text. What an option was given may be any text.
        var taken = parsed.CommandResult.Children.OfType<OptionResult>().SelectMany(option => option.Tokens).ToArray();
        var odd = parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).FirstOrDefault(
            t => t.Type == TokenType.Argument && OptionForm().IsMatch(t.Value) && !taken.Any(other => ReferenceEquals(other, t)));
        if (odd is not null)
        {
            return $"there is no option {odd.Value}; a text that begins so stands behind --";
        }

        if (parsed.Errors.Count == 0)
        {
            return null;
        }

        var message = parsed.Errors[0].Message.TrimEnd('.').Replace("\t", "", StringComparison.Ordinal);
        var type = message.IndexOf(" as expected type ", StringComparison.Ordinal);
        return type < 0
            ? message
            : message[..type] + (message[type..].Contains("Int", StringComparison.Ordinal) ? " as a whole number" : " as a number");
    }

    [GeneratedRegex(@"^--[A-Za-z][A-Za-z0-9-]*(=\S*)?$")]
    private static partial Regex OptionForm();
}
