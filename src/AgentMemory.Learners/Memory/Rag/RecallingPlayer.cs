using AgentMemory.Core.Play;

namespace AgentMemory.Learners.Memory.Rag;

/// <summary>A model player and the store it recalls from, closed together.</summary>
internal sealed class RecallingPlayer(IPlayer player, IDisposable? store) : IPlayer
{
    public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation) =>
        player.Choose(turns, cancellation);

    public void Dispose()
    {
        player.Dispose();
        store?.Dispose();
    }
}
