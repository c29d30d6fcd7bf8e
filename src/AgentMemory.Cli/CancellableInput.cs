namespace AgentMemory.Cli;

/// <summary>
/// Standard input that a signal ends. Reading from a terminal or a pipe blocks the thread that reads, so another thread reads and
/// this one waits for it or for the cancellation, whichever comes first.
/// </summary>
internal sealed class CancellableInput : TextReader
{
    private readonly TextReader _input;
    private readonly CancellationToken _cancellation;

    public CancellableInput(TextReader input, CancellationToken cancellation)
    {
        _input = input;
        _cancellation = cancellation;
    }

    /// <inheritdoc/>
    public override int Peek() => Awaited(_input.Peek);

    /// <inheritdoc/>
    public override int Read() => Awaited(_input.Read);

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count) => Awaited(() => _input.Read(buffer, index, count));

    /// <inheritdoc/>
    public override string? ReadLine() => Awaited(_input.ReadLine);

    /// <inheritdoc/>
    public override string ReadToEnd() => Awaited(_input.ReadToEnd);

    private T Awaited<T>(Func<T> read)
    {
        var reading = Task.Run(read);
        // Only the wait is cancelled; a thread that still reads ends with the process.
        Task.WaitAny([reading], _cancellation);
        return reading.GetAwaiter().GetResult();
    }
}
