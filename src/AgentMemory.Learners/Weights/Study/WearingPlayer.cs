using AgentMemory.Core.Models;
using AgentMemory.Core.Play;

namespace AgentMemory.Learners.Weights.Study;

/// <summary>A player over a model that wears adapters, which are put down with it.</summary>
internal sealed class WearingPlayer(IPlayer player, ILanguageModel worn) : IRecallingPlayer
{
    public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation) => player.Choose(turns, cancellation);

    public Recollection Recall(Turn turn) =>
        player is IRecallingPlayer recalling ? recalling.Recall(turn) : new Recollection { Documents = turn.Documents };

    public void Dispose()
    {
        player.Dispose();
        worn.Dispose();
    }
}
