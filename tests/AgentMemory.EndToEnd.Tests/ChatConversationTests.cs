using AgentMemory.Agents;
using AgentMemory.Agents.Chat;
using AgentMemory.Agents.Functions;
using AgentMemory.Cli.Chat;
using AgentMemory.Cli.Commands;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Testing;
using Microsoft.Extensions.AI;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>A conversation with functions, over a model whose replies are known.</summary>
public sealed class ChatConversationTests
{
    private const string Forget = """{"name": "forget", "arguments": {"id": "p1"}}""";

    [Theory]
    [InlineData(true, "y", 0)]
    [InlineData(true, "n", 1)]
    [InlineData(false, "/quit", 1)]
    public async Task What_erases_for_good_is_done_only_where_a_person_allows_it(bool isTerminal, string answer, int left)
    {
        var (output, notices, count) = await Talk(isTerminal, $"Forget my dog, please?\n{answer}\n", request =>
            request.Prompt.Contains("Result of forget", StringComparison.Ordinal) ? " As you wish." : Forget);
        Assert.Contains("  wants to call forget {\"id\":\"p1\"}\n", output, StringComparison.Ordinal);
        Assert.Equal(left == 0, output.Contains("  forget gives {\"forgotten\":\"p1\",\"bytes\":\"erased\"}\n", StringComparison.Ordinal));
        Assert.Contains("As you wish.\n", output, StringComparison.Ordinal);
        Assert.Equal(isTerminal, notices.Contains("allow it? (y/n)", StringComparison.Ordinal));
        Assert.Equal(left, count);
    }

    [Fact]
    public async Task A_call_that_fails_is_shown_and_the_conversation_goes_on()
    {
        var (output, _, count) = await Talk(false, "Look it up, will you?\nAnd now?\n", request =>
            request.Prompt.Contains("Result of search", StringComparison.Ordinal) ? " It failed." : """{"name": "search", "arguments": {"query": "x", "count": 99}}""");
        Assert.Contains("  search gives Error: Function failed. Exception: search: count 99 cannot be used; it is a whole number from 1 to 50\n", output, StringComparison.Ordinal);
        Assert.Equal(2, output.Split("It failed.").Length - 1);
        Assert.Equal(1, count);
    }

    private static async Task<(string Output, string Notices, long Count)> Talk(bool isTerminal, string input, Func<CompletionRequest, string> reply)
    {
        using var folder = new TemporaryFolder();
        using var store = MemoryStore.Open(folder["m.db"], new MemoryStoreOptions { Time = TimeProvider.System });
        store.Add(new NewPassage { Text = "My dog is called Rex.", Kind = PassageKind.Note });
        using var model = new ScriptedModel(reply) { ContextTokens = 20_000 };
        var shared = new SharedStore(store);
        var chat = new MemoryChat(model, shared, PromptBook.Load(RepositoryFiles.Path("prompts")), null, new ChatSettings());
        using var client = new LocalChatClient(chat).AsBuilder().UseAgentLoop().Build();
        var options = new ChatOptions
        {
            Tools = [.. AgentFunctions.Of(shared, null, "by the model").Select(ChatCommand.Tool)],
        };
        using var output = new StringWriter();
        using var notices = new StringWriter();
        await new ChatConversation(client, options, shared, new StringReader(input), output, notices, isTerminal).RunAsync(default);
        return (output.ToString(), notices.ToString(), store.Count);
    }
}
