using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMemory.Core;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Memory.Vectors;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>The memory commands as a user starts them: kept across processes, over pipes, and through kills.</summary>
public sealed class MemoryTests
{
    private const int Kills = 100;
    private static readonly TimeSpan KillWithin = TimeSpan.FromMilliseconds(40);

    [Fact]
    public void What_one_process_keeps_the_next_one_finds_and_forgets()
    {
        using var folder = new TemporaryFolder();
        string[] store = ["--store", folder["m.db"]];
        Assert.Equal("p1\n", CommandRun.Of(["memory", "add", "Ana lives in Rome.", "--subject", "Ana", .. store]).Output);
        Assert.Equal("p2\n", CommandRun.Of(["memory", "add", "Ana lives in Oslo.", "--subject", "Ana", .. store]).Output);
        var found = JsonNode.Parse(CommandRun.Of(["memory", "search", "where does Ana live?", "--k", "3", "--json", .. store]).Output)!;
        var passage = Assert.Single(found["passages"]!.AsArray())!;
        Assert.Equal(("p2", "Ana lives in Oslo.", "fact"), (Text(passage, "id"), Text(passage, "text"), Text(passage, "kind")));
        Assert.True(passage["score"]!.GetValue<double>() > 0);
        Assert.Equal(0, CommandRun.Of(["memory", "revert", "2", .. store]).ExitCode);
        Assert.Contains("Rome", CommandRun.Of(["memory", "search", "Ana", .. store]).Output, StringComparison.Ordinal);
        Assert.Equal(0, CommandRun.Of(["memory", "forget", "p1", "p2", .. store]).ExitCode);
        Assert.DoesNotContain("Ana", CommandRun.Of(["memory", "export", .. store]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_says_when_nothing_was_found()
    {
        using var folder = new TemporaryFolder();
        string[] store = ["--store", folder["m.db"]];
        CommandRun.Of(["memory", "add", "My brother keeps a lighthouse.", .. store]);
        var nothing = CommandRun.Of(["memory", "search", "where is the borther?", .. store]);
        Assert.Equal((0, ""), (nothing.ExitCode, nothing.Output));
        Assert.Contains("nothing was found among 1 passages", nothing.Error, StringComparison.Ordinal);
        var json = CommandRun.Of(["memory", "search", "borther", "--json", .. store]);
        Assert.Equal("{\"passages\":[]}\n", json.Output);
        Assert.Contains("nothing was found", json.Error, StringComparison.Ordinal);
        var spelling = CommandRun.Of(["memory", "search", "where is the borther?", "--embedder", "spelling", .. store]);
        Assert.Contains("lighthouse", spelling.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing was found", spelling.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_and_log_read_as_sentences()
    {
        using var folder = new TemporaryFolder();
        string[] store = ["--store", folder["m.db"]];
        CommandRun.Of(["memory", "add", "Ana lives in Rome.", "--subject", "where Ana lives", "--time", "2026-01-02T03:04:00Z", .. store]);
        CommandRun.Of(["memory", "add", "Ana lives in Oslo.", "--subject", " Where ana lives", "--time", "2026-02-03T04:05:00Z", .. store]);
        Assert.Equal(
            """
            p1, a fact:

                Ana lives in Rome.

            state    replaced by p2 on 2026-02-03 04:05 UTC
            since    2026-01-02 03:04 UTC
            subject  where Ana lives
            history, newest first:
                2026-02-03 04:05 UTC  p2     Ana lives in Oslo.  (holds now)
                2026-01-02 03:04 UTC  p1     Ana lives in Rome.  (this one)

            """,
            CommandRun.Of(["memory", "show", "p1", .. store]).Output);
        CommandRun.Of(["memory", "revert", "2", .. store]);
        CommandRun.Of(["memory", "forget", "p1", .. store]);
        var log = CommandRun.Of(["memory", "log", .. store]).Output.Split('\n');
        Assert.EndsWith("UTC  forgot p1 for good", log[0], StringComparison.Ordinal);
        Assert.EndsWith("UTC  undid entry 2 on p2: Ana lives in Oslo.", log[1], StringComparison.Ordinal);
        Assert.EndsWith("UTC  kept p2: Ana lives in Oslo.  (undone by 3)", log[2], StringComparison.Ordinal);
        Assert.EndsWith("UTC  kept p1, forgotten since", log[3], StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_names_the_program_and_the_SQLite_library_it_loads()
    {
        var lines = CommandRun.Of(["--version"]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("0.", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("SQLite 3.53.", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_remembers_what_an_earlier_one_was_told_and_shows_the_passage()
    {
        using var folder = new TemporaryFolder();
        string[] chat = ["chat", "--store", folder["m.db"], "--threads", "1", "--tokens", "8"];
        Assert.Contains("remembered as p1", await Piped("My dog is called Rex.\n/quit\n", chat), StringComparison.Ordinal);
        var second = await Piped("What is my dog called?\n", chat);
        Assert.Contains("p1", second, StringComparison.Ordinal);
        Assert.Contains("My dog is called Rex.", second, StringComparison.Ordinal);
        Assert.DoesNotContain("remembered as", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_is_served_over_the_model_context_protocol()
    {
        using var folder = new TemporaryFolder();
        using var process = Talking("mcp", "--store", folder["m.db"]);
        var begun = await Call(process, 1, "initialize", new JsonObject
        {
            ["protocolVersion"] = "2025-03-26",
            ["capabilities"] = new JsonObject(),
            ["clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" },
        });
        Assert.Equal("agentmemory", begun["result"]!["serverInfo"]!["name"]!.GetValue<string>());
        await Send(process, new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" });
        var tools = (await Call(process, 2, "tools/list", []))["result"]!["tools"]!.AsArray();
        Assert.Equal(
            ["forget", "look_at_game", "play_move", "read_notes", "remember", "search", "write_note"], tools.Select(t => Text(t!, "name")).Order());
        var kept = JsonNode.Parse(await Tool(process, 3, "remember", new JsonObject { ["text"] = "The key is under the mat." }))!;
        Assert.Contains("under the mat", await Tool(process, 4, "search", new JsonObject { ["query"] = "key" }), StringComparison.Ordinal);
        await Tool(process, 5, "forget", new JsonObject { ["id"] = Text(kept, "id") });
        Assert.DoesNotContain("mat", await Tool(process, 6, "search", new JsonObject { ["query"] = "key" }), StringComparison.Ordinal);
        Assert.Contains("is no passage's id", await Tool(process, 7, "forget", new JsonObject { ["id"] = "seven" }), StringComparison.Ordinal);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task A_hundred_kills_at_random_moments_lose_no_acknowledged_passage_and_leave_search_whole()
    {
        using var folder = new TemporaryFolder();
        var rng = new Rng(100);
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        var batch = 0;
        for (var kills = 0; kills < Kills; kills++)
        {
            using var process = Writing(folder["m.db"], batch);
            // Killed at any moment after the first acknowledgement: within a statement, a commit, a checkpoint.
            var moment = -1L;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                acknowledged.Add(line);
                if (moment < 0)
                {
                    moment = rng.Next((int)KillWithin.TotalMilliseconds);
                    _ = KillAfter(process, TimeSpan.FromMilliseconds(moment));
                }
            }

            await process.WaitForExitAsync();
            batch++;
        }

        using var store = MemoryStore.Open(
            folder["m.db"], new MemoryStoreOptions { Time = TimeProvider.System, Embedder = new SpellingEmbedder(64) });
        var held = store.List(new PassageFilter(), int.MaxValue).Select(p => p.Text).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(acknowledged.Except(held));
        Assert.True(acknowledged.Count >= Kills, $"{acknowledged.Count} acknowledged");
        SearchAgreesWithARebuiltStore(store, folder["rebuilt.db"], [.. held.Order(StringComparer.Ordinal)], rng);
    }

    [Theory]
    [InlineData("is not there", "memory", "search", "x", "--store", "no-such.db")]
    [InlineData("without words", "memory", "add", "  ", "--store", "unused.db")]
    [InlineData("there is no kind", "memory", "add", "x", "--kind", "poem", "--store", "unused.db")]
    [InlineData("is no moment", "memory", "add", "x", "--time", "soon", "--store", "unused.db")]
    [InlineData("--k 0", "memory", "search", "x", "--k", "0", "--store", "no-such.db")]
    [InlineData("--diversity", "memory", "search", "x", "--diversity", "7", "--store", "no-such.db")]
    [InlineData("--store", "memory", "list")]
    [InlineData("cannot be used; it is a whole number", "memory", "revert", "p1", "--store", "no-such.db")]
    [InlineData("cannot be read", "memory", "import", "no-such.jsonl", "--store", "unused.db")]
    public void What_cannot_be_used_is_named(string part, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var run = CommandRun.Of([.. arguments.Select(a => a.EndsWith(".db", StringComparison.Ordinal) ? folder[a] : a)]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(part, run.ErrorLine, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    private static void SearchAgreesWithARebuiltStore(MemoryStore store, string file, List<string> texts, Rng rng)
    {
        using var rebuilt = MemoryStore.Open(
            file, new MemoryStoreOptions { Time = TimeProvider.System, Embedder = new SpellingEmbedder(64) });
        // With what was withdrawn: it is never found, but its words count towards how rare a word is.
        using var exported = new MemoryStream();
        store.Export(exported);
        exported.Position = 0;
        rebuilt.Import(new StreamReader(exported), "the export");
        for (var i = 0; i < 20; i++)
        {
            var text = rng.Pick(texts);
            // Exact: above 8,000 passages a search chooses its candidates by number, and the two stores number theirs otherwise.
            Assert.Equal(Found(rebuilt, text, SearchBy.Meaning, 1), Found(store, text, SearchBy.Meaning, 1));
            // FTS5 goes on counting what was forgotten in how rare a word is, so that near ties may fall otherwise than in a new store.
            Assert.Contains(text, Found(store, text, SearchBy.Words, 20));
            Assert.Contains(text, Found(rebuilt, text, SearchBy.Words, 20));
        }

        static IEnumerable<string> Found(MemoryStore store, string text, SearchBy by, int count) =>
            store.Search(new SearchQuery { Text = text, By = by, Count = count, Exact = true }).Passages.Select(found => found.Passage.Text);
    }

    private static async Task KillAfter(Process process, TimeSpan moment)
    {
        await Task.Delay(moment);
        process.Kill();
    }

    /// <summary>The tests' own writer: adds passages one by one and says each when it is stored.</summary>
    private static Process Writing(string file, int batch)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(MemoryTests).Assembly.Location.Replace(
            "AgentMemory.EndToEnd.Tests.dll", "AgentMemory.StoreWriter.dll", StringComparison.Ordinal));
        start.ArgumentList.Add(file);
        start.ArgumentList.Add(batch.ToString(CultureInfo.InvariantCulture));
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
    }

    private static async Task<string> Piped(string input, params string[] arguments)
    {
        using var process = Talking(arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static Process Talking(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "agentmemory.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
    }

    private static async Task<string> Tool(Process process, int id, string name, JsonObject arguments)
    {
        var answer = await Call(process, id, "tools/call", new JsonObject { ["name"] = name, ["arguments"] = arguments });
        return Text(answer["result"]!["content"]![0]!, "text");
    }

    private static async Task<JsonNode> Call(Process process, int id, string method, JsonObject parameters)
    {
        await Send(process, new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters });
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var message = JsonNode.Parse(line)!;
            if (message["id"] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.GetValue<int>() == id)
            {
                return message;
            }
        }

        throw new InvalidOperationException($"no answer to {method}");
    }

    private static async Task Send(Process process, JsonObject message)
    {
        await process.StandardInput.WriteLineAsync(message.ToJsonString());
        await process.StandardInput.FlushAsync();
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
