namespace AgentMemory.Games.Gdl;

/// <summary>
/// A fact may depend on its own opposite, as far as this way of working it out can see. Caught where another way remains.
/// </summary>
internal sealed class GdlTangledException(GdlRule rule, GdlTerm negated) : Exception
{
    public GdlRule Rule => rule;

    /// <summary>What is negated in the rule's body.</summary>
    public GdlTerm Negated => negated;
}
