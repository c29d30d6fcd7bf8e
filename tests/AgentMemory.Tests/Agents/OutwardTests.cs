using AgentMemory.Agents;
using AgentMemory.Agents.Chat;
using AgentMemory.Core.Play;
using AgentMemory.Memory.Vectors;
using AgentMemory.Testing;
using AgentMemory.Tests.Memory.Store;
using Microsoft.Extensions.AI;

namespace AgentMemory.Tests.Agents;

/// <summary>The chat and the embedder as other .NET programs take them.</summary>
public sealed class OutwardTests
{
    [Fact]
    public async Task The_chat_client_answers_remembers_and_names_its_passages_streamed_or_not()
    {
        using var fixture = new StoreFixture();
        using var model = new ScriptedModel(_ => " I see");
        var chat = new MemoryChat(
            model, new SharedStore(fixture.Store), PromptBook.Load(RepositoryFiles.Path("prompts")), null, new ChatSettings { ContextTokens = 4_000 });
        using IChatClient client = new LocalChatClient(chat);
        await client.GetResponseAsync("My dog is called Rex.");
        var response = await client.GetResponseAsync("What is my dog called?");
        Assert.Equal("I see", response.Text);
        Assert.Equal(["p1"], (List<string>)response.AdditionalProperties![LocalChatClient.PassagesProperty]!);
        Assert.Contains("| My dog is called Rex.", model.Prompts[^1], StringComparison.Ordinal);
        var text = "";
        await foreach (var update in client.GetStreamingResponseAsync("What is my dog called?"))
        {
            text += update.Text;
        }

        Assert.Equal("I see", text);
        Assert.Equal(1, fixture.Store.Count);
        Assert.Equal("scripted", ((ChatClientMetadata)client.GetService(typeof(ChatClientMetadata))!).DefaultModelId);
    }

    [Fact]
    public async Task The_embedding_generator_gives_the_embedders_vectors()
    {
        var embedder = new SpellingEmbedder(64);
        using IEmbeddingGenerator<string, Embedding<float>> generator = new EmbeddingGenerator(embedder);
        var made = await generator.GenerateAsync(["one", "two"]);
        Assert.Equal(embedder.Embed(["two"], default)[0], made[1].Vector.ToArray());
    }
}
