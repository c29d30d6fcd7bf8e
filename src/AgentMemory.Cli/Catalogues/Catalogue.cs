using AgentMemory.Agents.Functions;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Learners;

namespace AgentMemory.Cli.Catalogues;

/// <summary>Games and fields by their names; learners are in <see cref="LearnerCatalogue"/>.</summary>
internal static class Catalogue
{
    /// <summary>The learners that a plan may name.</summary>
    public static LearnerDefaults Learners { get; } = new(LearnerCatalogue.All);

    /// <summary>The controls that a comparison should have.</summary>
    public static ControlNames Controls { get; } = ControlNames.Of(LearnerCatalogue.All);

    /// <summary>Every family of tasks by its name.</summary>
    public static IReadOnlyDictionary<string, ITaskFamily> Families(PromptBook prompts, CancellationToken cancellation = default) =>
        new TaskCatalogue(prompts, cancellation).Families;

    /// <summary>The task of a name: a field, a game, or a game file.</summary>
    /// <exception cref="UserErrorException">There is no such task, or a parameter cannot be used.</exception>
    public static ITask Task(string name, PromptBook prompts, CancellationToken cancellation = default) =>
        new TaskCatalogue(prompts, cancellation).Make(name);

    /// <summary>What other programs and models may play: families by name. A file is read for people alone, not for whoever calls.</summary>
    public static GameSource Playable(PromptBook prompts)
    {
        var families = Families(prompts).Where(family => !family.Value.Parameters.Any(parameter => parameter.NamesFile)).ToDictionary(StringComparer.Ordinal);
        return new GameSource([.. families.Keys.Order(StringComparer.Ordinal)], name => families.ContainsKey(TaskParameters.Parse(name).Family)
            ? Task(name, prompts)
            : throw new UserErrorException(
                $"there is no game or field \"{name}\"; the families are {string.Join(", ", families.Keys.Order(StringComparer.Ordinal))}"
                + NearestName.Hint(TaskParameters.Parse(name).Family, families.Keys)));
    }
}
