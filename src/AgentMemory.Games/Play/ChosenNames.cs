namespace AgentMemory.Games.Play;

/// <summary>The names that a user chose for the things of a game.</summary>
/// <param name="Given">Names one by one, the game's own first; what they do not reach is drawn.</param>
/// <param name="AreCommon">The others are everyday English words; else they are invented.</param>
public sealed record ChosenNames(IReadOnlyList<string> Given, bool AreCommon);
