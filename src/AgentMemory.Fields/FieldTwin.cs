namespace AgentMemory.Fields;

/// <summary>Which of a field's siblings is meant.</summary>
public enum FieldTwin
{
    /// <summary>The field itself.</summary>
    None,

    /// <summary>The same laws under other names, to price what names alone give away.</summary>
    Scrambled,

    /// <summary>The same names with one law changed, to tell understanding from remembering.</summary>
    Varied,
}
