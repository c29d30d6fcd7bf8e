using AgentMemory.Agents.Chat;
using AgentMemory.Agents.Functions;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Memory.Store;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace AgentMemory.Agents.Kernels;

/// <summary>A local model with a memory for programs on Semantic Kernel.</summary>
public static class AgentMemoryKernelBuilderExtensions
{
    /// <summary>Name of the plugin that holds the functions.</summary>
    public const string PluginName = "agentmemory";

    /// <summary>
    /// Adds the model as IChatClient and IChatCompletionService, and what an agent may do with its memory, its notebook and games as
    /// the plugin <see cref="PluginName"/>. What was stated in an earlier conversation stands in the prompt of a later one.
    /// </summary>
    /// <param name="builder">Of a new or an existing program.</param>
    /// <param name="model">Stays the caller's, and is used through the kernel alone.</param>
    /// <param name="store">Stays the caller's, and is used through the kernel alone.</param>
    /// <param name="prompts">The words around a conversation.</param>
    /// <param name="options">Null for what is usual.</param>
    public static IKernelBuilder AddAgentMemory(
        this IKernelBuilder builder, ILanguageModel model, MemoryStore store, PromptBook prompts, AgentMemoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        options ??= new AgentMemoryOptions();
        var shared = new SharedStore(store);
        var chat = new MemoryChat(model, shared, prompts, options.Template, options.Settings, options.Learnt);
        var key = options.ServiceId;
        builder.Services.AddKeyedSingleton<IChatClient>(key, (services, _) =>
        {
            // Semantic Kernel's own loop: without it calls are left to the caller, and filters hear of none.
            var client = new LocalChatClient(chat).AsBuilder().UseKernelFunctionInvocation().Build(services);
            AgentLoop.Limit(client.GetRequiredService<FunctionInvokingChatClient>());
            return client;
        });
        builder.Services.AddKeyedSingleton<IChatCompletionService>(key, (services, _) =>
            services.GetRequiredKeyedService<IChatClient>(key).AsChatCompletionService(services));
        builder.Plugins.Add(Plugin(AgentFunctions.Of(shared, options.Games, "by Semantic Kernel")));
        return builder;
    }

    /// <summary>Functions of the list as a plugin. Made once, on one thread: schemas that are made at once by several have come out wrong.</summary>
    public static KernelPlugin Plugin(IReadOnlyList<AgentFunction> functions) => KernelPluginFactory.CreateFromFunctions(
        PluginName, "Memory, a notebook and games", functions.Select(function => new AgentAIFunction(function).AsKernelFunction()));
}

/// <summary>How a local model is added to a kernel.</summary>
public sealed record AgentMemoryOptions
{
    /// <summary>The model's chat template; null for the plain layout.</summary>
    public IChatTemplate? Template { get; init; }

    public ChatSettings Settings { get; init; } = new();

    /// <summary>What a learner learnt in words, with the model that wears what it learnt in weights; null for nothing.</summary>
    public ILearntWords? Learnt { get; init; }

    /// <summary>Names the model where a kernel has several; null for the only one.</summary>
    public string? ServiceId { get; init; }

    /// <summary>Games that the model may play; null for none.</summary>
    public GameSource? Games { get; init; }
}
