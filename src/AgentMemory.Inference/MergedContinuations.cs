using AgentMemory.Core.Models;
using AgentMemory.Inference.Cache;

namespace AgentMemory.Inference;

/// <summary>
/// Continuations of one prompt whose evaluated tokens are the beginning of another's need no sequence of their own: all replies of one
/// token are read off behind the prompt. Equal texts in one cache would also differ in last bits without flash attention, whose sums
/// run over all cells in their order.
/// </summary>
internal static class MergedContinuations
{
    /// <returns>What is evaluated, in the order of the first that asks, and who asks for each, in their order.</returns>
    public static (IReadOnlyList<SequenceRequest> Sequences, IReadOnlyList<IReadOnlyList<int>> AskedOf) Of(
        IReadOnlyList<ScoreRequest> requests, SequenceRequest[] own)
    {
        var merged = new List<(SequenceRequest Longest, List<int> Asked)>();
        foreach (var prompt in Enumerable.Range(0, own.Length).GroupBy(i => requests[i].Prompt, StringComparer.Ordinal))
        {
            var groups = new List<(SequenceRequest Longest, List<int> Asked)>();
            foreach (var i in prompt.OrderByDescending(i => own[i].Tokens.Length).ThenBy(i => i))
            {
                var place = groups.FindIndex(group => group.Longest.OutputsFrom <= own[i].OutputsFrom
                    && group.Longest.Tokens.AsSpan().StartsWith(own[i].Tokens));
                if (place < 0)
                {
                    groups.Add((own[i], [i]));
                }
                else
                {
                    groups[place].Asked.Add(i);
                }
            }

            merged.AddRange(groups);
        }

        merged.ForEach(group => group.Asked.Sort());
        merged.Sort((left, right) => left.Asked[0].CompareTo(right.Asked[0]));
        return ([.. merged.Select(group => group.Longest)], [.. merged.Select(group => group.Asked)]);
    }
}
