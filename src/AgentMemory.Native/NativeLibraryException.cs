namespace AgentMemory.Native;

/// <summary>
/// The native libraries cannot be loaded or are not the ones this program is made for. The message says why and what to
/// do.
/// </summary>
public sealed class NativeLibraryException : Exception
{
    /// <summary>What is wrong, with the remedy.</summary>
    public NativeLibraryException(string message)
        : base(message)
    {
    }

    /// <summary>As above, keeping what the loader said.</summary>
    public NativeLibraryException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
