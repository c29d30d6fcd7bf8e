namespace AgentMemory.Native.Tests.Weights;

/// <summary>Models that others trained, beside the repository on machines that have them.</summary>
internal static class SharedModels
{
    internal static string? Find(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "AgentMemory.sln")))
            {
                var path = Path.Combine(at.Parent!.FullName, "shared", "models", name);
                return File.Exists(path) ? path : null;
            }
        }

        return null;
    }
}
