using AgentMemory.Core;

namespace AgentMemory.Memory;

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
