using AgentMemory.Core;

namespace AgentMemory.Cli.Processes;

/// <summary>Where the project's own files lie: words in prompts/, numbers in eval/, models in models/.</summary>
internal sealed class Home
{
    private Home(string folder)
    {
        Folder = folder;
    }

    public string Folder { get; }

    public string Prompts => Path.Combine(Folder, "prompts");

    public string Models => Path.Combine(Folder, "models");

    /// <summary>The claims' plans.</summary>
    public string Claims => Path.Combine(Folder, "eval", "plans", "claims");

    /// <summary>Results that the project holds.</summary>
    public string Results => Path.Combine(Folder, "eval", "results");

    /// <summary>The plan of a name, as shipped.</summary>
    public string Plan(string name) => Path.Combine(Folder, "eval", "plans", name + ".yaml");

    /// <summary>Beside the program, as published, or up the tree, as in a checkout.</summary>
    /// <exception cref="UserErrorException">The files are not there.</exception>
    public static Home Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "prompts", "play", "turn.txt")))
            {
                return new Home(folder.FullName);
            }
        }

        throw new UserErrorException(
            "the folder prompts/ is neither beside the program nor above it; run it from a whole checkout or publish it again");
    }
}
