namespace AgentMemory.Inference.Llama;

/// <summary>llama.cpp refused or failed at something that was checked and should have worked.</summary>
public sealed class EngineException : Exception
{
    /// <summary>What failed, with the engine's last words.</summary>
    public EngineException(string message)
        : base(message)
    {
    }
}
