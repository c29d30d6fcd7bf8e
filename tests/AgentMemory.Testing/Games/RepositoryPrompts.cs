using AgentMemory.Core.Play;

namespace AgentMemory.Testing;

/// <summary>The prompts of this repository, found upwards from where the tests run.</summary>
public static class RepositoryPrompts
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static PromptBook Book { get; } = PromptBook.Load(Path.Combine(Root, "prompts"));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AgentMemory.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
