using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Rooms;

/// <summary>Where artifacts are between rounds and blocks. Only the latest of a trial is kept.</summary>
public sealed class ArtifactStore
{
    private readonly string _folder;
    private readonly ModelCard _model;
    private readonly Plan? _plan;

    /// <param name="folder">The folder under which every trial keeps its artifacts.</param>
    /// <param name="model">The model that all learn with; artifacts name it.</param>
    /// <param name="plan">Says what learners are set by, for those who use an artifact elsewhere; null where nobody does.</param>
    public ArtifactStore(string folder, ModelCard model, Plan? plan = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(model);
        (_folder, _model, _plan) = (folder, model, plan);
    }

    /// <summary>Whose a trial's artifacts are.</summary>
    public ArtifactOwner OwnerOf(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var settings = _plan?.Learners.FirstOrDefault(learner => learner.Name == trial.Key.Learner)?.Settings;
        return new ArtifactOwner
        {
            Learner = trial.Learner.Id,
            Tasks = [.. trial.Tasks.Select(task => task.Task.Id)],
            Model = _model.Id,
            ModelSha256 = _model.Sha256,
            Settings = settings is null ? null
                : SettingList.Of(settings).All.ToDictionary(setting => setting.Path, setting => setting.TextIn(settings), StringComparer.Ordinal),
            Style = _plan is null ? null : PlanWords.Of(_plan.Style),
        };
    }

    /// <summary>An empty folder for what a round of a block leaves.</summary>
    public string Empty(TrialKey trial, int block, int round)
    {
        var folder = FolderOf(trial, block) + (round == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{round:D3}"));
        // A killed run may have left a half-written artifact of this very round.
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>The artifact that a finished block left, checked against the ledger's hash.</summary>
    /// <exception cref="UserErrorException">It is gone or was changed.</exception>
    public Artifact? Find(BlockResult? block)
    {
        if (block?.ArtifactSha256 is null)
        {
            return null;
        }

        var folder = FolderOf(block.Trial, block.Block);
        var artifact = Directory.Exists(folder) ? Artifact.Of(folder) : null;
        return artifact?.Sha256 == block.ArtifactSha256
            ? artifact
            : throw new UserErrorException(
                $"artifact {folder} is {(artifact is null ? "gone" : "not the one the ledger names")}; "
                + "restore it, or run again into another folder");
    }

    /// <summary>Puts what a block's last round left where the block's artifact belongs.</summary>
    public Artifact? Place(BlockWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var folder = FolderOf(work.Trial.Key, work.Block);
        if (work.Artifact is not { } artifact || artifact.Folder == folder)
        {
            return work.Artifact;
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.Move(artifact.Folder, folder);
        return artifact with { Folder = folder };
    }

    /// <summary>Removes what earlier blocks and rounds of the trial left, now that this block is in the ledger.</summary>
    public void Tidy(TrialKey trial, int block)
    {
        var kept = FolderOf(trial, block);
        var parent = Path.GetDirectoryName(kept);
        if (parent is null || !Directory.Exists(parent))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(parent).Where(f => f != kept))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string FolderOf(TrialKey trial, int block) => FolderOf(_folder, trial, block);

    /// <summary>Where the artifact of a block lies below the folder of all.</summary>
    /// <param name="root">The folder under which every trial keeps its artifacts.</param>
    /// <param name="trial">Whose.</param>
    /// <param name="block">After which it was left.</param>
    public static string FolderOf(string root, TrialKey trial, int block) => Path.Combine(
        root, trial.Learner, $"stream-{trial.Stream}", $"seed-{trial.Seed}", string.Create(CultureInfo.InvariantCulture, $"block-{block:D3}"));
}
