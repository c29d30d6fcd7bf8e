using AgentMemory.Core.Tasks;

namespace AgentMemory.Testing;

/// <summary>Makes <see cref="ButtonTask"/>s; the varied twin has another button that wins.</summary>
public sealed class ButtonFamily : ITaskFamily
{
    private static readonly NumberParameter<int> Buttons = TaskParameter.Whole("buttons", 4, 2, 100, "how many there are");
    private static readonly WordParameter<TaskTwin> Twin = TaskParameter.Twin("the same button", "another button wins");

    public string Name => "buttons";

    public TaskKind Kind => TaskKind.Game;

    public string Summary => "press the button that wins";

    public IReadOnlyList<TaskParameter> Parameters { get; } = [TaskParameter.Seed, Buttons, Twin];

    public ITask Create(TaskParameters parameters)
    {
        var (buttons, seed, twin) = (parameters.Read(Buttons), parameters.Seed, parameters.Read(Twin));
        parameters.RefuseUnread(Parameters);
        return new ButtonTask(buttons, seed, twin == TaskTwin.Varied);
    }
}

/// <summary>A catalogue of one family.</summary>
/// <param name="family">The family of every name.</param>
/// <param name="make">Makes tasks in place of the family; null where it makes them itself.</param>
public sealed class OneFamily(ITaskFamily family, Func<string, ITask>? make = null) : ITaskCatalogue
{
    public ITaskFamily? FamilyOf(string name) => family;

    public ITask Make(string name) => make is null ? family.Create(TaskParameters.Parse(name)) : make(name);
}
