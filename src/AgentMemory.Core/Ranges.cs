namespace AgentMemory.Core;

/// <summary>Ranges that are the same wherever the number is given: on the command line, in a plan, as a parameter of a task.</summary>
public static class Ranges
{
    /// <summary>Seeds of random choices.</summary>
    public static NumberRange<ulong> Seed { get; } = new(0, ulong.MaxValue);
}
