namespace AgentMemory.Agents.Functions;

/// <summary>The one list of what an agent may do.</summary>
public static class AgentFunctions
{
    /// <summary>Functions over a store, over games, or over both.</summary>
    /// <param name="store">Null leaves out memory and notes.</param>
    /// <param name="games">Null leaves out games.</param>
    /// <param name="caller">Who calls, as it stands in the provenance of what is kept: "by the model".</param>
    public static IReadOnlyList<AgentFunction> Of(SharedStore? store, GameSource? games, string caller)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(caller);
        return
        [
            .. store is null ? [] : MemoryFunctions.Of(store, caller),
            .. store is null ? [] : NoteFunctions.Of(store, caller),
            .. games is null ? [] : GameFunctions.Of(games),
        ];
    }
}
