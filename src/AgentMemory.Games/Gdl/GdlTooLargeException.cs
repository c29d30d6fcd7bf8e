namespace AgentMemory.Games.Gdl;

/// <summary>A game has too many facts or rule instances to list them all beforehand. Caught where another way remains.</summary>
internal sealed class GdlTooLargeException(string message) : Exception(message);
