using AgentMemory.Core;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Games.Files;

/// <summary>Files to start a game of one's own from.</summary>
public static class GameStarter
{
    /// <summary>A game file of a family, and the schema that stands beside it.</summary>
    public static IReadOnlyList<(string File, string Text)> OfFamily(ITaskFamily family) =>
    [
        ($"my-{family.Name}.game.yaml", "# yaml-language-server: $schema=game.schema.json\n" + GameFile.Starter(family)),
        ("game.schema.json", GameFile.Schema),
    ];

    /// <summary>A project with a family of its own in C#.</summary>
    /// <param name="name">Of the project, its namespace and its family.</param>
    /// <param name="corePath">Where AgentMemory.Core.dll lies; a plugin is built against it.</param>
    /// <exception cref="UserErrorException">The name is no C# name.</exception>
    public static IReadOnlyList<(string File, string Text)> OfPlugin(string name, string corePath)
    {
        if (name.Length == 0 || !char.IsAsciiLetterUpper(name[0]) || !name.All(char.IsAsciiLetterOrDigit))
        {
            throw new UserErrorException($"plugin name {name} cannot be used; begin with a capital letter and use letters and digits");
        }

        var project = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="AgentMemory.Core" HintPath="{corePath}" Private="false" />
              </ItemGroup>
            </Project>

            """;
        var code = GameFile.Resource("Starter.cs.txt")
            .Replace("{NAME_LOWER}", name.ToLowerInvariant(), StringComparison.Ordinal)
            .Replace("{NAME}", name, StringComparison.Ordinal);
        return [($"{name}/{name}.csproj", project), ($"{name}/{name}.cs", code)];
    }
}
