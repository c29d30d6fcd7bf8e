using System.CommandLine;
using System.Globalization;
using AgentMemory.Cli.Chat;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Memory.Store;

namespace AgentMemory.Cli.Commands;

/// <summary>The log of a store: shown, diffed, reverted; and the store out to JSONL and in again.</summary>
internal static class MemoryLogCommands
{
    public static IEnumerable<Command> All(CancellationToken cancellation) => [Log(), Revert(), Export(), Import(cancellation)];

    private static Command Log()
    {
        var id = new Argument<string?>("ID") { Arity = ArgumentArity.ZeroOrOne, Description = "Only the writes to this passage" };
        var (store, json, count) = (MemoryOptions.Store(), CommonOptions.Json(), MemoryOptions.Count("--k", 20));
        var diff = new Option<bool>("--diff") { Description = "With the words that each write brought (+) or took away (-)" };
        var command = new Command("log", "The latest writes, newest first.\nExample: agentmemory memory log --store memory.db --diff")
        {
            id, store, count, diff, json,
        };
        command.SetAction(parsed =>
        {
            using var session = MemorySession.OpenToRead(parsed.GetValue(store)!);
            var most = parsed.GetValue(count);
            var entries = parsed.GetValue(id) is { } passage ? [.. session.Store.LogOf(passage).Take(most)] : session.Store.Log(most);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(MemoryJson.Text(new { entries = entries.Select(MemoryJson.Entry) }));
                return ExitCode.Done;
            }

            foreach (var entry in entries)
            {
                Console.Out.WriteLine(MemoryText.Entry(entry, session.Store));
                if (parsed.GetValue(diff))
                {
                    WriteLines(session.Store.Diff(entry));
                }
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Revert()
    {
        var number = NumberOption.Argument("ENTRY", new NumberRange<long>(0, long.MaxValue), "The number of a log entry; memory log shows them");
        var to = new Option<bool>("--to") { Description = "Undo everything behind the entry instead of the entry itself; 0 is before everything" };
        var store = MemoryOptions.Store();
        var command = new Command(
            "revert",
            "Undo a write by a new one; what was forgotten does not come back.\n"
            + "Example: agentmemory memory revert 12 --store memory.db")
        {
            number, to, store,
        };
        command.SetAction(parsed =>
        {
            var entry = parsed.GetValue(number);
            using var session = MemorySession.Open(parsed.GetValue(store)!, null, false, mustExist: true);
            var made = parsed.GetValue(to) ? session.Store.RevertTo(entry) : new Reversal([session.Store.Revert(entry)], []);
            if (made.Forgotten.Count > 0)
            {
                Console.Error.WriteLine($"forgotten since then, and not coming back: {string.Join(", ", made.Forgotten)}");
            }

            foreach (var line in made.Entries)
            {
                Console.Out.WriteLine(MemoryText.Entry(line, session.Store));
                WriteLines(session.Store.Diff(line));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Export()
    {
        var store = MemoryOptions.Store();
        var command = new Command(
            "export",
            "Write the whole store as JSONL to standard output.\n"
            + "Example: agentmemory memory export --store memory.db > memory.jsonl")
        {
            store,
        };
        command.SetAction(parsed =>
        {
            using var session = MemorySession.OpenToRead(parsed.GetValue(store)!);
            using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
            session.Store.Export(output);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Import(CancellationToken cancellation)
    {
        var file = new Argument<string>("FILE") { Description = "JSONL: an export, or lines with a \"text\"; - reads standard input" };
        var (store, embedder, again) = (MemoryOptions.Store(), MemoryOptions.Embedder(), MemoryOptions.EmbedAgain());
        var command = new Command("import", "Read JSONL into a store, all of it or nothing.\nExample: agentmemory memory import memory.jsonl --store other.db")
        {
            file, store, embedder, again,
        };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(file)!;
            using var input = name == "-" ? Console.In : TextFile.OpenLines(name, "memories");
            var count = MemorySession.MakeWith(
                parsed.GetValue(store)!,
                parsed.GetValue(embedder),
                parsed.GetValue(again),
                memory => memory.Import(input, name == "-" ? "standard input" : name, cancellation));
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{count.Added} passages came in, {count.Skipped} were held already or had been taken back"));
            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteLines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Console.Out.WriteLine($"        {MemoryJson.Printable(line)}");
        }
    }
}
