using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;

namespace AgentMemory.Experiments.Rollouts;

/// <summary>Picks uniformly among the legal replies, by the turn's seed alone; it costs nothing. Where replies are not listed it says nothing.</summary>
internal sealed class UniformPlayer : IPlayer
{
    public static UniformPlayer Instance { get; } = new();

    public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation) =>
        [.. turns.Select(turn => new Choice
        {
            Reply = turn.View.Reply is ReplyForm.OneOf form
                ? new Reply.Legal(new Rng(turn.Seed).Fork("uniform").Pick(form.Replies))
                : new Reply.Unreadable(""),
            Cost = Cost.None,
        })];

    public void Dispose()
    {
    }
}
