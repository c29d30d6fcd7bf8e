namespace AgentMemory.Core.Lives;

/// <summary>A stretch of a text that somebody trains on.</summary>
/// <param name="Text">What stands in the text, and so in the context of all that follows.</param>
/// <param name="Weight">Factor of its tokens' loss; 0 only reads it, a negative weight makes it less likely.</param>
/// <param name="Target">
/// What should have stood here, where that differs from what does: the clean choice behind a noisy one. Its tokens are
/// predicted up to and including the first that differs from <paramref name="Text"/>.
/// </param>
public sealed record Segment(string Text, double Weight = 0, string? Target = null);
