namespace AgentMemory.Inference.Llama;

/// <summary>The native files of LLamaSharp cannot be loaded. The message says why and what to do.</summary>
public sealed class BackendException : Exception
{
    /// <summary>What is wrong, with the remedy, and what the loader said.</summary>
    public BackendException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
