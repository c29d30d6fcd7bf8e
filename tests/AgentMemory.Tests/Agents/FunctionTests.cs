using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMemory.Agents;
using AgentMemory.Agents.Functions;
using AgentMemory.Core;
using AgentMemory.Testing;
using AgentMemory.Tests.Memory.Store;
using Microsoft.Extensions.AI;

namespace AgentMemory.Tests.Agents;

/// <summary>The one list of functions: what each takes, gives and refuses.</summary>
public sealed class FunctionTests : IDisposable
{
    private readonly StoreFixture _fixture = new();
    private readonly IReadOnlyList<AgentFunction> _functions;

    public FunctionTests() => _functions = AgentFunctions.Of(
        new SharedStore(_fixture.Store),
        new GameSource(["buttons"], name => name == "buttons" ? new ButtonTask(3, 1) : throw new UserErrorException($"there is no game \"{name}\"")),
        "by a test");

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Every_function_tells_what_it_changes()
    {
        Assert.Equal(
            ["search Reads", "remember Adds", "forget Erases", "read_notes Reads", "write_note Adds", "look_at_game Reads", "play_move Advances"],
            _functions.Select(f => $"{f.Name} {f.Effect}"));
        Assert.All(_functions, f => Assert.Matches("^[a-z_]{1,64}$", f.Name));
        Assert.Equal(["look_at_game", "play_move"], AgentFunctions.Of(null, new GameSource(["x"], _ => new ButtonTask(3, 1)), "t").Select(f => f.Name));
        Assert.Equal(5, AgentFunctions.Of(new SharedStore(_fixture.Store), null, "t").Count);
    }

    [Fact]
    public void What_a_function_gives_is_what_its_schema_says()
    {
        var kept = Call("remember", """{"text":"Ana lives in Oslo.","subject":"Ana","source":null}""");
        Assert.Equal(("p1", "fact", "by a test"), (Text(kept, "id"), Text(kept, "kind"), Text(kept, "provenance")));
        Call("remember", """{"text":"A text without subject."}""");
        var found = Call("search", """{"query":"where does Ana live?","count":1}""");
        Assert.Equal("Ana lives in Oslo.", Text(found["passages"]![0]!, "text"));
        Assert.Null(Call("write_note", """{"title":"plan","text":"first"}""")["replaced"]);
        Assert.Equal("p3", Text(Call("write_note", """{"title":"plan","text":"second"}"""), "replaced"));
        Assert.Null(Call("write_note", """{"title":"plan","text":"second"}""")["replaced"]);
        Assert.Equal("second", Text(Assert.Single(Call("read_notes", "{}")["notes"]!.AsArray())!, "text"));
        Call("write_note", """{"title":"other","text":"x"}""");
        Assert.True(Call("read_notes", """{"count":1}""")["more"]!.GetValue<bool>());
        Assert.Equal("second", Text(Call("read_notes", """{"title":"plan"}""")["notes"]![0]!, "text"));
        Assert.Equal("erased", Text(Call("forget", """{"id":"p1"}"""), "bytes"));
        Assert.Empty(Call("search", """{"query":"Ana"}""")["passages"]!.AsArray());
    }

    [Fact]
    public void A_game_goes_on_from_call_to_call_and_each_episode_by_itself()
    {
        var look = Call("look_at_game", """{"game":"buttons"}""");
        var moves = look["moves"]!.AsArray().Select(m => m!.GetValue<string>()).ToList();
        Assert.Equal(3, moves.Count);
        Assert.Equal(["Buttons", "Hint"], look["rules"]!.AsArray().Select(r => Text(r!, "title")));
        var winner = new ButtonTask(3, 1).Winner;
        var played = Call("play_move", $$"""{"game":"buttons","move":" {{winner.ToUpperInvariant()}} "}""");
        Assert.Equal((winner, 1.0), (Text(played, "played"), played["score"]!.GetValue<double>()));
        Assert.True(played["is_over"]!.GetValue<bool>());
        Assert.Equal(winner, Text(Call("look_at_game", """{"game":"buttons"}""")["earlier"]![0]!, "played"));
        Assert.Contains("is over", Refused("play_move", $$"""{"game":"buttons","move":"{{winner}}"}"""), StringComparison.Ordinal);
        Assert.False(Call("look_at_game", """{"game":"buttons","episode":2}""")["is_over"]!.GetValue<bool>());
        Assert.Contains("the moves are", Refused("play_move", """{"game":"buttons","move":"jump","episode":2}"""), StringComparison.Ordinal);
        Assert.Contains("there is no game", Refused("look_at_game", """{"game":"chess"}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("search", "{}", "search: query is missing; it is a text of 1 to 10000 characters")]
    [InlineData("search", """{"query":7}""", "search: query 7 cannot be used; it is a text")]
    [InlineData("search", """{"query":""}""", "cannot be used; it is a text of 1 to")]
    [InlineData("search", """{"query":"x","count":51}""", "search: count 51 cannot be used; it is a whole number from 1 to 50")]
    [InlineData("search", """{"query":"x","count":"5"}""", "cannot be used; it is a whole number")]
    [InlineData("search", """{"query":"x","count":1.5}""", "cannot be used; it is a whole number")]
    [InlineData("search", """{"quary":"x","query":"x"}""", "did you mean 'query'?")]
    [InlineData("forget", """{"id":"seven"}""", "is no passage's id")]
    [InlineData("forget", """{"id":"p7"}""", "there is no passage p7")]
    [InlineData("remember", """{"text":"  "}""", "without words")]
    [InlineData("read_notes", """{"title":"gone"}""", "there is no note \"gone\"; there are none")]
    public void What_cannot_be_used_is_refused_with_the_reason(string function, string arguments, string part) =>
        Assert.Contains(part, Refused(function, arguments), StringComparison.Ordinal);

    [Fact]
    public void A_note_does_not_take_the_place_of_a_fact()
    {
        Call("remember", """{"text":"Ana lives in Oslo.","subject":"Ana"}""");
        Assert.Contains("another title", Refused("write_note", """{"title":"Ana","text":"x"}"""), StringComparison.Ordinal);
        Assert.Equal(1, _fixture.Store.Count);
    }

    [Fact]
    public async Task As_AIFunctions_they_take_what_models_and_templates_write()
    {
        _fixture.Add("Ana lives in Oslo.");
        var search = new AgentAIFunction(_functions[0]);
        foreach (var count in new object?[] { 1, 1L, "1", JsonElement.Parse("1"), JsonElement.Parse("\"1\""), null })
        {
            var given = (JsonElement)(await search.InvokeAsync(new AIFunctionArguments { ["query"] = "Ana", ["count"] = count }))!;
            JsonConformance.Check(given, search.ReturnJsonSchema!.Value);
        }

        await Assert.ThrowsAsync<UserErrorException>(() => search.InvokeAsync(new AIFunctionArguments { ["query"] = "Ana", ["count"] = "many" }).AsTask());
    }

    [Fact]
    public async Task Functions_called_at_once_by_several_threads_lose_nothing()
    {
        await Parallel.ForAsync(0, 60, (i, _) =>
        {
            Call(i % 2 == 0 ? "remember" : "search", i % 2 == 0 ? $$"""{"text":"number {{i}}"}""" : """{"query":"number"}""");
            return ValueTask.CompletedTask;
        });
        Assert.Equal(30, _fixture.Store.Count);
    }

    private JsonObject Call(string name, string arguments)
    {
        var function = _functions.Single(f => f.Name == name);
        // What a function takes, its own schema allows.
        JsonConformance.Check(JsonElement.Parse(arguments.Replace(",\"source\":null", "", StringComparison.Ordinal)), function.InputSchema);
        var given = function.Call(function.Read(Read(arguments)), default);
        JsonConformance.Check(JsonSerializer.SerializeToElement(given), function.OutputSchema);
        return given;
    }

    private string Refused(string name, string arguments)
    {
        var function = _functions.Single(f => f.Name == name);
        return Assert.Throws<UserErrorException>(() => function.Call(function.Read(Read(arguments)), default)).Message;
    }

    private static Dictionary<string, JsonElement> Read(string arguments) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(arguments)!;

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
