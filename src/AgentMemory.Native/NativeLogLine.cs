namespace AgentMemory.Native;

/// <summary>How much a line of the native log matters, as ggml numbers it.</summary>
public enum NativeLogLevel
{
    None = 0,
    Debug = 1,
    Information = 2,
    Warning = 3,
    Error = 4,

    /// <summary>The text goes behind the line before it.</summary>
    Continuation = 5,
}

/// <summary>A whole line that llama.cpp or ggml said.</summary>
public sealed record NativeLogLine(NativeLogLevel Level, string Text);
