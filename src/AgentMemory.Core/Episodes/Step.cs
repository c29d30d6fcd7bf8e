namespace AgentMemory.Core.Episodes;

/// <summary>One thing seen and the reply given to it.</summary>
/// <param name="Text">As in the view.</param>
/// <param name="Reply">As it took effect.</param>
public sealed record Step(string Text, string Reply);
