using AgentMemory.Core.Play;

namespace AgentMemory.Learners.Memory.Rag;

/// <summary>A model player and the store it recalls from, closed together.</summary>
internal sealed class RecallingPlayer(ModelPlayer player, IDisposable? store) : IRecallingPlayer
{
    public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation) =>
        player.Choose(turns, cancellation);

    public Recollection Recall(Turn turn) => player.Recall(turn);

    public void Dispose()
    {
        player.Dispose();
        store?.Dispose();
    }
}
