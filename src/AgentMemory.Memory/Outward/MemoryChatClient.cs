using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AgentMemory.Memory;

/// <summary>
/// The chat with memory as other .NET programs take it. Each response carries the ids of the passages that stood in its prompt
/// under <see cref="PassagesProperty"/>. Computing blocks; one call at a time.
/// </summary>
public sealed class MemoryChatClient : IChatClient
{
    /// <summary>Name of the additional property that holds a list of passage ids.</summary>
    public const string PassagesProperty = "agentmemory.passages";
    private readonly MemoryChat _chat;

    /// <param name="chat">Stays the caller's.</param>
    public MemoryChatClient(MemoryChat chat)
    {
        ArgumentNullException.ThrowIfNull(chat);
        _chat = chat;
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var turns = Turns(messages);
        var answer = _chat.Answer(turns, cancellationToken);
        var text = string.Concat(answer.Pieces).Trim();
        _chat.Remember(turns[^1].Text, cancellationToken);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            ModelId = _chat.Model.Id,
            FinishReason = ChatFinishReason.Stop,
            AdditionalProperties = Properties(answer),
        });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var turns = Turns(messages);
        var answer = _chat.Answer(turns, cancellationToken);
        foreach (var piece in answer.Pieces)
        {
            // Gives the reader its turn between two pieces, which are computed on its own thread.
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece)
            {
                ModelId = _chat.Model.Id,
                AdditionalProperties = Properties(answer),
            };
        }

        _chat.Remember(turns[^1].Text, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("agentmemory", null, _chat.Model.Id)
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Nothing is owned.</summary>
    public void Dispose()
    {
    }

    private static List<ChatTurn> Turns(IEnumerable<ChatMessage> messages) =>
        [.. messages.Select(message => new ChatTurn(message.Role.Value, message.Text))];

    private static AdditionalPropertiesDictionary Properties(ChatAnswer answer) =>
        new() { [PassagesProperty] = answer.Passages.Select(p => p.Id).ToList() };
}
