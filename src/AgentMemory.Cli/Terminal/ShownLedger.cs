using AgentMemory.Core.Ledger;

namespace AgentMemory.Cli.Terminal;

/// <summary>A ledger whose new blocks are shown; it is its maker's to dispose of.</summary>
internal sealed class ShownLedger : ILedger
{
    private readonly ILedger _inner;
    private readonly Action<BlockResult> _show;

    public ShownLedger(ILedger inner, Action<BlockResult> show)
    {
        (_inner, _show) = (inner, show);
    }

    /// <inheritdoc/>
    public void Begin(RunIdentity identity) => _inner.Begin(identity);

    /// <inheritdoc/>
    public RunIdentity? Identity() => _inner.Identity();

    /// <inheritdoc/>
    public IReadOnlyList<BlockResult> Blocks() => _inner.Blocks();

    /// <inheritdoc/>
    public IReadOnlyList<LedgerEpisode> Episodes(TrialKey trial, int block) => _inner.Episodes(trial, block);

    /// <inheritdoc/>
    public void Write(BlockResult block)
    {
        _inner.Write(block);
        _show(block);
    }

    public void Dispose()
    {
    }
}
