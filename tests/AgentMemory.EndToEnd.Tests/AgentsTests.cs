using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>The agent outward as users start it: the sample for Semantic Kernel, chat with functions, the server of functions.</summary>
public sealed class AgentsTests
{
    [Fact]
    public async Task The_sample_remembers_from_run_to_run_and_its_model_calls_well_formed()
    {
        using var folder = new TemporaryFolder();
        var first = await Sample(folder["memory.db"], "My dog is called Rex.");
        Assert.Contains("answer: ", first, StringComparison.Ordinal);
        var second = await Sample(folder["memory.db"], "What is my dog called?");
        Assert.Contains("from memory: My dog is called Rex.\n", second, StringComparison.Ordinal);
        // The model was made to search before it answered; what it searched for is its own affair, the form is not.
        Assert.Matches(@"(?m)^call: search query=.+", second);
        Assert.Single(second.Split('\n'), line => line.StartsWith("answer: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_chat_with_tools_each_call_and_each_result_is_one_line()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, CommandRun.Of("memory", "add", "My dog is called Rex.", "--store", folder["m.db"]).ExitCode);
        var (code, output, _) = await Talk(
            "What is my dog called?\n", "chat", "--tools", "--call-first", "--store", folder["m.db"], "--threads", "1", "--tokens", "120");
        Assert.Equal(0, code);
        var lines = output.Split('\n');
        var call = Array.FindIndex(lines, line => line.StartsWith("  calls ", StringComparison.Ordinal));
        Assert.Matches("^  calls (search|remember|forget|read_notes|write_note|look_at_game|play_move) \\{.+$", lines[call]);
        Assert.Matches($"^  {lines[call].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]} gives .+$", lines[call + 1]);
        Assert.Contains(lines, line => line.StartsWith("  from memory, ", StringComparison.Ordinal) && line.EndsWith("My dog is called Rex.", StringComparison.Ordinal));
        var alone = CommandRun.Of("chat", "--call-first");
        Assert.Equal((2, "--call-first belongs to --tools; give both"), (alone.ExitCode, alone.ErrorLine));
    }

    [Fact]
    public async Task The_server_writes_nothing_but_json_and_answers_an_input_that_ends_at_once()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = await Talk(
            string.Join('\n',
                """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""",
                "hello?",
                """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
                """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"look_at_game","arguments":{"game":"heaps?seed=1000007"}}}""",
                """{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"look_at_game","arguments":{"game":"/etc/hostname"}}}""",
                """{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"remember","arguments":{"text":"<b>a & b</b> 中"}}}"""),
            "mcp", "--store", folder["m.db"]);
        Assert.Equal(0, code);
        // What the store has to say goes elsewhere.
        Assert.Contains("search goes by words alone", error, StringComparison.Ordinal);
        var answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(5, answers.Count);
        Assert.Equal(-32700, Assert.Single(answers, a => a["id"] is null)["error"]!["code"]!.GetValue<int>());
        var moves = Answer(2)["structuredContent"]!["moves"]!.AsArray();
        Assert.NotEmpty(moves);
        Assert.Contains("there is no game or field", Answer(3)["content"]![0]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("<b>a & b</b> 中", Answer(4)["structuredContent"]!["text"]!.GetValue<string>());

        JsonNode Answer(int id) => answers.Single(a => a["id"]?.ToJsonString() == $"{id}")["result"]!;
    }

    [Fact]
    public void One_version_of_the_abstractions_is_in_the_program()
    {
        foreach (var program in new[] { "agentmemory", "SemanticKernelSample" })
        {
            using var graph = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, program + ".deps.json")));
            var names = graph.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name).ToList();
            var versions = names.Where(name => name.StartsWith("Microsoft.Extensions.AI", StringComparison.Ordinal)).ToList();
            Assert.Equal(["Microsoft.Extensions.AI.Abstractions/10.11.0", "Microsoft.Extensions.AI/10.11.0"], versions.Order(StringComparer.Ordinal));
            Assert.DoesNotContain(names, name => name.StartsWith("Azure", StringComparison.Ordinal) || name.StartsWith("OpenAI", StringComparison.Ordinal));
        }
    }

    private static async Task<string> Sample(string file, string said)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SemanticKernelSample.dll"), file, said])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = RepositoryFiles.Root,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static async Task<(int Code, string Output, string Error)> Talk(string input, params string[] arguments)
    {
        using var process = CommandRun.StartIn(RepositoryFiles.Root, arguments);
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }
}
