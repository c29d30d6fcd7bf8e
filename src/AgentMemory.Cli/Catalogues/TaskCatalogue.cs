using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Fields;
using AgentMemory.Games;

namespace AgentMemory.Cli.Catalogues;

/// <summary>Every game and field there is.</summary>
internal sealed class TaskCatalogue : ITaskCatalogue
{
    private readonly GameCatalogue _games;
    private readonly Dictionary<string, ITaskFamily> _families;

    /// <summary>The catalogues of games and fields, with words from the book.</summary>
    /// <param name="prompts">The words.</param>
    /// <param name="cancellation">Stops the making of tasks, now and later.</param>
    public TaskCatalogue(PromptBook prompts, CancellationToken cancellation = default)
    {
        _games = new GameCatalogue(prompts, cancellation);
        _families = _games.Families.Concat(FieldCatalogue.All).ToDictionary(family => family.Name, StringComparer.Ordinal);
    }

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, ITaskFamily> Families => _families;

    /// <inheritdoc/>
    public ITaskFamily? FamilyOf(string name)
    {
        var family = TaskParameters.Parse(name).Family;
        return GameCatalogue.IsFile(family) ? null
            : _families.GetValueOrDefault(family)
            ?? throw new UserErrorException(
                $"there is no game or field \"{name}\"; the families are {string.Join(", ", _families.Keys)}{NearestName.Hint(family, _families.Keys)}");
    }

    /// <inheritdoc/>
    public ITask Make(string name) => FamilyOf(name) is { } family ? family.Create(TaskParameters.Parse(name)) : _games.Resolve(name);
}
