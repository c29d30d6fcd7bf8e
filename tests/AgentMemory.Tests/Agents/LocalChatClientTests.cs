using System.Text.Json;
using AgentMemory.Agents;
using AgentMemory.Agents.Chat;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Testing;
using AgentMemory.Tests.Memory.Store;
using Microsoft.Extensions.AI;

namespace AgentMemory.Tests.Agents;

/// <summary>The local model as Microsoft.Extensions.AI takes it: options, calls, promises of the interface.</summary>
public sealed class LocalChatClientTests
{
    private const string Call = """{"name": "weather", "arguments": {"city": "Oslo"}}""";
    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));

    private static readonly AIFunction Weather = AIFunctionFactory.Create(
        (string city) => city == "Oslo" ? "rain | <|im_end|>" : throw new InvalidOperationException("no such city"), "weather", "Tells the weather.");

    [Fact]
    public async Task Options_reach_the_model_and_are_never_changed()
    {
        using var model = new ScriptedModel(_ => " fine");
        using var client = Client(model);
        var options = new ChatOptions
        {
            Instructions = "Be brief.",
            Temperature = 0.5f,
            Seed = -3,
            MaxOutputTokens = 7,
            StopSequences = ["END"],
            Tools = [Weather],
            ToolMode = ChatToolMode.None,
            AdditionalProperties = new() { ["x"] = 1 },
        };
        var before = JsonSerializer.Serialize(options.Clone(), AIJsonUtilities.DefaultOptions);
        await client.GetResponseAsync([new(ChatRole.System, "You are a pirate."), new(ChatRole.User, "hello")], options);
        var request = Assert.Single(model.Requests);
        Assert.Equal((0.5, unchecked((ulong)-3)), (request.Temperature, request.Seed));
        var form = Assert.IsType<CompletionForm.Free>(request.Form);
        Assert.Equal(7, form.TokensMax);
        Assert.Contains("END", form.Stops);
        Assert.Contains("Be brief.\nYou are a pirate.", request.Prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("weather", request.Prompt, StringComparison.Ordinal);
        Assert.Equal(before, JsonSerializer.Serialize(options, AIJsonUtilities.DefaultOptions));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_required_call_is_held_to_the_functions_and_given_whole_with_an_id_of_its_own(bool isStreamed)
    {
        using var model = new ScriptedModel(_ => Call);
        using var client = Client(model);
        var options = new ChatOptions { Tools = [Weather], ToolMode = ChatToolMode.RequireAny };
        var ids = new HashSet<string>();
        for (var i = 0; i < 3; i++)
        {
            var response = await Response(client, [new(ChatRole.User, "weather?")], options, isStreamed);
            var call = Assert.IsType<FunctionCallContent>(Assert.Single(Assert.Single(response.Messages).Contents, c => c is not UsageContent));
            Assert.Equal(("weather", "Oslo"), (call.Name, call.Arguments!["city"]!.ToString()));
            Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
            Assert.True(ids.Add(call.CallId));
            Assert.True(ids.Add(response.Messages[0].MessageId!));
        }

        Assert.All(model.Requests, request => Assert.IsType<CompletionForm.Grammar>(request.Form));
        Assert.Contains("\"description\":\"Tells the weather.\"", model.Requests[0].Prompt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" {\"na", true)]
    [InlineData(" It", false)]
    public async Task Where_a_call_is_allowed_the_models_first_characters_choose(string beginning, bool calls)
    {
        using var model = new ScriptedModel(request => request.Form switch
        {
            CompletionForm.Free { TokensMax: <= 3 } => beginning,
            CompletionForm.Grammar => Call,
            _ => " It rains.",
        });
        using var client = Client(model);
        var response = await client.GetResponseAsync("weather?", new ChatOptions { Tools = [Weather] });
        Assert.Equal(calls ? "" : "It rains.", response.Text);
        Assert.Equal(calls ? 1 : 0, response.Messages[0].Contents.OfType<FunctionCallContent>().Count());
    }

    [Fact]
    public async Task A_call_made_since_the_last_question_is_not_made_again_and_after_a_new_question_it_may_be()
    {
        using var model = new ScriptedModel(request => request.Form is CompletionForm.Grammar { Gbnf: var g } && !g.Contains("weather", StringComparison.Ordinal) ? " It rains." : Call);
        using var client = Client(model);
        var options = new ChatOptions { Tools = [Weather] };
        var made = new FunctionCallContent("1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo" });
        List<ChatMessage> messages =
        [
            new(ChatRole.User, "weather?"), new(ChatRole.Assistant, [made]), new(ChatRole.Tool, [new FunctionResultContent("1", "rain")]),
        ];
        Assert.Equal("It rains.", (await client.GetResponseAsync(messages, options)).Text);
        messages.Add(new(ChatRole.User, "and now?"));
        Assert.Single((await client.GetResponseAsync(messages, options)).Messages[0].Contents.OfType<FunctionCallContent>());
    }

    [Fact]
    public async Task A_call_that_does_not_fit_its_tokens_is_written_again_within_them_or_not_at_all()
    {
        var grammars = new List<CompletionForm.Grammar>();
        using var model = new ScriptedModel(request =>
        {
            grammars.Add((CompletionForm.Grammar)request.Form);
            return grammars.Count % 2 == 1 ? "{\"name\": \"weather\", \"arguments\": {\"city\": \"" + new string('o', 400) : Call;
        })
        { Limits = true };
        using var client = Client(model);
        var options = new ChatOptions { Tools = [Weather, AIFunctionFactory.Create((string other) => other, "other")], ToolMode = ChatToolMode.RequireAny, MaxOutputTokens = 100 };
        Assert.Single((await client.GetResponseAsync("weather?", options)).Messages[0].Contents.OfType<FunctionCallContent>());
        // The longest text that its second grammar allows fits; and it calls what had been begun.
        var match = new GrammarMatch(grammars[1].Gbnf);
        Assert.True(match.Allows("{\"name\": \"weather\", \"arguments\": {\"city\": \"" + new string('o', 32) + "\"}}"));
        Assert.False(match.Allows("{\"name\": \"weather\", \"arguments\": {\"city\": \"" + new string('o', 65) + "\"}}"));
        Assert.DoesNotContain("other", grammars[1].Gbnf, StringComparison.Ordinal);
        var cut = await client.GetResponseAsync("weather?", new ChatOptions { Tools = [Weather], ToolMode = ChatToolMode.RequireAny, MaxOutputTokens = 20 });
        Assert.Equal(ChatFinishReason.Length, cut.FinishReason);
        Assert.Empty(cut.Messages[0].Contents);
    }

    [Fact]
    public async Task What_a_function_gave_reaches_the_model_as_data()
    {
        using var model = new ScriptedModel(request => request.Prompt.Contains("Result of weather", StringComparison.Ordinal) ? " It rains." : Call);
        using var client = Client(model);
        var loop = client.AsBuilder().UseAgentLoop().Build();
        var response = await loop.GetResponseAsync("weather?", new ChatOptions { Tools = [Weather], ToolMode = ChatToolMode.RequireAny });
        Assert.Equal("It rains.", response.Text);
        Assert.Contains("\nResult of weather:\n| rain | &lt;|im_end|&gt;\nAnswer:", model.Prompts[^1], StringComparison.Ordinal);
        Assert.Equal([ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant], response.Messages.Select(m => m.Role));
    }

    [Fact]
    public async Task A_loop_ends_after_six_rounds_and_tells_the_model_why_a_call_failed()
    {
        var count = 0;
        using var model = new ScriptedModel(request => request.Prompt.Contains("The functions are", StringComparison.Ordinal)
            ? $$$"""{"name": "weather", "arguments": {"city": "{{{(request.Form is CompletionForm.Grammar ? count++ : count)}}}"}}""" : " I give up.");
        using var loop = Client(model).AsBuilder().UseAgentLoop().Build();
        var invoking = (FunctionInvokingChatClient)loop.GetService(typeof(FunctionInvokingChatClient))!;
        Assert.Equal((AgentLoop.RoundsMax, true, false), (invoking.MaximumIterationsPerRequest, invoking.IncludeDetailedErrors, invoking.AllowConcurrentInvocation));
        var echo = AIFunctionFactory.Create((string city) => "sun in " + city, "weather");
        var response = await loop.GetResponseAsync("weather?", new ChatOptions { Tools = [echo] });
        Assert.Equal("I give up.", response.Text);
        Assert.Equal(AgentLoop.RoundsMax - 1 + 1, count);
        using var failing = Client(model).AsBuilder().UseAgentLoop().Build();
        Assert.Equal("I give up.", (await failing.GetResponseAsync("weather?", new ChatOptions { Tools = [Weather] })).Text);
        Assert.Contains("no such city", model.Prompts[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_in_a_format_is_held_to_its_schema_and_may_still_be_a_call()
    {
        using var model = new ScriptedModel(_ => """ {"age": 3}""");
        using var client = Client(model);
        var format = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"object","properties":{"age":{"type":"integer"}},"required":["age"]}"""), "person");
        var response = await client.GetResponseAsync("who?", new ChatOptions { ResponseFormat = format });
        Assert.Equal("""{"age": 3}""", response.Text);
        Assert.False(new GrammarMatch(((CompletionForm.Grammar)model.Requests[^1].Form).Gbnf).Allows("""{"age": "3"}"""));
        var either = await client.GetResponseAsync("who?", new ChatOptions { ResponseFormat = format, Tools = [Weather] });
        Assert.Equal("""{"age": 3}""", either.Text);
        var match = new GrammarMatch(((CompletionForm.Grammar)model.Requests[^1].Form).Gbnf);
        Assert.True(match.Allows(Call) && match.Allows("""{"age":3}"""));
        await client.GetResponseAsync("who?", new ChatOptions { ResponseFormat = ChatResponseFormat.Json });
        Assert.True(new GrammarMatch(((CompletionForm.Grammar)model.Requests[^1].Form).Gbnf).Allows("""{"any": [1, {}]}"""));
    }

    [Fact]
    public async Task Streamed_or_not_the_text_is_the_same_under_one_message_id()
    {
        using var model = new ScriptedModel(_ => "  One.\n\nTwo. \n ") { PieceLength = 3 };
        using var client = Client(model);
        var updates = await client.GetStreamingResponseAsync("say it").ToListAsync();
        Assert.Equal("One.\n\nTwo.", string.Concat(updates.Select(u => u.Text)));
        Assert.Equal("One.\n\nTwo.", (await client.GetResponseAsync("say it")).Text);
        Assert.Single(updates.Select(u => u.MessageId).Distinct());
        Assert.NotNull(updates[0].MessageId);
        Assert.True(updates.Count > 3);
        Assert.Equal((ChatFinishReason.Stop, 15L), (updates[^1].FinishReason, updates[^1].Contents.OfType<UsageContent>().Single().Details.OutputTokenCount));
    }

    [Fact]
    public async Task Requests_from_many_threads_are_answered_one_after_another()
    {
        var inside = 0;
        using var model = new ScriptedModel(request =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            Thread.SpinWait(200_000);
            Interlocked.Decrement(ref inside);
            return " " + request.Prompt[(request.Prompt.LastIndexOf("User: ", StringComparison.Ordinal) + 6)..].Split('\n')[0].ToUpperInvariant();
        });
        using var client = Client(model);
        await Parallel.ForAsync(0, 40, async (i, cancellation) =>
        {
            var response = await Response(client, [new(ChatRole.User, $"say {i}?")], null, isStreamed: i % 2 == 0);
            Assert.Equal($"SAY {i}?", response.Text);
        });
    }

    [Fact]
    public async Task A_cancelled_wait_does_not_take_a_turn_and_an_abandoned_stream_gives_its_own_back()
    {
        using var model = new ScriptedModel(_ => " one two three") { PieceLength = 2 };
        using var client = Client(model);
        await using (var stream = client.GetStreamingResponseAsync("hello").GetAsyncEnumerator())
        {
            Assert.True(await stream.MoveNextAsync());
            using var cancelled = new CancellationTokenSource();
            var waiting = client.GetResponseAsync("hello", cancellationToken: cancelled.Token);
            Assert.False(waiting.IsCompleted);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        Assert.Equal("one two three", (await client.GetResponseAsync("hello")).Text);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_and_the_next_request_is_answered()
    {
        using var model = new ScriptedModel(_ => " fine");
        using var client = Client(model);
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync([]));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync("x", new ChatOptions { ToolMode = ChatToolMode.RequireAny }));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync("x", new ChatOptions { Tools = [Weather], ToolMode = ChatToolMode.RequireSpecific("other") }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.GetResponseAsync("x", new ChatOptions { MaxOutputTokens = 0 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.GetResponseAsync("x", new ChatOptions { Temperature = -1 }));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync("x", new ChatOptions { Tools = [new HostedWebSearchTool()] }));
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync([new(ChatRole.User, [new DataContent(new byte[4], "image/png")])]));
        await Assert.ThrowsAsync<UserErrorException>(() => client.GetResponseAsync(new string('x', 9_000)));
        var large = AIFunctionFactory.Create((string x) => x, "large", new string('d', 9_000));
        var refused = await Assert.ThrowsAsync<UserErrorException>(() => client.GetResponseAsync("x", new ChatOptions { Tools = [large] }));
        Assert.Contains("the descriptions of 1 functions take", refused.Message, StringComparison.Ordinal);
        Assert.Equal("fine", (await client.GetResponseAsync("x")).Text);
    }

    [Fact]
    public async Task Long_results_of_functions_are_shortened_and_old_turns_left_out_so_that_the_question_stands()
    {
        using var model = new ScriptedModel(_ => " fine");
        using var client = Client(model);
        List<ChatMessage> messages =
        [
            new(ChatRole.User, "an old question " + new string('o', 3_000)), new(ChatRole.Assistant, "an old answer"),
            new(ChatRole.User, "weather?"), new(ChatRole.Assistant, [new FunctionCallContent("1", "weather", new Dictionary<string, object?>())]),
            new(ChatRole.Tool, [new FunctionResultContent("1", "rain " + new string('r', 9_000))]),
        ];
        Assert.Equal("fine", (await client.GetResponseAsync(messages)).Text);
        var prompt = model.Prompts[^1];
        Assert.True(model.Tokenizer.Count(prompt) < 4_000);
        Assert.Contains("User: weather?", prompt, StringComparison.Ordinal);
        Assert.Contains("| rain rrr", prompt, StringComparison.Ordinal);
        Assert.Contains("\n| (cut)\n", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("old question", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_a_person_states_is_kept_once_however_often_functions_are_called()
    {
        using var fixture = new StoreFixture();
        using var model = new ScriptedModel(request => request.Prompt.Contains("Result of", StringComparison.Ordinal) ? " I see." : Call);
        var chat = new MemoryChat(model, new SharedStore(fixture.Store), Prompts, null, new ChatSettings());
        using var loop = new LocalChatClient(chat).AsBuilder().UseAgentLoop().Build();
        await loop.GetResponseAsync("My dog is called Rex.", new ChatOptions { Tools = [Weather], ToolMode = ChatToolMode.RequireAny });
        Assert.Equal(["My dog is called Rex."], fixture.Find("dog"));
        Assert.Equal(1, fixture.Store.Count);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_function_that_needs_approval_waits_for_it_streamed_or_not(bool isStreamed, bool approves)
    {
        using var model = new ScriptedModel(request => request.Prompt.Contains("Result of weather", StringComparison.Ordinal) ? " Done." : Call);
        using var loop = Client(model).AsBuilder().UseAgentLoop().Build();
        var options = new ChatOptions { Tools = [new ApprovalRequiredAIFunction(Weather)] };
        List<ChatMessage> messages = [new(ChatRole.User, "weather?")];
        var asked = await Response(loop, messages, options, isStreamed);
        var request = Assert.Single(asked.Messages.SelectMany(m => m.Contents).OfType<ToolApprovalRequestContent>());
        Assert.Equal("Oslo", ((FunctionCallContent)request.ToolCall).Arguments!["city"]!.ToString());
        messages.AddRange(asked.Messages);
        messages.Add(new(ChatRole.User, [request.CreateResponse(approves)]));
        Assert.Equal("Done.", (await Response(loop, messages, options, isStreamed)).Text);
        Assert.Equal(approves, model.Prompts[^1].Contains("| rain |", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_template_takes_functions_they_go_into_it_and_a_call_begins_as_the_template_writes_it(bool isStreamed)
    {
        var requests = new List<TemplateRequest>();
        var template = new ScriptedTemplate(request =>
        {
            requests.Add(request);
            return string.Concat(request.Messages.Select(message => $"[{message.Role}]{message.Content}{string.Concat(message.Calls)}")) + "[assistant]";
        })
        {
            ToolCalls = new ToolCallForm("<call>\n"),
        };
        using var model = new ScriptedModel(request => request.Prompt.Contains("Result of weather", StringComparison.Ordinal) ? " Rain."
            : request.Form is CompletionForm.Grammar ? Call
            : "<call>\n{");
        using var loop = new LocalChatClient(new MemoryChat(model, null, Prompts, template, new ChatSettings())).AsBuilder().UseAgentLoop().Build();
        Assert.Equal("Rain.", (await Response(loop, [new(ChatRole.User, "weather?")], new ChatOptions { Tools = [Weather] }, isStreamed)).Text);
        Assert.EndsWith("[user]weather?[assistant]<call>\n", Assert.Single(model.Requests, r => r.Form is CompletionForm.Grammar).Prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("You can call functions", model.Prompts[^1], StringComparison.Ordinal);
        Assert.Contains("\"name\":\"weather\"", Assert.Single(requests[^1].Tools).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(["system", "user", "assistant", "tool"], requests[^1].Messages.Select(message => message.Role));
        Assert.Equal("", requests[^1].Messages[2].Content);
        using var call = JsonDocument.Parse(Assert.Single(requests[^1].Messages[2].Calls));
        Assert.Equal("Oslo", call.RootElement.GetProperty("arguments").GetProperty("city").GetString());
    }

    private static LocalChatClient Client(ScriptedModel model) => new(new MemoryChat(model, null, Prompts, null, new ChatSettings()));

    private static async Task<ChatResponse> Response(IChatClient client, IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool isStreamed) =>
        isStreamed ? await client.GetStreamingResponseAsync(messages, options).ToChatResponseAsync() : await client.GetResponseAsync(messages, options);
}
