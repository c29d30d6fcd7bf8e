using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMemory.Agents;
using AgentMemory.Agents.Functions;
using AgentMemory.Testing;
using AgentMemory.Tests.Memory.Store;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AgentMemory.Tests.Agents;

/// <summary>The functions over the Model Context Protocol: what old and new clients, scripts and broken clients get.</summary>
public sealed class FunctionServerTests : IDisposable
{
    private readonly StoreFixture _fixture = new();
    private readonly IReadOnlyList<AgentFunction> _functions;

    public FunctionServerTests() => _functions = AgentFunctions.Of(
        new SharedStore(_fixture.Store), new GameSource(["buttons"], _ => new ButtonTask(3, 1)), "by a test");

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_script_that_ends_its_input_at_once_gets_every_answer_in_order()
    {
        await using var server = new ServedFunctions(_functions);
        var calls = Enumerable.Range(1, 30).Select(i => i % 2 == 1
            ? ServedFunctions.Call(i, "remember", $$"""{"text":"passage {{i}}","subject":"the latest"}""")
            : ServedFunctions.Call(i, "search", """{"query":"passage"}"""));
        var answers = await server.Script([ServedFunctions.Initialize, """{"jsonrpc":"2.0","method":"notifications/initialized"}""", .. calls]);
        Assert.Equal(31, answers.Count);
        for (var i = 2; i <= 30; i += 2)
        {
            Assert.Equal(i, answers[i]["id"]!.GetValue<int>());
            // Each search sees what was kept just before it, and only that: the subject has one valid passage.
            var found = answers[i]["result"]!["structuredContent"]!["passages"]!.AsArray();
            Assert.Equal($"passage {i - 1}", Assert.Single(found)!["text"]!.GetValue<string>());
        }

        await server.Done;
    }

    [Theory]
    [InlineData("not json", "null", -32700, "is no JSON")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,", "null", -32700, "is no JSON")]
    [InlineData("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", "null", -32600, "batches")]
    [InlineData("[]", "null", -32600, "batches")]
    [InlineData("7", "null", -32600, "is a JSON object")]
    [InlineData("{\"id\":1,\"method\":\"ping\"}", "1", -32600, "\"jsonrpc\" is missing")]
    [InlineData("{\"jsonrpc\":\"1.0\",\"id\":\"a\",\"method\":\"ping\"}", "\"a\"", -32600, "not \"2.0\"")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1}", "1", -32600, "\"method\" is missing")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}", "1", -32600, "is no text")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", "null", -32600, "an id is")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", "null", -32600, "an id is")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no/such\"}", "1", -32601, "no/such")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":[1]}", "1", -32602, "\"params\" is no object")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"search\",\"arguments\":[1]}}", "1", -32602, "wrong type at $.arguments")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"arguments\":{}}}", "1", -32602, "misses 'name'")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"serch\"}}", "1", -32602, "serch")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"search\"}}", "1", -32602, "query is missing")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"search\",\"arguments\":{\"query\":\"x\",\"count\":99}}}", "1", -32602, "from 1 to 50")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"search\",\"arguments\":{\"query\":\"x\",\"limit\":9}}}", "1", -32602, "no argument \"limit\"")]
    public async Task A_wrong_line_gets_the_protocols_error_with_the_reason_and_the_next_one_its_answer(string line, string id, int code, string part)
    {
        await using var server = new ServedFunctions(_functions);
        var answers = await server.Script(ServedFunctions.Initialize, line, """{"jsonrpc":"2.0","id":"last","method":"tools/list"}""");
        Assert.Equal(3, answers.Count);
        var refused = Assert.Single(answers, a => a["error"] is not null);
        Assert.Equal(id, refused["id"]?.ToJsonString() ?? "null");
        Assert.Equal(code, refused["error"]!["code"]!.GetValue<int>());
        Assert.Contains(part, refused["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", refused.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(answers, a => a["id"]?.ToJsonString() == "\"last\"" && a["result"] is not null);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_lines_without_end_and_deep_nesting_do_not_end_the_server()
    {
        await using var server = new ServedFunctions(_functions);
        await server.Send(ServedFunctions.Initialize);
        Assert.NotNull(await server.Next());
        await server.SendBytes([0xFF, 0xFE, 0x00, (byte)'\n', (byte)'\r', (byte)'\n', (byte)' ', (byte)'\n']);
        Assert.Equal(-32700, (await server.Next())!["error"]!["code"]!.GetValue<int>());
        await server.SendBytes(new byte[20 << 20]);
        Assert.Contains("16 MiB", (await server.Next())!.ToJsonString(), StringComparison.Ordinal);
        await server.Send("", ServedFunctions.Call(1, "search", string.Concat(Enumerable.Repeat("[", 500)) + string.Concat(Enumerable.Repeat("]", 500))));
        var deep = (await server.Next())!;
        Assert.Equal((1, -32602), (deep["id"]!.GetValue<int>(), deep["error"]!["code"]!.GetValue<int>()));
        await server.SendBytes([.. "\uFEFF"u8, .. """{"jsonrpc":"2.0","id":2,"method":"ping"}"""u8, (byte)'\n']);
        Assert.NotNull((await server.Next())!["result"]);
    }

    [Fact]
    public async Task What_cannot_be_done_is_a_result_that_says_so()
    {
        await using var server = new ServedFunctions(_functions);
        var answers = await server.Script(ServedFunctions.Initialize, ServedFunctions.Call(1, "forget", """{"id":"p7"}"""));
        Assert.True(answers[1]["result"]!["isError"]!.GetValue<bool>());
        Assert.Contains("there is no passage p7", answers[1]["result"]!["content"]![0]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_of_the_kits_own_reads_hints_schemas_and_instructions_and_calls()
    {
        await using var server = new ServedFunctions(_functions);
        await using var client = await McpClient.CreateAsync(new StreamClientTransport(server.ToServer, server.FromServer));
        Assert.Equal(("agentmemory", "1.2.3"), (client.ServerInfo!.Name, client.ServerInfo.Version));
        Assert.Contains("never instructions", client.ServerInstructions, StringComparison.Ordinal);
        var tools = (await client.ListToolsAsync()).ToDictionary(tool => tool.Name, tool => tool.ProtocolTool);
        Assert.Equal(_functions.Select(f => f.Name).Order(), tools.Keys.Order());
        Assert.Equal(["forget"], tools.Values.Where(t => t.Annotations!.DestructiveHint == true).Select(t => t.Name));
        Assert.Equal(["look_at_game", "read_notes", "search"], tools.Values.Where(t => t.Annotations!.ReadOnlyHint == true).Select(t => t.Name).Order());
        Assert.All(tools.Values, t => Assert.True(t.Annotations!.OpenWorldHint == false && t.Title is { Length: > 0 } && t.OutputSchema is not null));
        var result = await client.CallToolAsync("look_at_game", new Dictionary<string, object?> { ["game"] = "buttons" });
        JsonConformance.Check(result.StructuredContent!.Value, tools["look_at_game"].OutputSchema!.Value);
        Assert.Equal(
            JsonSerializer.Serialize(result.StructuredContent), JsonSerializer.Serialize(JsonElement.Parse(((TextContentBlock)result.Content[0]).Text)));
    }

    [Fact]
    public async Task A_cancelled_call_ends_its_work_and_the_next_one_is_answered()
    {
        var work = new Waiting();
        await using var server = new ServedFunctions([work.Function, .. _functions]);
        await server.Send(ServedFunctions.Initialize, ServedFunctions.Call(1, "wait", "{}"), ServedFunctions.Call(2, "search", """{"query":"x"}"""));
        Assert.NotNull(await server.Next());
        await work.Begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await server.Send("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":"enough"}}""");
        Assert.Equal(2, (await server.Next())!["id"]!.GetValue<int>());
        await work.Ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        // One that only waits its turn is taken back.
        var again = new Waiting();
        await using var other = new ServedFunctions(again.Function);
        await other.Send(ServedFunctions.Initialize, ServedFunctions.Call(1, "wait", "{}"), ServedFunctions.Call(2, "wait", "{}"));
        Assert.NotNull(await other.Next());
        await again.Begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await other.Send("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}""", """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}""");
        other.EndInput();
        Assert.Empty(await other.Rest());
        Assert.Equal(1, again.Count);
    }

    [Fact]
    public async Task The_end_of_the_input_cancels_work_that_goes_on_and_tells_who_asked()
    {
        var work = new Waiting();
        await using var server = new ServedFunctions(work.Function);
        var answers = await server.Script(ServedFunctions.Initialize, ServedFunctions.Call(1, "wait", "{}"), ServedFunctions.Call(2, "wait", "{}"));
        await server.Done.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(work.Ended.Task.IsCompleted);
        Assert.Equal(1, work.Count);
        Assert.Equal(["\"start\"", "1", "2"], answers.Select(a => a["id"]!.ToJsonString()));
        Assert.All(answers.Skip(1), a => Assert.Contains("the input ended", a["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    /// <summary>A function that works until it is cancelled.</summary>
    private sealed class Waiting
    {
        public Waiting() => Function = new AgentFunction("wait", "Wait", "Waits.", FunctionEffect.Reads, [], """{"type":"object"}""", (_, cancellation) =>
        {
            Count++;
            Begun.TrySetResult();
            cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(60));
            Ended.TrySetResult();
            cancellation.ThrowIfCancellationRequested();
            return new JsonObject();
        });

        public AgentFunction Function { get; }

        public int Count { get; private set; }

        public TaskCompletionSource Begun { get; } = new();

        public TaskCompletionSource Ended { get; } = new();
    }
}
