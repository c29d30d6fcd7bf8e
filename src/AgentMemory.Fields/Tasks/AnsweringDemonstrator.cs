using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;

namespace AgentMemory.Fields.Tasks;

/// <summary>Gives every right answer. Nothing is hidden in a field, so there is nothing to find out or to note.</summary>
internal sealed class AnsweringDemonstrator : IDemonstrator
{
    /// <summary>There is nothing that two could differ in.</summary>
    public static AnsweringDemonstrator Instance { get; } = new();

    public IReadOnlyList<string> Notes => [];

    public string Choose(IEpisode episode) => ((FieldEpisode)episode).RightReply;

    public void Observe(IEpisode before, string reply, IEpisode after)
    {
    }

    public void Read(IReadOnlyList<string> notes)
    {
    }
}
