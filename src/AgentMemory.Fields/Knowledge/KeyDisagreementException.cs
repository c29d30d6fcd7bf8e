namespace AgentMemory.Fields.Knowledge;

/// <summary>
/// Two unrelated ways to compute an answer differ. A fault of the family's code: the field must not be used, and no key
/// is handed out.
/// </summary>
public sealed class KeyDisagreementException : Exception
{
    public KeyDisagreementException(string question, string first, string second)
        : base($"the two engines disagree on \"{question}\": {first} against {second}")
    {
    }
}
