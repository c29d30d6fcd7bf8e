using AgentMemory.Agents.Chat;
using AgentMemory.Agents.Functions;
using AgentMemory.Agents.Kernels;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Testing;
using AgentMemory.Tests.Memory.Store;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace AgentMemory.Tests.Agents;

/// <summary>The local model and its functions inside Semantic Kernel.</summary>
public sealed class KernelTests : IDisposable
{
    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));
    private readonly StoreFixture _fixture = new();
    private readonly ScriptedModel _model = new(request => request.Prompt.Contains("Result of", StringComparison.Ordinal)
        ? " In Oslo." : """{"name": "agentmemory_search", "arguments": {"query": "Ana"}}""")
    { ContextTokens = 16_000 };

    public void Dispose()
    {
        _model.Dispose();
        _fixture.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_prompt_is_answered_with_a_call_that_filters_see(bool isStreamed)
    {
        _fixture.Add("Ana lives in Oslo.");
        var kernel = Kernel();
        var seen = new SeenCalls();
        kernel.AutoFunctionInvocationFilters.Add(seen);
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Required() };
        var answer = "";
        if (isStreamed)
        {
            await foreach (var piece in kernel.InvokePromptStreamingAsync("Where does Ana live?", new KernelArguments(settings)))
            {
                answer += piece.ToString();
            }
        }
        else
        {
            var result = await kernel.InvokePromptAsync("Where does Ana live?", new KernelArguments(settings));
            answer = result.ToString();
            Assert.Equal(["p1"], (List<string>)result.Metadata![LocalChatClient.PassagesProperty]!);
        }

        Assert.Equal("In Oslo.", answer);
        Assert.Equal(["search Ana"], seen.Calls);
        Assert.Contains("\"name\":\"agentmemory_search\"", _model.Prompts[0], StringComparison.Ordinal);
        Assert.Contains("Result of agentmemory_search:\n| {\"passages\":[{\"id\":\"p1\"", _model.Prompts[^1], StringComparison.Ordinal);
        Assert.Contains("Ana lives in Oslo.", _model.Prompts[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_function_is_in_the_plugin_with_its_arguments_and_answers_templates()
    {
        _fixture.Add("Ana lives in Oslo.");
        var kernel = Kernel();
        var plugin = kernel.Plugins[AgentMemoryKernelBuilderExtensions.PluginName];
        Assert.Equal(["forget", "look_at_game", "play_move", "read_notes", "remember", "search", "write_note"], plugin.Select(f => f.Name).Order());
        Assert.Equal(["query True", "count False"], plugin["search"].Metadata.Parameters.Select(p => $"{p.Name} {p.IsRequired}"));
        var template = new KernelPromptTemplateFactory().Create(new PromptTemplateConfig("Known: {{agentmemory.search query='Ana' count='1'}}"));
        Assert.Contains("Oslo", await template.RenderAsync(kernel), StringComparison.Ordinal);
        await Assert.ThrowsAsync<UserErrorException>(() => kernel.InvokeAsync("agentmemory", "forget", new KernelArguments { ["id"] = "p9" }));
    }

    [Fact]
    public async Task The_chat_service_keeps_its_history_and_the_loop_has_our_limits()
    {
        _fixture.Add("Ana lives in Oslo.");
        var kernel = Kernel();
        var loop = kernel.GetRequiredService<IChatClient>().GetRequiredService<FunctionInvokingChatClient>();
        Assert.Equal((AgentLoop.RoundsMax, true), (loop.MaximumIterationsPerRequest, loop.IncludeDetailedErrors));
        var history = new ChatHistory("You have a memory.");
        history.AddUserMessage("Where does Ana live?");
        var answer = await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(
            history, new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Required() }, kernel);
        Assert.Equal("In Oslo.", answer.Content);
        Assert.Equal([AuthorRole.System, AuthorRole.User, AuthorRole.Assistant, AuthorRole.Tool], history.Select(m => m.Role));
        Assert.StartsWith("You have a memory.", _model.Prompts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_another_model_it_is_found_by_its_name()
    {
        _fixture.Add("Ana lives in Oslo.");
        var builder = Microsoft.SemanticKernel.Kernel.CreateBuilder();
        using var other = new ScriptedModel(_ => " I am another.");
        using var client = new LocalChatClient(new MemoryChat(other, null, Prompts, null, new ChatSettings()));
        builder.Services.AddSingleton<IChatClient>(client);
        builder.AddAgentMemory(_model, _fixture.Store, Prompts, new AgentMemoryOptions { ServiceId = "local" });
        var kernel = builder.Build();
        var local = new PromptExecutionSettings { ServiceId = "local", FunctionChoiceBehavior = FunctionChoiceBehavior.Required() };
        Assert.Equal("In Oslo.", (await kernel.InvokePromptAsync("Where does Ana live?", new KernelArguments(local))).ToString());
        Assert.Equal("I am another.", (await kernel.GetRequiredService<IChatClient>().GetResponseAsync("Who are you?")).Text);
    }

    private Kernel Kernel()
    {
        var builder = Microsoft.SemanticKernel.Kernel.CreateBuilder();
        builder.AddAgentMemory(_model, _fixture.Store, Prompts, new AgentMemoryOptions
        {
            Games = new GameSource(["buttons"], _ => new ButtonTask(3, 1)),
        });
        return builder.Build();
    }

    private sealed class SeenCalls : IAutoFunctionInvocationFilter
    {
        public List<string> Calls { get; } = [];

        public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
        {
            await next(context);
            Calls.Add($"{context.Function.Name} {context.Arguments!["query"]}");
        }
    }
}
