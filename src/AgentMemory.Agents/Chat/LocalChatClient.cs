using System.Runtime.CompilerServices;
using AgentMemory.Agents.Replies;
using AgentMemory.Core;
using Microsoft.Extensions.AI;

namespace AgentMemory.Agents.Chat;

/// <summary>
/// A local model, with its memory, as other .NET programs take it. Functions go into the model's chat template where it takes them,
/// else into the system's words, and a call is held to a grammar made from their schemas, so that any model calls well-formed. A call
/// that was made since the last question is not made again: the model answers in words. Requests from several threads are answered
/// one after another; computing blocks the thread that asks. Tools, tool mode, stop sequences, response format, limit of tokens,
/// temperature and seed are honoured; other options have no counterpart here. One client has its model for itself.
/// </summary>
public sealed class LocalChatClient : IChatClient
{
    /// <summary>Name of the additional property that holds the ids of the passages that stood in the prompt.</summary>
    public const string PassagesProperty = "agentmemory.passages";

    /// <summary>Name of the additional property that holds the id of the passage that the user's words were kept as.</summary>
    public const string KeptProperty = "agentmemory.kept";

    private readonly MemoryChat _chat;
    private readonly ReplyWriter _writer;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <param name="chat">Used by this client alone from now on; its model and store stay the caller's.</param>
    public LocalChatClient(MemoryChat chat)
    {
        ArgumentNullException.ThrowIfNull(chat);
        (_chat, _writer) = (chat, new ReplyWriter(chat.Model));
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">What was said, or the functions' descriptions, do not fit the model's context.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var exchange = Exchange.Of(_chat, messages, options);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var prompt = _chat.Prepare(exchange.Draft, exchange.Order.TokensMax, cancellationToken);
            var message = new ChatMessage(ChatRole.Assistant, []) { MessageId = exchange.Id };
            var end = new ReplyPart.End(ReplyEnd.Complete, 0);
            foreach (var part in _writer.Write(prompt, exchange.Order, exchange.Messages.IsRepeated, isStreamed: false, cancellationToken))
            {
                if (part is ReplyPart.End last)
                {
                    end = last;
                }
                else
                {
                    message.Contents.Add(Content(part));
                }
            }

            var properties = Properties(prompt, Keep(exchange, cancellationToken));
            // On the message too: Semantic Kernel hands on what stands there.
            message.AdditionalProperties = properties;
            return new ChatResponse(message)
            {
                ResponseId = exchange.Id,
                ModelId = _chat.Model.Card.Id,
                FinishReason = Reason(end),
                Usage = Usage(prompt, end),
                AdditionalProperties = properties,
            };
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    /// <remarks>Words come in pieces, a call in one update when it is whole. Nobody else is answered before the last update is taken.</remarks>
    /// <exception cref="UserErrorException">What was said, or the functions' descriptions, do not fit the model's context.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var exchange = Exchange.Of(_chat, messages, options);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var prompt = _chat.Prepare(exchange.Draft, exchange.Order.TokensMax, cancellationToken);
            foreach (var part in _writer.Write(prompt, exchange.Order, exchange.Messages.IsRepeated, isStreamed: true, cancellationToken))
            {
                // Gives the reader its turn between two pieces, which are computed on its own thread.
                await Task.Yield();
                var update = part is ReplyPart.End end
                    ? new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(Usage(prompt, end))])
                    {
                        FinishReason = Reason(end),
                        AdditionalProperties = Properties(prompt, Keep(exchange, cancellationToken)),
                    }
                    : new ChatResponseUpdate(ChatRole.Assistant, [Content(part)]) { AdditionalProperties = Properties(prompt, null) };
                (update.MessageId, update.ResponseId, update.ModelId) = (exchange.Id, exchange.Id, _chat.Model.Card.Id);
                yield return update;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("agentmemory", null, _chat.Model.Card.Id)
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Ends the queue; model and store stay the caller's.</summary>
    public void Dispose() => _turn.Dispose();

    private string? Keep(Exchange exchange, CancellationToken cancellation) =>
        exchange.Messages.Said is { } said ? _chat.Remember(said, cancellation)?.Id : null;

    private static AIContent Content(ReplyPart part) => part switch
    {
        ReplyPart.Text text => new TextContent(text.Piece),
        ReplyPart.Call { Made: var call } => new FunctionCallContent(
            $"call-{Guid.NewGuid():N}", call.Name, call.Arguments.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value.Clone())),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ChatFinishReason Reason(ReplyPart.End end) => end.Why switch
    {
        ReplyEnd.Call => ChatFinishReason.ToolCalls,
        ReplyEnd.TokenLimit => ChatFinishReason.Length,
        _ => ChatFinishReason.Stop,
    };

    private UsageDetails Usage(FittedPrompt prompt, ReplyPart.End end)
    {
        var read = _chat.Model.Tokenizer.Count(prompt.Text);
        return new UsageDetails { InputTokenCount = read, OutputTokenCount = end.TokensWritten, TotalTokenCount = read + end.TokensWritten };
    }

    private static AdditionalPropertiesDictionary Properties(FittedPrompt prompt, string? kept)
    {
        var properties = new AdditionalPropertiesDictionary { [PassagesProperty] = prompt.Passages.Select(p => p.Id).ToList() };
        if (kept is not null)
        {
            properties[KeptProperty] = kept;
        }

        return properties;
    }

    /// <summary>One request, read before its turn comes.</summary>
    private sealed record Exchange(string Id, ChatMessages Messages, ReplyOrder Order, ChatDraft Draft)
    {
        public static Exchange Of(MemoryChat chat, IEnumerable<ChatMessage> messages, ChatOptions? options)
        {
            var read = ChatMessages.Read(messages, options?.Instructions, chat.Prompts);
            var order = ChatOrder.Of(options, chat.Settings, chat.ContextTokens);
            return new Exchange($"reply-{Guid.NewGuid():N}", read, order, new ChatDraft
            {
                Turns = read.Turns,
                System = read.System,
                Functions = [.. order.Tools.Select(tool => tool.Line)],
                Format = ChatOrder.FormatText(options),
            });
        }
    }
}
