namespace AgentMemory.Core.Tasks;

/// <summary>A way to make tasks: parameters and a seed in, a task out.</summary>
public interface ITaskFamily
{
    /// <summary>The word users type before the question mark.</summary>
    string Name { get; }

    TaskKind Kind { get; }

    /// <summary>One line for the list.</summary>
    string Summary { get; }

    /// <summary>Every parameter it takes, seed included, in the order in which they are listed.</summary>
    IReadOnlyList<TaskParameter> Parameters { get; }

    /// <summary>
    /// Tasks of this family worth naming, the plain one and every variant that plays differently: they are listed, and the conformance
    /// kit runs over each.
    /// </summary>
    IReadOnlyList<string> Examples => [Name];

    /// <summary>The task these parameters name: the same one every time.</summary>
    /// <exception cref="UserErrorException">A parameter is unknown or out of range.</exception>
    ITask Create(TaskParameters parameters);

    /// <summary>The seed that a task names; null where it names none, so that its world is still to be drawn or is a known one.</summary>
    ulong? SeedOf(TaskParameters task) => task.Has(TaskParameter.Seed) ? task.Seed : null;

    /// <summary>The task in the world of a seed; null where no seed changes its world, as of a classic.</summary>
    TaskParameters? WithSeed(TaskParameters task, ulong seed) => Parameters.Any(p => p.FixesWorld && task.Has(p))
        ? null
        : task.With(TaskParameter.Seed, seed.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>
    /// A world of the task to choose settings by, in which nothing occurs that the task's own exams ask; null where there is none, as where
    /// the task names its world.
    /// </summary>
    /// <param name="task">As users name it.</param>
    /// <param name="seed">Draws it.</param>
    TaskParameters? TuningWorld(TaskParameters task, ulong seed) => SeedOf(task) is null ? WithSeed(task, seed) : null;

    /// <summary>
    /// The task in a world of another seed that tells nothing about its own; null where another seed is no other world. For the control
    /// that practises elsewhere.
    /// </summary>
    TaskParameters? OtherWorld(TaskParameters task, ulong seed) => WithSeed(task, seed);

    /// <summary>The user's files that the task is made from, in a fixed order; none where its name says all.</summary>
    /// <exception cref="UserErrorException">One cannot be read.</exception>
    IReadOnlyList<TaskFile> FilesOf(TaskParameters task) => [];

    /// <summary>
    /// Whether two tasks of this family are of one world once they are given one seed: equal, or different in parameters alone that keep
    /// the world, as twins and the storeys of a tower are. In a stream such tasks are drawn from one seed: a changed world is a change
    /// only then.
    /// </summary>
    bool SameWorld(TaskParameters one, TaskParameters other)
    {
        return World(one) == World(other);

        string World(TaskParameters task) => Parameters.Where(p => p.KeepsWorld).Aggregate(task, (left, p) => left.Without(p)).ToString();
    }

    /// <summary>The task's twin; null where this family has none.</summary>
    TaskParameters? TwinOf(TaskParameters task, TaskTwin twin) =>
        Parameters.OfType<WordParameter<TaskTwin>>().SingleOrDefault() is { } parameter
            ? task.With(parameter, twin.ToString().ToLowerInvariant())
            : null;
}
