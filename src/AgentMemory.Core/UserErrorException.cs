namespace AgentMemory.Core;

/// <summary>
/// What the user gave cannot be used. The message is one line that names the thing, the place and the remedy; the
/// command line prints it after "error: " and ends with exit code 2.
/// </summary>
public sealed class UserErrorException : Exception
{
    /// <summary>One line: thing, place, remedy.</summary>
    public UserErrorException(string message)
        : base(message.ReplaceLineEndings(" "))
    {
    }

    /// <summary>As above, keeping what caused it.</summary>
    public UserErrorException(string message, Exception cause)
        : base(message.ReplaceLineEndings(" "), cause)
    {
    }
}
