using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using AgentMemory.Agents.Schemas;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace AgentMemory.Agents.Protocol;

/// <summary>
/// The protocol's messages, one JSON text a line. Every line gets its answer, also one that is no message; requests are handed on one
/// after another, so that what a script sends at once is done in its order. When the input ends, requests that came before still
/// get their answers.
/// </summary>
internal sealed class LineTransport : TransportBase
{
    private const int LineBytesMax = 16 << 20;

    /// <summary>How long one call may go on when nobody can ask any more: enough for a cold start on a busy machine.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly PipeReader _input;
    private readonly Stream _output;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Lock _gate = new();
    private readonly Queue<JsonRpcRequest> _waiting = [];
    private readonly HashSet<RequestId> _given = [];
    private readonly Task _reading;
    private RequestId? _handed;
    private TaskCompletionSource? _answered;

    public LineTransport(Stream input, Stream output, TimeProvider time)
        : base("lines", null)
    {
        (_input, _output, _time) = (PipeReader.Create(input), output, time);
        SetConnected();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Cancelled when the input has ended and the work did not end soon after.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <inheritdoc/>
    public override async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (message is JsonRpcMessageWithId { Id: var id } && _given.Contains(id))
            {
                return;
            }
        }

        // An answer that is there is written whole, whatever is cancelled meanwhile.
        await WriteAsync(JsonSerializer.SerializeToUtf8Bytes(message, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))))
            .ConfigureAwait(false);
        if (message is JsonRpcResponse or JsonRpcError)
        {
            Answered(((JsonRpcMessageWithId)message).Id);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        // Reading from a terminal or a pipe cannot be broken off; what still reads ends with the process.
        await Task.WhenAny(_reading, Task.Delay(TimeSpan.FromMilliseconds(100), _time)).ConfigureAwait(false);
        SetDisconnected();
    }

    private async Task ReadAsync()
    {
        try
        {
            await ReadLinesAsync().ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The input is gone or nobody wants it any more; both are its end.
        }
        finally
        {
            SetDisconnected();
        }
    }

    private async Task ReadLinesAsync()
    {
        for (var isSkipping = false; ;)
        {
            var result = await _input.ReadAsync(_closing.Token).ConfigureAwait(false);
            var left = result.Buffer;
            while (left.PositionOf((byte)'\n') is { } end)
            {
                await TakeAsync(isSkipping ? default : left.Slice(0, end)).ConfigureAwait(false);
                (left, isSkipping) = (left.Slice(left.GetPosition(1, end)), false);
            }

            if (result.IsCompleted)
            {
                await TakeAsync(isSkipping ? default : left).ConfigureAwait(false);
                return;
            }

            if (left.Length > LineBytesMax)
            {
                if (!isSkipping)
                {
                    var reason = $"a line has more than {LineBytesMax >> 20} MiB; send less at once";
                    await RefuseAsync("null", McpErrorCode.InvalidRequest, reason).ConfigureAwait(false);
                }

                (left, isSkipping) = (left.Slice(left.End), true);
            }

            _input.AdvanceTo(left.Start, left.End);
        }
    }

    private async Task TakeAsync(ReadOnlySequence<byte> bytes)
    {
        ReadOnlyMemory<byte> line = bytes.ToArray();
        line = line.Span.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..] : line;
        if (line.Span.Trim(" \t\r"u8).IsEmpty)
        {
            return;
        }

        switch (MessageCheck.Read(line))
        {
            case ProtocolLine.Refused refused:
                await RefuseAsync(refused.Id, refused.Code, refused.Reason).ConfigureAwait(false);
                break;
            case ProtocolLine.Message { Read: JsonRpcRequest { Method: not "ping" } request }:
                HandOn(request);
                break;
            case ProtocolLine.Message { Read: var other }:
                if (Cancelled(other) is { } id && TakeBack(id))
                {
                    break;
                }

                await WriteMessageAsync(other, _closing.Token).ConfigureAwait(false);
                if (Cancelled(other) is { } running)
                {
                    // The protocol answers no cancelled request; the next one must not wait for that.
                    Answered(running);
                }

                break;
        }
    }

    private void HandOn(JsonRpcRequest? next)
    {
        lock (_gate)
        {
            if (next is not null)
            {
                _waiting.Enqueue(next);
            }

            if (_handed is null && _waiting.TryDequeue(out var request))
            {
                _handed = request.Id;
                // Never blocks: the channel has no bound.
                _ = WriteMessageAsync(request, CancellationToken.None);
            }
        }
    }

    private void Answered(RequestId id)
    {
        lock (_gate)
        {
            _handed = _handed == id ? null : _handed;
            HandOn(null);
            _answered?.TrySetResult();
        }
    }

    private bool TakeBack(RequestId id)
    {
        lock (_gate)
        {
            var kept = _waiting.Where(request => request.Id != id).ToList();
            var isFound = kept.Count < _waiting.Count;
            _waiting.Clear();
            kept.ForEach(_waiting.Enqueue);
            return isFound;
        }
    }

    private static RequestId? Cancelled(JsonRpcMessage message) =>
        message is JsonRpcNotification { Method: "notifications/cancelled", Params: { } parameters }
            ? parameters["requestId"] switch
            {
                System.Text.Json.Nodes.JsonValue value when value.TryGetValue<string>(out var text) => new RequestId(text),
                System.Text.Json.Nodes.JsonValue value when value.TryGetValue<long>(out var number) => new RequestId(number),
                _ => null,
            }
            : null;

    // What came before the end is still answered: as long as answers come, and what then still runs as cancelled.
    private async Task EndAsync()
    {
        while (NextAnswer() is { } answer)
        {
            if (await Task.WhenAny(answer, Task.Delay(Grace, _time, _closing.Token)).ConfigureAwait(false) != answer)
            {
                break;
            }
        }

        List<RequestId> left;
        lock (_gate)
        {
            left = [.. _handed is { } running ? [running] : Array.Empty<RequestId>(), .. _waiting.Select(request => request.Id)];
            _waiting.Clear();
            _given.UnionWith(left);
        }

        if (left.Count > 0)
        {
            await _abandoned.CancelAsync().ConfigureAwait(false);
            foreach (var id in left)
            {
                var known = JsonSerializer.Serialize(id, McpJsonUtilities.DefaultOptions);
                await RefuseAsync(known, McpErrorCode.InternalError, "cancelled: the input ended").ConfigureAwait(false);
            }
        }
    }

    private Task? NextAnswer()
    {
        lock (_gate)
        {
            _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _handed is null ? null : _answered.Task;
        }
    }

    private Task RefuseAsync(string id, McpErrorCode code, string reason) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(
        new { jsonrpc = "2.0", id = JsonElement.Parse(id), error = new { code = (int)code, message = reason } }, JsonText.Options));

    private async Task WriteAsync(byte[] message)
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            await _output.WriteAsync(message).ConfigureAwait(false);
            await _output.WriteAsync("\n"u8.ToArray()).ConfigureAwait(false);
            await _output.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }
}
