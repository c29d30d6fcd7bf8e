using System.CommandLine;
using AgentMemory.Core;

namespace AgentMemory.EndToEnd.Tests.Hostile;

/// <summary>Wrong command lines: for a command, options and arguments of its own with values that hardly fit; and near-misses of right lines.</summary>
internal sealed class WrongLines
{
    private static readonly string[] Values =
    [
        "", " ", "0", "-1", "1", "-0.0", "1e400", "NaN", "-Infinity", "1000000000", "2147483648", "99999999999999999999999", "0x10", "1,5",
        "1_000", "+3", "three", "１", "٣", "true", "null", "--", "-", "*", "a b", "ä", "😀", "\u001b[31mred", "a\nb", "\u0000", "'", "\"", "$(x)",
        "..", "heaps?", "heaps?piles=", "heaps?piles=99999999", "heaps?piles=2&piles=3", "heaps?=", "?", "&", "heaps?seed=-1", "law?concepts=0",
        "law?concepts=100000", "law?concepts=1e9", "riddle?seed=18446744073709551616", "a=b", "a=1", "=1", "x=NaN", "notes", "cuda", "vulkan", "gpu",
    ];

    private static readonly string[] Numbers = ["0", "1", "2", "3", "7", "-1", "1000000000", "2147483647", "0.5", "1e-9", "NaN", "1e308"];

    private readonly HostileFiles _files;
    private readonly SoundLines _sound;

    public WrongLines(HostileFiles files, SoundLines sound)
    {
        _files = files;
        _sound = sound;
    }

    /// <summary>Every command that does something, with the words that call it.</summary>
    public static IReadOnlyList<(string[] Words, Command Command)> Commands(Command root) =>
        [.. Below([], root).Where(found => found.Command.Action is not null)];

    /// <summary>A line for a command: some of its options and arguments, most of them with values that do not fit.</summary>
    public string[] Wrong(string[] words, Command command, Rng rng)
    {
        var line = new List<string>(words);
        var arguments = command.Arguments.Count + (rng.Next(3) == 0 ? rng.Next(3) - 1 : 0);
        for (var i = 0; i < arguments; i++)
        {
            line.Add(Value(rng));
        }

        foreach (var option in command.Options.Where(option => !option.Hidden && option.Name is not ("--help" or "--version")))
        {
            if (option.Required ? rng.Next(4) > 0 : rng.Next(4) == 0)
            {
                line.Add(option.Name);
                if (option.ValueType != typeof(bool) || rng.Next(5) == 0)
                {
                    // A text where a number belongs is refused at once; what the command does with odd numbers is the question.
                    line.Add(IsNumber(option.ValueType) && rng.Next(4) > 0 ? Numbers[rng.Next(Numbers.Length)] : Value(rng));
                }
            }
        }

        return [.. line.Select(WithoutZero)];
    }

    /// <summary>A right line with one or two slips.</summary>
    public string[] NearMiss(Rng rng)
    {
        var line = new List<string>(_sound.Lines[rng.Next(_sound.Lines.Count)]);
        for (var slips = 1 + rng.Next(2); slips > 0; slips--)
        {
            var at = rng.Next(line.Count);
            switch (rng.Next(8))
            {
                case 0:
                    line.RemoveAt(at);
                    break;
                case 1:
                    line.Insert(at, line[at]);
                    break;
                case 2:
                    var other = rng.Next(line.Count);
                    (line[at], line[other]) = (line[other], line[at]);
                    break;
                case 3:
                    line[at] = Misspelt(line[at], rng);
                    break;
                case 4:
                    line[at] = Values[rng.Next(Values.Length)];
                    break;
                case 5:
                    line[at] = _files.Next(rng);
                    break;
                case 6:
                    line.Insert(at, "--" + Misspelt("verbose", rng));
                    break;
                default:
                    line[at] = line[at].ToUpperInvariant();
                    break;
            }

            if (line.Count == 0)
            {
                line.Add("");
            }
        }

        return [.. line.Select(WithoutZero)];
    }

    private string Value(Rng rng) => rng.Next(3) switch
    {
        0 => _files.Next(rng),
        1 => _sound.Files[rng.Next(_sound.Files.Count)],
        _ => Values[rng.Next(Values.Length)],
    };

    private static bool IsNumber(Type type) => (Nullable.GetUnderlyingType(type) ?? type).IsPrimitive && type != typeof(bool);

    // No operating system takes a zero character in an argument.
    private static string WithoutZero(string text) => text.Replace('\0', '0');

    private static string Misspelt(string text, Rng rng)
    {
        if (text.Length == 0)
        {
            return "x";
        }

        var at = rng.Next(text.Length);
        return rng.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, ((char)('a' + rng.Next(26))).ToString()),
            _ => text.Remove(at, 1).Insert(at, ((char)('a' + rng.Next(26))).ToString()),
        };
    }

    private static IEnumerable<(string[] Words, Command Command)> Below(string[] words, Command command)
    {
        yield return (words, command);
        foreach (var found in command.Subcommands.SelectMany(sub => Below([.. words, sub.Name], sub)))
        {
            yield return found;
        }
    }
}
