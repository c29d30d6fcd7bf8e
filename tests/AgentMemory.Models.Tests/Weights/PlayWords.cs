using AgentMemory.Core.Play;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>The prompts of the repository.</summary>
internal static class PlayWords
{
    internal static PromptBook Book { get; } = PromptBook.Load(Find());

    internal static PlayPrompt Prompt { get; } = new(Book);

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AgentMemory.sln")))
        {
            at = at.Parent ?? throw new InvalidOperationException("the tests run below the repository");
        }

        return Path.Combine(at.FullName, "prompts");
    }
}
