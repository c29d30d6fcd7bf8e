namespace AgentMemory.Gguf.Blocks;

/// <summary>Numbers that a type cannot hold: infinities, NaN, or numbers too large for its scales. The message says which.</summary>
public sealed class UnstorableNumbersException(string message) : Exception(message);
