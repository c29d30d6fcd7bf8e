using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Learners;

namespace AgentMemory.Cli.Results;

/// <summary>
/// The folder that carries what is learnt from one run to the next: <c>latest/</c> and a count of the runs. New
/// knowledge replaces the old in one rename, so a killed run loses itself and nothing else.
/// </summary>
internal sealed class ArtifactKeeping : IDisposable
{
    /// <summary>Below the folder, what was learnt last.</summary>
    public const string LatestName = "latest";

    /// <summary>The count of the runs; a folder without it is not one of theirs.</summary>
    public const string CountName = "runs.txt";
    private readonly string? _folder;
    private readonly bool _isNew;
    private bool _isKept;

    /// <param name="folder">The user's folder, or null to keep nothing.</param>
    /// <exception cref="UserErrorException">It cannot be used, or holds something else than earlier runs.</exception>
    public ArtifactKeeping(string? folder)
    {
        _folder = folder;
        _isNew = folder is not null && !Directory.Exists(folder);
        try
        {
            if (folder is not null)
            {
                Refuse(folder);
                BringBack();
                Directory.CreateDirectory(folder);
                if (!File.Exists(CountFile))
                {
                    File.WriteAllText(CountFile, "0");
                }
            }

            WorkFolder = folder is null
                ? Directory.CreateTempSubdirectory("agentmemory-run-").FullName
                : Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;
            Runs = folder is not null && File.Exists(CountFile) && int.TryParse(
                TextFile.Read(CountFile, "count of runs"), NumberStyles.None, CultureInfo.InvariantCulture, out var runs) ? runs : 0;
            Before = folder is not null && Directory.Exists(Latest) ? Artifact.Of(Latest) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--artifact {folder} cannot be used ({e.Message}); name a folder that can be written", e);
        }
    }

    /// <summary>What earlier runs learnt.</summary>
    public Artifact? Before { get; }

    /// <summary>How many runs went before.</summary>
    public int Runs { get; }

    /// <summary>Where the study writes.</summary>
    public string WorkFolder { get; }

    private string Latest => Path.Combine(_folder!, LatestName);

    private string Old => Path.Combine(_folder!, "before");

    private string CountFile => Path.Combine(_folder!, CountName);

    /// <summary>Whose what a folder keeps is; null where it keeps nothing yet.</summary>
    /// <exception cref="UserErrorException">The file that says so cannot be read.</exception>
    public static ArtifactOwner? OwnerIn(string? folder) =>
        folder is not null && Directory.Exists(Path.Combine(folder, LatestName)) ? ArtifactOwner.Read(Path.Combine(folder, LatestName)) : null;

    /// <summary>Refuses what earlier runs learnt where something else made it, or where a part of it is gone.</summary>
    /// <exception cref="UserErrorException">Another learner, task or model made it, it does not say which, or a file is missing.</exception>
    public void Check(ArtifactOwner user)
    {
        if (Before is null)
        {
            return;
        }

        var name = $"--artifact {_folder}";
        var owner = ArtifactOwner.Read(Before.Folder) ?? throw new UserErrorException(
            $"{name} does not say which learner, task and model made it: latest/{ArtifactOwner.FileName} is gone; restore it, or name a new folder");
        owner.Require(user, name);
        owner.RequireFiles(Before.Folder, name);
    }

    /// <summary>Uses what earlier runs learnt.</summary>
    /// <exception cref="UserErrorException">A file is missing: something else made it, or it is damaged.</exception>
    public T Using<T>(ArtifactOwner user, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (FileNotFoundException e) when (Before is not null
            && e.FileName?.StartsWith(Path.GetFullPath(Before.Folder), StringComparison.Ordinal) == true)
        {
            var name = Path.GetRelativePath(Path.GetFullPath(Before.Folder), e.FileName!);
            throw new UserErrorException(
                $"--artifact {_folder} has no {name}, which {user.Learner} keeps: another learner made it, or it is damaged; name another folder",
                e);
        }
    }

    /// <summary>Puts what was learnt in the place of what was known.</summary>
    public void Keep(Artifact? artifact)
    {
        if (_folder is null)
        {
            return;
        }

        if (artifact is not null)
        {
            if (Directory.Exists(Old))
            {
                Directory.Delete(Old, recursive: true);
            }

            if (Directory.Exists(Latest))
            {
                Directory.Move(Latest, Old);
            }

            Directory.Move(artifact.Folder, Latest);
        }

        _isKept = true;
        File.WriteAllText(CountFile, (Runs + 1).ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        if (Directory.Exists(WorkFolder))
        {
            Directory.Delete(WorkFolder, recursive: true);
        }

        // A start that failed leaves no folder that was not there before.
        if (_isNew && !_isKept && Directory.Exists(_folder))
        {
            File.Delete(CountFile);
            Directory.Delete(_folder);
        }
    }

    // Runs write and delete here: only in a folder that is new, empty, or one of theirs.
    private static void Refuse(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        if (ArtifactOwner.Read(folder) is { } owner)
        {
            throw new UserErrorException(
                $"--artifact {folder} is itself what {owner.Learner} learnt of {string.Join(", ", owner.Tasks)}; name the folder that run keeps such "
                + "in, or a new one");
        }

        // The count is written before anything else is, so a folder without it is not one of theirs, whatever its parts are called.
        var names = Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).ToArray();
        if (!names.Contains(CountName) && names.FirstOrDefault(name => !name.StartsWith('.')) is { } other)
        {
            throw new UserErrorException($"--artifact {folder} holds {other} and nothing that a run kept; name a new folder");
        }
    }

    // A run that was killed between two renames of Keep left the old knowledge under its other name.
    private void BringBack()
    {
        if (!Directory.Exists(Latest) && Directory.Exists(Old))
        {
            Directory.Move(Old, Latest);
        }
    }
}
