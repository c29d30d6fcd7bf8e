using System.Text;
using LLama.Native;

namespace AgentMemory.Inference.Llama;

/// <summary>
/// What llama.cpp, ggml and LLamaSharp say, kept as the last lines instead of being printed.
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

    /// <summary>The last lines of at least this level, oldest first.</summary>
    public static IReadOnlyList<EngineLogLine> Recent(EngineLogLevel atLeast = EngineLogLevel.Debug)
    {
        lock (Gate)
        {
            return [.. Lines.Where(line => line.Level >= atLeast)];
        }
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
        lock (Gate)
        {
            if (level != LLamaLogLevel.Continue)
            {
                Flush();
                _pendingLevel = (EngineLogLevel)level;
            }

            Pending.Append(text);
            if (text.EndsWith('\n'))
            {
                Flush();
            }
        }
    }

    private static void Flush()
    {
        var text = Pending.ToString().TrimEnd();
        Pending.Clear();
        if (text.Length == 0)
        {
            return;
        }

        Lines.Enqueue(new EngineLogLine(_pendingLevel, text));
        if (Lines.Count > LinesKept)
        {
            Lines.Dequeue();
        }
    }
}
