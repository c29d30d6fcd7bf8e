// A program on Semantic Kernel that gets a local model with a memory. Run it twice from the repository's root:
//   dotnet run --project samples/SemanticKernel -- memory.db "My dog is called Rex."
//   dotnet run --project samples/SemanticKernel -- memory.db "What is my dog called?"
using AgentMemory.Agents.Chat;
using AgentMemory.Agents.Kernels;
using AgentMemory.Core.Play;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Store;
using Microsoft.SemanticKernel;

var (file, said) = args is [var first, var second] ? (first, second) : ("memory.db", "What is my dog called?");

// The five lines.
using var model = LocalModel.Open(ModelEntry.OfFile("models/small.gguf"), new EngineOptions { Slots = 1, Threads = 1 });
using var store = MemoryStore.Open(file, new MemoryStoreOptions { Time = TimeProvider.System });
var builder = Kernel.CreateBuilder();
builder.AddAgentMemory(model, store, PromptBook.Load("prompts"));
var kernel = builder.Build();

// Everything else is Semantic Kernel as it is anywhere: filters hear of each call, and a prompt is answered.
kernel.FunctionInvocationFilters.Add(new PrintedCalls());
var search = kernel.Plugins.GetFunction(AgentMemoryKernelBuilderExtensions.PluginName, "search");
var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Required([search]) };
var answer = await kernel.InvokePromptAsync(said, new KernelArguments(settings));
Console.WriteLine($"answer: {answer}");

// What the model saw of its memory. A model this small makes nothing of it; name a larger one above.
foreach (var id in (IEnumerable<string>?)answer.Metadata?[LocalChatClient.PassagesProperty] ?? [])
{
    Console.WriteLine($"from memory: {store.Get(id).Text}");
}

/// <summary>Prints each function that is called.</summary>
internal sealed class PrintedCalls : IFunctionInvocationFilter
{
    public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        await next(context);
        if (context.Function.PluginName is not null)
        {
            Console.WriteLine($"call: {context.Function.Name} {string.Join(", ", context.Arguments.Select(a => $"{a.Key}={a.Value}"))}");
        }
    }
}
