using System.Reflection;
using System.Runtime.Loader;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Families.Bargain;
using AgentMemory.Games.Families.Bluff;
using AgentMemory.Games.Families.Brew;
using AgentMemory.Games.Families.Heaps;
using AgentMemory.Games.Families.Hunters;
using AgentMemory.Games.Families.Labels;
using AgentMemory.Games.Families.Lines;
using AgentMemory.Games.Families.Riddle;
using AgentMemory.Games.Families.Tiles;
using AgentMemory.Games.Families.Vault;
using AgentMemory.Games.Files;
using AgentMemory.Games.Gdl;
using AgentMemory.Games.Tasks;
using AgentMemory.Games.Wings;

namespace AgentMemory.Games;

/// <summary>
/// Every game there is: families with parameters, classics, game files, rulesheets, and families of plugins.
/// </summary>
public sealed class GameCatalogue : ITaskCatalogue
{
    private readonly List<ITaskFamily> _families;
    private readonly GdlLoader _gdl;

    /// <summary>The built-in families, with words from the book.</summary>
    /// <param name="book">Their words.</param>
    /// <param name="cancellation">Stops what solving their games takes; a plugin's families are not stopped.</param>
    public GameCatalogue(PromptBook book, CancellationToken cancellation = default)
    {
        _gdl = new GdlLoader(book, cancellation);
        _families =
        [
            new HeapsFamily(book, cancellation),
            new LinesFamily(book, cancellation),
            new HuntersFamily(book, cancellation),
            new BluffFamily(book, cancellation),
            new TilesFamily(book, cancellation),
            new BrewFamily(book, cancellation),
            new BargainFamily(book, cancellation),
            new RiddleFamily(book, cancellation),
            new VaultFamily(book),
            new LabelsFamily(book),
        ];
    }

    public IReadOnlyList<ITaskFamily> Families => _families;

    /// <summary>Games worth naming, family by family: what a list shows and the conformance kit runs over.</summary>
    public IReadOnlyList<string> Examples => [.. _families.SelectMany(family => family.Examples)];

    /// <summary>Adds the public families of an assembly.</summary>
    /// <exception cref="UserErrorException">The file is not there, is no assembly, or holds no family.</exception>
    public void AddPlugin(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserErrorException($"plugin {path} is not there; build it and name its .dll");
        }

        Assembly assembly;
        try
        {
            assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(path));
        }
        catch (BadImageFormatException e)
        {
            throw new UserErrorException($"plugin {path} is no .NET assembly; build it and name its .dll", e);
        }

        var families = FamiliesIn(path, assembly).ToList();
        if (families.Count == 0)
        {
            throw new UserErrorException(
                $"plugin {path} has no public ITaskFamily with a parameterless constructor; add one");
        }

        foreach (var family in families)
        {
            if (_families.Any(f => f.Name == family.Name))
            {
                throw new UserErrorException($"plugin {path}: there is already a family {family.Name}; rename it");
            }

            _families.Add(family);
        }
    }

    /// <summary>The family of a name.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public ITaskFamily Family(string name) => _families.FirstOrDefault(f => f.Name == name)
        ?? throw new UserErrorException(
            $"there is no game {name}; name a family ({string.Join(", ", _families.Select(f => f.Name))}), a .game.yaml or a .kif file"
            + NearestName.Hint(name, _families.Select(f => f.Name)));

    /// <inheritdoc/>
    public ITaskFamily? FamilyOf(string name)
    {
        var family = TaskParameters.Parse(name).Family;
        return IsFile(family) ? null : Family(family);
    }

    /// <inheritdoc/>
    public ITask Make(string name) => Resolve(name);

    /// <summary>True for the name of a game file or rulesheet.</summary>
    public static bool IsFile(string name) => name.EndsWith(".kif", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>The task of an id, a family with parameters, a classic, or a file.</summary>
    /// <exception cref="UserErrorException">It cannot be used; the message says why.</exception>
    public ITask Resolve(string game) => Resolve(game, isSolved: true);

    /// <summary>As <see cref="Resolve(string)"/>, but a rulesheet is not explored: nobody will ask what it is worth.</summary>
    /// <exception cref="UserErrorException">It cannot be used; the message says why.</exception>
    public ITask ResolveUnsolved(string game) => Resolve(game, isSolved: false);

    /// <summary>As <see cref="Resolve(string)"/>, for games that can be solved, played out and shown.</summary>
    /// <exception cref="UserErrorException">It cannot be used, or a plugin made it.</exception>
    public GameTask ResolveGame(string game) => WithPositions(game, Resolve(game));

    /// <summary>As <see cref="ResolveUnsolved"/>, for games that can be played out.</summary>
    /// <exception cref="UserErrorException">It cannot be used, or a plugin made it.</exception>
    public GameTask ResolveUnsolvedGame(string game) => WithPositions(game, ResolveUnsolved(game));

    private ITask Resolve(string game, bool isSolved)
    {
        var parameters = TaskParameters.Parse(game);
        if (parameters.Family.EndsWith(".kif", StringComparison.OrdinalIgnoreCase))
        {
            return _gdl.Create(parameters, TextFile.Read(parameters.Family, "game file"), isSolved);
        }

        return IsFile(parameters.Family)
            ? FromFile(parameters)
            : Family(parameters.Family).Create(parameters);
    }

    private static GameTask WithPositions(string game, ITask task) => task as GameTask ?? (task as WingTask)?.Game ?? throw new UserErrorException(
        $"game {game} comes from a plugin that shows no positions; it can be learnt, not solved or played out");

    private static IEnumerable<ITaskFamily> FamiliesIn(string path, Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes())
        {
            if (typeof(ITaskFamily).IsAssignableFrom(type) && !type.IsAbstract && type.GetConstructor([]) is not null)
            {
                yield return Activator.CreateInstance(type) as ITaskFamily
                    ?? throw new UserErrorException($"plugin {path}: {type.Name} could not be made");
            }
        }
    }

    private ITask FromFile(TaskParameters outer)
    {
        var file = GameFile.Parse(Path.GetFileName(outer.Family), TextFile.Read(outer.Family, "game file"));
        var inner = TaskParameters.Parse(file.Family);
        foreach (var (name, value) in file.Parameters)
        {
            inner = inner.With(name, value);
        }

        // What is written after the file's name overrides what is written in it.
        foreach (var (name, value) in outer.Given())
        {
            inner = inner.With(name, value);
        }

        var task = Family(file.Family).Create(inner);
        return task switch
        {
            GameTask made => made.FromFile(outer.ToString(), file.Rulebook),
            WingTask made => made.FromFile(outer.ToString(), file.Rulebook),
            _ => task,
        };
    }
}
