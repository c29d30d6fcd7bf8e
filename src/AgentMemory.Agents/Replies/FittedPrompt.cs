using AgentMemory.Memory.Passages;

namespace AgentMemory.Agents.Replies;

/// <summary>A conversation as a prompt.</summary>
/// <param name="Text">Ends where the reply begins.</param>
/// <param name="Passages">Those that stand in it.</param>
/// <param name="Stops">
/// Texts that end the reply beside the model's own end: the next turn's mark where the layout is ours, none where it is the
/// model's, which knows how its turns end.
/// </param>
internal sealed record FittedPrompt(string Text, IReadOnlyList<Passage> Passages, IReadOnlyList<string> Stops)
{
    /// <summary>What the model writes before the JSON of a call where its template takes functions; empty where they are told in words.</summary>
    public string CallOpening { get; init; } = "";
}
