using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Ledger;

namespace AgentMemory.Cli.Results;

/// <summary>
/// The ledger of a comparison. Folder, ledger and resolved plan are made when the first block is finished, so that a start that
/// fails leaves nothing.
/// </summary>
internal sealed class RunLedger : ILedger
{
    private readonly ResultFolder _folder;
    private readonly int _trainingThreads;
    private RunIdentity? _identity;
    private SqliteLedger? _ledger;

    /// <param name="folder">Where the run is kept.</param>
    /// <param name="trainingThreads">Kept with it, since a resumed run must train with as many.</param>
    public RunLedger(ResultFolder folder, int trainingThreads)
    {
        // Before the first block is played, not when its result is to be kept.
        SqliteLedger.EngineVersion();
        _folder = folder;
        _trainingThreads = trainingThreads;
    }

    /// <summary>How the plan's style was chosen, kept with it; null where it was not, or the folder has it already.</summary>
    public string? StyleChosen { get; init; }

    /// <inheritdoc/>
    public void Begin(RunIdentity identity)
    {
        _identity = identity;
        if (File.Exists(_folder.Ledger))
        {
            Made();
        }
    }

    /// <inheritdoc/>
    public RunIdentity? Identity() => _ledger?.Identity() ?? _identity;

    /// <inheritdoc/>
    public IReadOnlyList<BlockResult> Blocks() => _ledger?.Blocks() ?? [];

    /// <inheritdoc/>
    public IReadOnlyList<LedgerEpisode> Episodes(TrialKey trial, int block) => _ledger?.Episodes(trial, block) ?? [];

    /// <inheritdoc/>
    public void Write(BlockResult block) => Made().Write(block);

    public void Dispose() => _ledger?.Dispose();

    private SqliteLedger Made()
    {
        if (_ledger is not null)
        {
            return _ledger;
        }

        var identity = _identity ?? throw new InvalidOperationException("Begin comes first.");
        _folder.Lock.MakeFolder();
        var ledger = SqliteLedger.Open(_folder.Ledger);
        try
        {
            ledger.Begin(identity);
            TextFile.Write(_folder.Plan, identity.PlanText);
            if (StyleChosen is not null)
            {
                TextFile.Write(_folder.Style, StyleChosen);
            }

            TextFile.Write(_folder.Threads, _trainingThreads.ToString(CultureInfo.InvariantCulture) + "\n");
        }
        catch
        {
            ledger.Dispose();
            throw;
        }

        return _ledger = ledger;
    }
}
