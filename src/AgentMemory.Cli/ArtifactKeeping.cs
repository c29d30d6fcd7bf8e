using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Cli;

/// <summary>
/// The folder that carries what is learnt from one run to the next: <c>latest/</c> and a count of the runs. New
/// knowledge replaces the old in one rename, so a killed run loses itself and nothing else.
/// </summary>
internal sealed class ArtifactKeeping : IDisposable
{
    private readonly string? _folder;

    /// <param name="folder">The user's folder, or null to keep nothing.</param>
    public ArtifactKeeping(string? folder)
    {
        _folder = folder;
        try
        {
            WorkFolder = folder is null
                ? Directory.CreateTempSubdirectory("agentmemory-run-").FullName
                : Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;
            Runs = folder is not null && File.Exists(CountFile) && int.TryParse(
                File.ReadAllText(CountFile), NumberStyles.None, CultureInfo.InvariantCulture, out var runs) ? runs : 0;
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

    private string Latest => Path.Combine(_folder!, "latest");

    private string CountFile => Path.Combine(_folder!, "runs.txt");

    /// <summary>Puts what was learnt in the place of what was known.</summary>
    public void Keep(Artifact? artifact)
    {
        if (_folder is null)
        {
            return;
        }

        if (artifact is not null)
        {
            var old = Path.Combine(_folder, "before");
            if (Directory.Exists(old))
            {
                Directory.Delete(old, recursive: true);
            }

            if (Directory.Exists(Latest))
            {
                Directory.Move(Latest, old);
            }

            Directory.Move(artifact.Folder, Latest);
        }

        File.WriteAllText(CountFile, (Runs + 1).ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        if (Directory.Exists(WorkFolder))
        {
            Directory.Delete(WorkFolder, recursive: true);
        }
    }
}
