namespace AgentMemory.Inference.Llama;

/// <summary>How much a line of the engine's log matters, as llama.cpp numbers it.</summary>
public enum EngineLogLevel
{
    None = 0,
    Debug = 1,
    Information = 2,
    Warning = 3,
    Error = 4,
}

/// <summary>A whole line that llama.cpp, ggml or LLamaSharp said.</summary>
public sealed record EngineLogLine(EngineLogLevel Level, string Text);
