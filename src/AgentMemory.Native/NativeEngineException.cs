namespace AgentMemory.Native;

/// <summary>The native engine refused or failed at something that was checked and should have worked.</summary>
public sealed class NativeEngineException : Exception
{
    /// <summary>What failed, with the engine's last words.</summary>
    public NativeEngineException(string message)
        : base(message)
    {
    }
}
