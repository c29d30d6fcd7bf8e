using System.CommandLine;
using System.Text.RegularExpressions;
using AgentMemory.Cli;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>The whole tree of commands, walked: what holds of every option there is, and of those to come.</summary>
public sealed partial class CommandLineTests
{
    private static readonly Type[] Numbers =
        [typeof(int), typeof(long), typeof(ulong), typeof(uint), typeof(short), typeof(byte), typeof(double), typeof(float), typeof(decimal)];

    private static readonly string[] NoNumbers =
        ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1,000", "１", "+1", "0x10", "99999999999999999999999999", " 1", "1 ", "ten", "", "1e", "--1"];

    private static readonly RootCommand Root = CommandLine.Root(default);

    /// <summary>Every command, by the words that lead to it.</summary>
    public static TheoryData<string> Commands => [.. All().Select(c => c.Line)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_number_has_a_range_in_its_help_that_is_checked_before_anything_starts(string line)
    {
        var command = All().Single(c => c.Line == line).Command;
        foreach (var (name, description, given) in NumbersOf(command))
        {
            var range = Range().Match(description);
            Assert.True(range.Success, $"{line} {name}: \"{description}\" says no range");
            foreach (var wrong in NoNumbers.Concat(Beyond(range)))
            {
                var problem = CommandLine.ProblemOf(Parse(line, [.. given, wrong]));
                Assert.True(problem is not null, $"{line} {name} {wrong} is taken");
                Assert.DoesNotContain('\n', problem);
                if (wrong.Length > 0 && (given.Length > 0 || wrong[0] != '-'))
                {
                    Assert.Contains($"{name} {wrong} cannot be used; it is {range.Value}", problem, StringComparison.Ordinal);
                }
            }

            foreach (var right in new[] { range.Groups["least"].Value, range.Groups["most"].Value })
            {
                var problem = CommandLine.ProblemOf(Parse(line, [.. given, right]));
                Assert.DoesNotContain($"{name} {right}", problem ?? "", StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_misspelt_option_gets_the_one_that_was_meant(string line)
    {
        var command = All().Single(c => c.Line == line).Command;
        foreach (var option in command.Options.Where(option => !option.Hidden && option.Name.Length > 5))
        {
            foreach (var wrong in new[] { Swapped(option.Name), option.Name.Remove(4, 1), option.Name + "s", option.Name.ToUpperInvariant(), "-" + option.Name[2..] }
                .Where(wrong => command.Options.All(other => other.Name != wrong)))
            {
                var problem = CommandLine.ProblemOf(Parse(line, [wrong, "1"]));
                Assert.True(problem is not null, $"{line} {wrong} is taken");
                Assert.True(
                    problem.Contains("; did you mean '--", StringComparison.Ordinal) || problem.Contains("cannot be used", StringComparison.Ordinal),
                    $"{line} {wrong}: {problem}");
            }
        }
    }

    [Fact]
    public void A_misspelt_command_gets_the_one_that_was_meant()
    {
        foreach (var (line, command) in All().Where(c => c.Command.Name.Length > 3 && !c.Command.Hidden))
        {
            string[] words = [.. line.Split(' ')[..^1], Swapped(command.Name) == command.Name ? command.Name + "x" : Swapped(command.Name)];
            var problem = CommandLine.ProblemOf(CommandLine.Parse(Root, words));
            Assert.Contains($"there is no command {words[^1]}", problem, StringComparison.Ordinal);
            Assert.EndsWith($"; did you mean '{command.Name}'?", problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("comparee", "there is no command comparee; there are compare, ladder, run,", "; see agentmemory --help; did you mean 'compare'?")]
    [InlineData("comparee --quick", "there is no command comparee;", "; did you mean 'compare'?")]
    [InlineData("--version2", "there is no option --version2 ", "; did you mean '--version'?")]
    [InlineData("help", "there is no command help; there are compare,", "; see agentmemory --help")]
    [InlineData("games lsit", "there is no command lsit; there are list, new,", "; see agentmemory games --help; did you mean 'list'?")]
    [InlineData("compare --sedes 3", "there is no option --sedes ", "; see agentmemory compare --help; did you mean '--seeds'?")]
    [InlineData("compare --sedes=3", "there is no option --sedes ", "; see agentmemory compare --help; did you mean '--seeds'?")]
    [InlineData("compare \u2013\u2013seeds 3", "there is no option \u2013\u2013seeds ", "; did you mean '--seeds'?")]
    [InlineData("compare -seeds 3", "there is no option -seeds ", "; did you mean '--seeds'?")]
    [InlineData("compare --device cpuu", "--device cpuu cannot be used; it is auto, cpu or cuda", "; did you mean 'cpu'?")]
    [InlineData("compare --device vulkan", "--device vulkan cannot be used; it is auto, cpu or cuda; Vulkan is not served: take cuda for", "; see agentmemory compare --help")]
    [InlineData("compare --book opne", "--book opne cannot be used; it is open or closed", "; did you mean 'open'?")]
    [InlineData("compare --seeds 1000000000", "--seeds 1000000000 cannot be used; it is a whole number from 1 to 1000", "; see agentmemory compare --help")]
    [InlineData("games list --plugn x", "there is no option --plugn ", "; did you mean '--plugin'?")]
    public void The_line_says_what_is_wrong_and_what_was_meant(string line, string begin, string end)
    {
        var problem = CommandLine.ProblemOf(CommandLine.Parse(Root, line.Split(' ')));
        Assert.StartsWith(begin, problem, StringComparison.Ordinal);
        Assert.EndsWith(end, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_out_of_a_few_are_checked_by_the_one_mechanism()
    {
        // System.CommandLine's own check of words answers with several lines and knows nothing of what was meant.
        foreach (var (line, command) in All())
        {
            foreach (var option in command.Options.Where(option => option.ValueType == typeof(string) && option.Description!.Contains(" or ", StringComparison.Ordinal)))
            {
                var problem = CommandLine.ProblemOf(Parse(line, [option.Name, "no-such-word"])) ?? "";
                Assert.DoesNotContain("Must be one of", problem, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Numbers just outside a range, where such numbers can be written.</summary>
    private static IEnumerable<string> Beyond(Match range)
    {
        var (least, most) = (decimal.Parse(range.Groups["least"].Value, Float), decimal.Parse(range.Groups["most"].Value, Float));
        yield return (least - 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        yield return (most + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private const System.Globalization.NumberStyles Float = System.Globalization.NumberStyles.Float;

    private static IEnumerable<(string Name, string Description, string[] Given)> NumbersOf(Command command) =>
    [
        .. command.Options.Where(o => IsNumber(o.ValueType)).Select(o => (o.Name, o.Description ?? "", new[] { o.Name })),
        .. command.Arguments.Where(a => IsNumber(a.ValueType)).Select(a => (a.Name, a.Description ?? "", Array.Empty<string>())),
    ];

    private static bool IsNumber(Type type)
    {
        var single = type.IsArray ? type.GetElementType()! : type;
        return Numbers.Contains(Nullable.GetUnderlyingType(single) ?? single);
    }

    private static ParseResult Parse(string line, string[] further) => CommandLine.Parse(Root, [.. line.Split(' '), .. further]);

    private static string Swapped(string name) => name[..^3] + name[^2] + name[^3] + name[^1];

    private static IReadOnlyList<(string Line, Command Command)> All()
    {
        var found = new List<(string, Command)>();
        Walk("", Root);
        return found;

        void Walk(string line, Command command)
        {
            foreach (var sub in command.Subcommands)
            {
                var further = $"{line} {sub.Name}".Trim();
                found.Add((further, sub));
                Walk(further, sub);
            }
        }
    }

    [GeneratedRegex(@"a (whole )?number from (?<least>\S+) to (?<most>[^\s)]+)")]
    private static partial Regex Range();
}
