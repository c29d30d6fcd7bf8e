using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using AgentMemory.Cli.Claims;
using AgentMemory.Cli.Commands;
using AgentMemory.Cli.Options;
using AgentMemory.Core;

namespace AgentMemory.Cli;

/// <summary>The command line: one file per command, gathered here.</summary>
internal static partial class CommandLine
{
    // Hyphens, and what editors make of them: a line that is copied from a page has dashes.
    private static readonly char[] Dashes = ['-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212'];

    /// <summary>The whole tree of commands.</summary>
    public static RootCommand Root(CancellationToken cancellation)
    {
        var root = Commands(cancellation);
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        return root;
    }

    private static RootCommand Commands(CancellationToken cancellation) => new(
        "Does writing things down keep making a local model better at an invented game, or does only changing weights do that?")
    {
        CompareCommand.Make(cancellation),
        LadderCommand.Make(cancellation),
        RunCommand.Make(cancellation),
        TrainCommand.Make(cancellation),
        PretrainCommand.Make(cancellation),
        CompleteCommand.Make(cancellation),
        ScoreCommand.Make(cancellation),
        ReportCommand.Make(cancellation),
        GamesCommand.Make(cancellation),
        FieldsCommand.Make(cancellation),
        LearnersCommand.Make(),
        ModelsCommand.Make(cancellation),
        MemoryCommand.Make(cancellation),
        ChatCommand.Make(cancellation),
        McpCommand.Make(cancellation),
        ClaimsCommand.Make(cancellation),
        BenchCommand.Make(cancellation),
        SitCommand.Make(cancellation),
    };

    /// <summary>Reads a line. Letters behind one hyphen are one name: -held-out is no -h.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> line) =>
        root.Parse(line, new ParserConfiguration { EnablePosixBundling = false });

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

    /// <summary>What is wrong with a line, where help is, and what was meant, without the names of our own types; null where nothing is.</summary>
    public static string? ProblemOf(ParseResult parsed)
    {
        // A shell asks what may follow a line that is not finished.
        if (parsed.Tokens is [{ Type: TokenType.Directive } directive, ..] && directive.Value.StartsWith("[suggest", StringComparison.Ordinal))
        {
            return null;
        }

        var see = $"; see {NameOf(parsed)} --help";
        var subcommands = parsed.CommandResult.Command.Subcommands.Where(command => !command.Hidden).Select(command => command.Name).ToList();
        if (subcommands.Count > 0 && parsed.UnmatchedTokens is [var unknown, ..] && !OptionForm().IsMatch(unknown))
        {
            return $"there is no command {unknown}; there are {string.Join(", ", subcommands)}{see}{NearestName.Hint(unknown, subcommands)}";
        }

        // An option that does not exist would pass for a plan or a text. What an option was given may be any text.
        var taken = parsed.CommandResult.Children.OfType<OptionResult>().SelectMany(option => option.Tokens).ToArray();
        var odd = parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).FirstOrDefault(
            t => t.Type == TokenType.Argument && OptionForm().IsMatch(t.Value) && !taken.Any(other => ReferenceEquals(other, t)));
        if (odd is not null)
        {
            var name = odd.Value.Split('=')[0];
            return OptionsOf(parsed).Contains(name)
                ? $"{name} is not used as it belongs here: what it is given is missing or stands elsewhere{see}"
                : $"there is no option {name} (a text that begins so stands behind --){see}"
                    + NearestName.Hint("--" + name.TrimStart(Dashes), OptionsOf(parsed));
        }

        if (parsed.Errors.Count == 0)
        {
            return null;
        }

        // A number or a word that was refused says what is allowed itself, and what was meant.
        var own = parsed.Errors.FirstOrDefault(error => error.Message.Contains(" cannot be used; it is ", StringComparison.Ordinal));
        var message = (own ?? parsed.Errors[0]).Message.TrimEnd('.').Replace("\t", "", StringComparison.Ordinal);
        var meant = message.IndexOf("; did you mean ", StringComparison.Ordinal);
        return meant < 0 ? message + see : message[..meant] + see + message[meant..];
    }

    private static IEnumerable<string> OptionsOf(ParseResult parsed)
    {
        var isOwn = true;
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            foreach (var option in result.Command.Options.Where(option => (isOwn || option.Recursive) && !option.Hidden))
            {
                yield return option.Name;
            }

            isOwn = false;
        }
    }

    [GeneratedRegex(@"^[-\u2010-\u2015\u2212]{1,2}[A-Za-z][A-Za-z0-9-]*(=\S*)?$")]
    private static partial Regex OptionForm();
}
