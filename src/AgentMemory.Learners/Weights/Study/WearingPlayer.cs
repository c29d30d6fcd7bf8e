using AgentMemory.Core.Models;
using AgentMemory.Core.Play;

namespace AgentMemory.Learners.Weights.Study;

/// <summary>A player over a model that wears adapters, which are put down with it.</summary>
internal sealed class WearingPlayer(IPlayer player, ILanguageModel worn) : IPlayer
{
    public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation) => player.Choose(turns, cancellation);

    public void Dispose()
    {
        player.Dispose();
        worn.Dispose();
    }
}
