using System.Text;
using LLama.Native;

namespace AgentMemory.Inference;

/// <summary>
/// What llama.cpp, ggml and LLamaSharp say, kept as the last lines instead of being printed, and handed to whoever listens.
/// Thread-safe: lines come from the engine's worker threads too.
/// </summary>
public static class EngineLog
{
    /// <summary>Lines that are kept.</summary>
    public const int LinesKept = 512;

    private static readonly Lock Gate = new();
    private static readonly Queue<EngineLogLine> Lines = new();
    private static readonly StringBuilder Pending = new();
    private static EngineLogLevel _pendingLevel;
    private static Action<EngineLogLine>? _listeners;

    /// <summary>The last lines of at least this level, oldest first.</summary>
    public static IReadOnlyList<EngineLogLine> Recent(EngineLogLevel atLeast = EngineLogLevel.Debug)
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
    public static IDisposable Listen(Action<EngineLogLine> listener)
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
        var lines = Recent(EngineLogLevel.Error).TakeLast(linesMax).Select(line => line.Text);
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

    /// <summary>Takes what the library hands over: whole lines, or parts of one.</summary>
    internal static void Add(LLamaLogLevel level, string text)
    {
        List<EngineLogLine> whole = [];
        Action<EngineLogLine>? listeners;
        lock (Gate)
        {
            if (level != LLamaLogLevel.Continue)
            {
                Flush(whole);
                _pendingLevel = (EngineLogLevel)level;
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

    private static void Flush(List<EngineLogLine> whole)
    {
        var text = Pending.ToString().TrimEnd();
        Pending.Clear();
        if (text.Length == 0)
        {
            return;
        }

        var line = new EngineLogLine(_pendingLevel, text);
        Lines.Enqueue(line);
        if (Lines.Count > LinesKept)
        {
            Lines.Dequeue();
        }

        whole.Add(line);
    }

    private static void Tell(Action<EngineLogLine> listeners, EngineLogLine line)
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

    private sealed class Listening(Action<EngineLogLine> listener) : IDisposable
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
