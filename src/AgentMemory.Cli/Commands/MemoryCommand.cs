using System.CommandLine;
using AgentMemory.Cli.Chat;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;

namespace AgentMemory.Cli.Commands;

/// <summary>A memory store in people's hands.</summary>
internal static class MemoryCommand
{
    private const string FromInput = "-";
    private static readonly NumberRange<double> Shares = new(0, 1);
    private static readonly NumberRange<double> HalfLives = new(0.001, 100_000);

    public static Command Make(CancellationToken cancellation)
    {
        var command = new Command(
            "memory",
            "Keep passages in a store, find them, take them back, forget them.\n"
            + "Example: agentmemory memory add \"Ana lives in Oslo.\" --store memory.db")
        {
            Add(cancellation), Search(cancellation), List(), Show(), Forget(),
        };
        foreach (var further in MemoryLogCommands.All(cancellation))
        {
            command.Add(further);
        }

        return command;
    }

    private static Command Add(CancellationToken cancellation)
    {
        var text = new Argument<string>("TEXT") { Description = "What to keep; - reads it from standard input" };
        var (store, embedder, again, json) = (MemoryOptions.Store(), MemoryOptions.Embedder(), MemoryOptions.EmbedAgain(), CommonOptions.Json());
        var kind = MemoryOptions.Kind("document, episode, fact, note or message; note where nothing is said, fact with a subject");
        var source = MemoryOptions.Source();
        var subject = new Option<string?>("--subject") { Description = "What it is about: it replaces what was kept about this; case does not count" };
        var time = new Option<string?>("--time") { Description = "From when on it holds; now where nothing is said" };
        var provenance = new Option<string?>("--provenance") { Description = "How it came about" };
        var command = new Command(
            "add",
            "Keep a passage.\n"
            + "Example: agentmemory memory add \"Ana lives in Oslo.\" --subject \"where Ana lives\" --store memory.db")
        {
            text, store, kind, source, subject, time, provenance, embedder, again, json,
        };
        command.SetAction(parsed =>
        {
            var passage = new NewPassage
            {
                Text = Given(parsed.GetValue(text)!),
                Kind = parsed.GetValue(kind) is { } named ? MemoryOptions.KindOf(named)
                    : parsed.GetValue(subject) is null ? PassageKind.Note : PassageKind.Fact,
                Source = parsed.GetValue(source) ?? "",
                Subject = parsed.GetValue(subject),
                Provenance = parsed.GetValue(provenance) ?? "",
                Time = MemoryOptions.Moment("--time", parsed.GetValue(time)),
            };
            using var session = MemorySession.Open(parsed.GetValue(store)!, parsed.GetValue(embedder), parsed.GetValue(again), mustExist: false);
            var kept = session.Store.Add(passage, cancellation);
            Console.Out.WriteLine(parsed.GetValue(json) ? MemoryJson.Text(MemoryJson.Whole(kept)) : kept.Id);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Search(CancellationToken cancellation)
    {
        var text = new Argument<string>("TEXT") { Description = "Any text; - reads it from standard input" };
        var (store, embedder, again, json) = (MemoryOptions.Store(), MemoryOptions.Embedder(), MemoryOptions.EmbedAgain(), CommonOptions.Json());
        var count = MemoryOptions.Count("--k", 10);
        var kind = MemoryOptions.Kind("Only this kind");
        var source = MemoryOptions.Source();
        var at = new Option<string?>("--at") { Description = "What held at this moment" };
        var history = new Option<bool>("--history") { Description = "Also what has been replaced" };
        var diversity = NumberOption.Usual("--diversity", 0.0, Shares, "How much likeness to what is listed already counts against a passage");
        var days = NumberOption.Optional("--recency-days", HalfLives, "Prefer fresh passages: half of the preference is gone after so many days");
        var command = new Command(
            "search",
            "Find passages by words and meaning.\n"
            + "Example: agentmemory memory search \"where does Ana live?\" --store memory.db --k 3")
        {
            text, store, count, kind, source, at, history, diversity, days, embedder, again, json,
        };
        command.SetAction(parsed =>
        {
            var query = new SearchQuery
            {
                Text = Given(parsed.GetValue(text)!),
                Count = parsed.GetValue(count),
                Diversity = parsed.GetValue(diversity),
                RecencyHalfLife = parsed.GetValue(days) is { } half ? TimeSpan.FromDays(half) : null,
                Filter = new PassageFilter
                {
                    Kinds = parsed.GetValue(kind) is { } named ? [MemoryOptions.KindOf(named)] : [],
                    Source = parsed.GetValue(source),
                    ValidAt = MemoryOptions.Moment("--at", parsed.GetValue(at)),
                    WithHistory = parsed.GetValue(history),
                },
            };
            using var session = MemorySession.OpenToRead(parsed.GetValue(store)!, parsed.GetValue(embedder), parsed.GetValue(again));
            var found = session.Store.Search(query, cancellation);
            foreach (var remark in found.Remarks)
            {
                Console.Error.WriteLine(remark);
            }

            if (found.Passages.Count == 0)
            {
                Console.Error.WriteLine(MemoryText.NothingFound(session.Store, query));
            }

            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(MemoryJson.Text(new { passages = found.Passages.Select(MemoryJson.Found) }));
                return ExitCode.Done;
            }

            foreach (var passage in found.Passages)
            {
                Console.Out.WriteLine(MemoryJson.Line(passage.Passage));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var (store, json, count) = (MemoryOptions.Store(), CommonOptions.Json(), MemoryOptions.Count("--k", 50));
        var (kind, source) = (MemoryOptions.Kind("Only this kind"), MemoryOptions.Source());
        var history = new Option<bool>("--history") { Description = "Also what has been replaced" };
        var command = new Command("list", "The latest passages.\nExample: agentmemory memory list --store memory.db --kind fact")
        {
            store, count, kind, source, history, json,
        };
        command.SetAction(parsed =>
        {
            var filter = new PassageFilter
            {
                Kinds = parsed.GetValue(kind) is { } named ? [MemoryOptions.KindOf(named)] : [],
                Source = parsed.GetValue(source),
                WithHistory = parsed.GetValue(history),
            };
            var most = parsed.GetValue(count);
            using var session = MemorySession.OpenToRead(parsed.GetValue(store)!);
            var passages = session.Store.List(filter, most);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(MemoryJson.Text(new { passages = passages.Select(MemoryJson.Whole) }));
                return ExitCode.Done;
            }

            foreach (var passage in passages)
            {
                Console.Out.WriteLine(MemoryJson.Line(passage));
            }

            Console.Error.WriteLine($"{passages.Count} of {session.Store.Count} passages that hold now");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("ID") { Description = "A passage's id, like p17" };
        var (store, json) = (MemoryOptions.Store(), CommonOptions.Json());
        var command = new Command("show", "A passage, whole, with its history.\nExample: agentmemory memory show p17 --store memory.db") { id, store, json };
        command.SetAction(parsed =>
        {
            using var session = MemorySession.OpenToRead(parsed.GetValue(store)!);
            var passage = session.Store.Get(parsed.GetValue(id)!);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(MemoryJson.Text(MemoryJson.Whole(passage)));
                return ExitCode.Done;
            }

            Console.Out.WriteLine(MemoryText.Whole(passage, session.Store));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Forget()
    {
        var ids = new Argument<string[]>("ID") { Arity = ArgumentArity.OneOrMore, Description = "Passages' ids, like p17" };
        var store = MemoryOptions.Store();
        var command = new Command(
            "forget",
            "Erase passages for good: from every index and from the file.\n"
            + "Example: agentmemory memory forget p17 --store memory.db")
        {
            ids, store,
        };
        command.SetAction(parsed =>
        {
            using var session = MemorySession.Open(parsed.GetValue(store)!, null, false, mustExist: true);
            var erasure = session.Store.Forget(parsed.GetValue(ids)!);
            Console.Out.WriteLine($"forgotten: {string.Join(' ', parsed.GetValue(ids)!)}");
            if (erasure == Erasure.HeldByReader)
            {
                Console.Error.WriteLine("another process reads the store: the bytes go once it has finished");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static string Given(string text) => text == FromInput ? Console.In.ReadToEnd().TrimEnd('\n', '\r') : text;
}
