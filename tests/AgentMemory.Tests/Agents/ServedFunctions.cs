using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMemory.Agents.Functions;
using AgentMemory.Agents.Protocol;

namespace AgentMemory.Tests.Agents;

/// <summary>A server of functions and the two ends of its lines.</summary>
internal sealed class ServedFunctions : IAsyncDisposable
{
    public const string Initialize = """{"jsonrpc":"2.0","id":"start","method":"initialize","params":{"protocolVersion":"2025-03-26","capabilities":{},"clientInfo":{"name":"old","version":"1"}}}""";

    private readonly Pipe _input = new();
    private readonly Pipe _output = new();
    private readonly StreamReader _answers;
    private readonly CancellationTokenSource _end = new();

    public ServedFunctions(params IReadOnlyList<AgentFunction> functions)
    {
        _answers = new StreamReader(_output.Reader.AsStream());
        Done = Serve(functions);
    }

    /// <summary>Over when the server is.</summary>
    public Task Done { get; }

    public Stream ToServer => _input.Writer.AsStream();

    public Stream FromServer => _output.Reader.AsStream();

    public async Task Send(params string[] lines)
    {
        foreach (var line in lines)
        {
            await _input.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        }
    }

    public async Task SendBytes(byte[] bytes) => await _input.Writer.WriteAsync(bytes);

    public void EndInput() => _input.Writer.Complete();

    /// <summary>The next line, which is JSON; null at the end.</summary>
    public async Task<JsonNode?> Next() => await _answers.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) is { } line ? JsonNode.Parse(line) : null;

    /// <summary>The lines up to the end, by their ids as JSON.</summary>
    public async Task<List<JsonNode>> Rest()
    {
        var all = new List<JsonNode>();
        while (await Next() is { } message)
        {
            all.Add(message);
        }

        return all;
    }

    /// <summary>All lines at once and the end of the input, as a script sends them.</summary>
    public async Task<List<JsonNode>> Script(params string[] lines)
    {
        await Send(lines);
        EndInput();
        return await Rest();
    }

    public static string Call(int id, string name, string arguments) =>
        $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":{{{JsonSerializer.Serialize(name)}}},"arguments":{{{arguments}}} }}""";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Done.ContinueWith(_ => { }, TaskScheduler.Default);
        _end.Dispose();
    }

    private async Task Serve(IReadOnlyList<AgentFunction> functions)
    {
        try
        {
            await FunctionServer.ServeAsync(functions, "1.2.3", _input.Reader.AsStream(), _output.Writer.AsStream(), TimeProvider.System, _end.Token);
        }
        finally
        {
            await _output.Writer.CompleteAsync();
        }
    }
}
