namespace AgentMemory.Inference.Templates;

/// <summary>A chat template is malformed, uses what is not supported, or went beyond a limit.</summary>
public sealed class TemplateException : Exception
{
    /// <param name="message">What went wrong, in the interpreter's words.</param>
    public TemplateException(string message)
        : base(message)
    {
    }

    /// <summary>As above, keeping what caused it.</summary>
    public TemplateException(string message, Exception cause)
        : base(message, cause)
    {
    }
}

/// <summary>A chat template refused the conversation by raise_exception. The message is the template's own.</summary>
public sealed class TemplateRefusedException : Exception
{
    /// <param name="words">The template's.</param>
    public TemplateRefusedException(string words)
        : base(words)
    {
    }
}
