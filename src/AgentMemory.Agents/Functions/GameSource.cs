using AgentMemory.Core.Tasks;

namespace AgentMemory.Agents.Functions;

/// <summary>The games and fields that an agent may play, handed in by whoever knows them.</summary>
/// <param name="Families">Names to begin with, as they are listed to a model.</param>
/// <param name="Open">The task of a name such as <c>heaps?seed=3</c>; throws UserErrorException for one that is not there.</param>
public sealed record GameSource(IReadOnlyList<string> Families, Func<string, ITask> Open);
