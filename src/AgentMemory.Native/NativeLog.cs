using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace AgentMemory.Native;

/// <summary>
/// What llama.cpp and ggml say, kept as the last lines instead of being printed, and handed to whoever listens.
/// Thread-safe: lines come from the engine's worker threads too.
/// </summary>
public static class NativeLog
{
    /// <summary>Lines that are kept.</summary>
    public const int LinesKept = 512;

    private static readonly Lock Gate = new();
    private static readonly Queue<NativeLogLine> Lines = new();
    private static readonly StringBuilder Pending = new();
    private static NativeLogLevel _pendingLevel;
    private static Action<NativeLogLine>? _listeners;

    /// <summary>The last lines of at least this level, oldest first.</summary>
    public static IReadOnlyList<NativeLogLine> Recent(NativeLogLevel atLeast = NativeLogLevel.Debug)
    {
        lock (Gate)
        {
            return [.. Lines.Where(line => line.Level >= atLeast)];
        }
    }

    /// <summary>
    /// Calls the listener with every line from now on, on the thread that says it, until the result is disposed.
    /// What the listener throws is dropped: an exception must not cross native frames.
    /// </summary>
    public static IDisposable Listen(Action<NativeLogLine> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        lock (Gate)
        {
            _listeners += listener;
        }

        return new Listening(listener);
    }

    /// <summary>The last error lines in one sentence, for messages; empty when there are none.</summary>
    internal static string LastWords(int linesMax = 3)
    {
        var lines = Recent(NativeLogLevel.Warning)
            .Where(line => line.Level == NativeLogLevel.Error).TakeLast(linesMax).Select(line => line.Text);
        return string.Join("; ", lines);
    }

    /// <summary>Forgets the kept lines, so that <see cref="LastWords"/> speaks of what comes next.</summary>
    internal static void Clear()
    {
        lock (Gate)
        {
            Lines.Clear();
        }
    }

    internal static unsafe void Connect()
    {
        Llama.llama_log_set(&OnLog, 0);
        Ggml.ggml_set_abort_callback(&OnAbort);
    }

    internal static void Add(NativeLogLevel level, string text)
    {
        List<NativeLogLine> whole = [];
        Action<NativeLogLine>? listeners;
        lock (Gate)
        {
            if (level != NativeLogLevel.Continuation)
            {
                Flush(whole);
                _pendingLevel = level;
            }

            Pending.Append(text);
            if (text.EndsWith('\n'))
            {
                Flush(whole);
            }

            listeners = _listeners;
        }

        if (listeners is not null)
        {
            whole.ForEach(line => Tell(listeners, line));
        }
    }

    private static void Flush(List<NativeLogLine> whole)
    {
        var text = Pending.ToString().TrimEnd();
        Pending.Clear();
        if (text.Length == 0)
        {
            return;
        }

        var line = new NativeLogLine(_pendingLevel, text);
        Lines.Enqueue(line);
        if (Lines.Count > LinesKept)
        {
            Lines.Dequeue();
        }

        whole.Add(line);
    }

    private static void Tell(Action<NativeLogLine> listeners, NativeLogLine line)
    {
        try
        {
            listeners(line);
        }
#pragma warning disable CA1031 // An exception that crosses a native frame ends the process.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void OnLog(int level, byte* text, nint user) =>
        Add((NativeLogLevel)level, Marshal.PtrToStringUTF8((nint)text) ?? "");

    /// <summary>
    /// ggml calls this right before abort(): nothing can be saved any more, so the reason goes to standard error,
    /// where a person or the parent process finds it.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void OnAbort(byte* text)
    {
        var reason = (Marshal.PtrToStringUTF8((nint)text) ?? "no reason given").ReplaceLineEndings(" ").Trim();
        Add(NativeLogLevel.Error, reason + "\n");
        try
        {
            Console.Error.WriteLine($"error: the native engine stopped the process: {reason}");
            Console.Error.Flush();
        }
        catch (IOException)
        {
            // Standard error is closed; there is no other place left.
        }
    }

    private sealed class Listening(Action<NativeLogLine> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (Gate)
            {
                _listeners -= listener;
            }
        }
    }
}
