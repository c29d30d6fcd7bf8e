using AgentMemory.Core;

namespace AgentMemory.Evaluation;

/// <summary>Where artifacts lie between blocks. Only the latest of a trial is kept.</summary>
internal static class ArtifactShelf
{
    /// <summary>The artifact that a finished block left, checked against the ledger's hash.</summary>
    /// <exception cref="UserErrorException">It is gone or was changed.</exception>
    public static Artifact? Find(Classroom classroom, BlockResult? block)
    {
        if (block?.ArtifactSha256 is null)
        {
            return null;
        }

        var folder = classroom.FolderOf(block.Trial, block.Block);
        var artifact = Directory.Exists(folder) ? Artifact.Of(folder) : null;
        return artifact?.Sha256 == block.ArtifactSha256
            ? artifact
            : throw new UserErrorException(
                $"artifact {folder} is {(artifact is null ? "gone" : "not the one the ledger names")}; "
                + "restore it, or run again into another folder");
    }

    /// <summary>Puts what a study left where its block's artifact belongs.</summary>
    public static Artifact? Place(Classroom classroom, TrialKey trial, int block, Artifact? artifact)
    {
        var folder = classroom.FolderOf(trial, block);
        if (artifact is null || artifact.Folder == folder)
        {
            return artifact;
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.Move(artifact.Folder, folder);
        return artifact with { Folder = folder };
    }

    /// <summary>Removes what earlier blocks of the trial left, now that this block stands in the ledger.</summary>
    public static void Tidy(Classroom classroom, TrialKey trial, int block)
    {
        var kept = classroom.FolderOf(trial, block);
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
}
