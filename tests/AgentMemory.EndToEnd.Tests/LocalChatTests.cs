using System.Globalization;
using System.Text.Json;
using AgentMemory.Agents.Chat;
using AgentMemory.Core.Play;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Testing;
using Microsoft.Extensions.AI;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>The shipped model behind IChatClient: what a fake cannot show.</summary>
public sealed class LocalChatTests : IDisposable
{
    private const int CallsByDefault = 12;

    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));

    private readonly LocalModel _model = LocalModel.Open(
        ModelEntry.OfFile(RepositoryFiles.Path("models", "small.gguf")), new EngineOptions { Slots = 1, Threads = 1 });

    private static int Calls => int.TryParse(
        Environment.GetEnvironmentVariable("AGENTMEMORY_CALLS"), CultureInfo.InvariantCulture, out var wanted) ? wanted : CallsByDefault;

    public void Dispose() => _model.Dispose();

    public static TheoryData<string> Schemas =>
    [
        """{"type":"object","properties":{"query":{"type":"string"},"count":{"type":["integer","null"],"default":null,"minimum":1,"maximum":50}},"required":["query"],"additionalProperties":false}""",
        """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"},"c":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}}},"required":["a","b","c","tags"]}""",
        """{"type":"object","properties":{"colour":{"enum":["red","green",null,null]},"n":{"type":"number"},"on":{"type":"boolean"}},"required":["colour","n","on"]}""",
        """{"type":"object","properties":{"tree":{"$ref":"#/$defs/tree"}},"required":["tree"],"$defs":{"tree":{"type":"object","properties":{"v":{"type":"integer"},"left":{"anyOf":[{"$ref":"#/$defs/tree"},{"type":"null"}]}},"required":["v"]}}}""",
        """{"type":"object","properties":{"any":{},"map":{"type":"object","additionalProperties":{"type":"integer"}}},"required":["any","map"]}""",
        """{"type":"object","properties":{}}""",
    ];

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task A_model_that_never_learnt_to_call_calls_well_formed_at_any_temperature(string schema)
    {
        var (root, tool) = (JsonElement.Parse(schema), new Described("act", JsonElement.Parse(schema)));
        using var client = Client();
        var whole = 0;
        for (var seed = 0; seed < Calls; seed++)
        {
            var options = new ChatOptions
            {
                Tools = [tool],
                ToolMode = ChatToolMode.RequireAny,
                Temperature = seed % 4 * 0.7f,
                Seed = seed,
                MaxOutputTokens = 160,
            };
            var message = Assert.Single((await client.GetResponseAsync("Do it.", options)).Messages);
            if (message.Contents is [FunctionCallContent call])
            {
                whole++;
                Assert.Equal("act", call.Name);
                JsonConformance.Check(JsonSerializer.SerializeToElement(call.Arguments), root);
            }
        }

        // A form that may go on within itself for ever may run out of tokens; all others end before they do.
        Assert.True(whole == Calls || schema.Contains("$defs", StringComparison.Ordinal), $"{whole} of {Calls} calls were whole");
    }

    [Fact]
    public async Task Requests_at_once_get_what_they_get_one_after_another()
    {
        var alone = new string[12];
        using (var client = Client())
        {
            for (var i = 0; i < alone.Length; i++)
            {
                alone[i] = (await client.GetResponseAsync($"heap {i}", new ChatOptions { Temperature = 1, Seed = i, MaxOutputTokens = 24 })).Text;
            }
        }

        Assert.True(alone.Distinct().Count() > 6);
        using var shared = Client();
        await Parallel.ForAsync(0, alone.Length, async (i, cancellation) => Assert.Equal(
            alone[i],
            (await shared.GetStreamingResponseAsync($"heap {i}", new ChatOptions { Temperature = 1, Seed = i, MaxOutputTokens = 24 }, cancellation)
                .ToChatResponseAsync(cancellation)).Text));
    }

    [Fact]
    public async Task A_cancelled_reply_ends_between_two_tokens_and_the_next_one_is_as_ever()
    {
        using var client = Client();
        var options = new ChatOptions { MaxOutputTokens = 24 };
        var before = (await client.GetResponseAsync("heap 7", options)).Text;
        using var cancelled = new CancellationTokenSource();
        var pieces = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync("heap 7", new ChatOptions { MaxOutputTokens = 2_000, Temperature = 2 }, cancelled.Token))
            {
                pieces++;
                await cancelled.CancelAsync();
            }
        });
        Assert.InRange(pieces, 1, 2);
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.GetResponseAsync("heap 7", new ChatOptions { MaxOutputTokens = 2_000, Temperature = 2, ResponseFormat = Endless() }, late.Token));
        Assert.Equal(before, (await client.GetResponseAsync("heap 7", options)).Text);
    }

    [Fact]
    public async Task Stops_limits_and_formats_hold()
    {
        using var client = Client();
        var free = await client.GetResponseAsync("heap 7", new ChatOptions { MaxOutputTokens = 40 });
        Assert.Equal((ChatFinishReason.Length, 40L), (free.FinishReason, free.Usage!.OutputTokenCount));
        var word = free.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        var stopped = await client.GetResponseAsync("heap 7", new ChatOptions { MaxOutputTokens = 40, StopSequences = [word] });
        Assert.Equal(ChatFinishReason.Stop, stopped.FinishReason);
        Assert.Equal(free.Text[..free.Text.IndexOf(word, StringComparison.Ordinal)].Trim(), stopped.Text);
        var schema = JsonElement.Parse("""{"type":"object","properties":{"take":{"type":"integer","minimum":1,"maximum":3}},"required":["take"]}""");
        var formed = await client.GetResponseAsync("heap 7", new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) });
        JsonConformance.Check(JsonElement.Parse(formed.Text), schema);
    }

    private LocalChatClient Client() => new(new MemoryChat(_model, null, Prompts, null, new ChatSettings()));

    private static ChatResponseFormat Endless() => ChatResponseFormat.ForJsonSchema(
        JsonElement.Parse("""{"type":"array","items":{"type":"string","minLength":300},"minItems":200}"""));

    private sealed class Described(string name, JsonElement schema) : AIFunctionDeclaration
    {
        public override string Name => name;

        public override string Description => "Does it.";

        public override JsonElement JsonSchema => schema;
    }
}
