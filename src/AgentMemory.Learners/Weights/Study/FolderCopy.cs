namespace AgentMemory.Learners.Weights.Study;

/// <summary>Copies a folder with all that is in it.</summary>
internal static class FolderCopy
{
    /// <param name="from">The folder.</param>
    /// <param name="to">Not there yet.</param>
    public static void Make(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }
}
