using AgentMemory.Core.Tasks;

namespace AgentMemory.Fields.Questions;

/// <summary>Tasks from files of questions. Without a file it is the example that the project ships.</summary>
public sealed class QuestionFamily : ITaskFamily
{
    /// <inheritdoc/>
    public string Name => "questions";

    /// <inheritdoc/>
    public TaskKind Kind => TaskKind.Field;

    /// <inheritdoc/>
    public string Summary => "questions of your own, from a file: practice on some, exams on others of the same topics";

    /// <inheritdoc/>
    public IReadOnlyList<TaskParameter> Parameters => QuestionSettings.Parameters;

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } = ["questions", "questions?choices=letters&book=open", "questions?split=topics"];

    /// <inheritdoc cref="ITaskFamily.Create"/>
    public QuestionTask CreateTask(TaskParameters parameters)
    {
        var settings = QuestionSettings.Read(parameters);
        return new QuestionTask(Name, settings, QuestionSource.Read(settings));
    }

    /// <inheritdoc/>
    public ITask Create(TaskParameters parameters) => CreateTask(parameters);

    /// <summary>None: another seed practises what this one's exams ask.</summary>
    public TaskParameters? OtherWorld(TaskParameters task, ulong seed) => null;

    /// <summary>The questions of practice alone, split once more; null where they are too few for that.</summary>
    public TaskParameters? TuningWorld(TaskParameters task, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(task);
        var world = QuestionSettings.WithTuning(task, seed);
        var settings = QuestionSettings.Read(world);
        var source = QuestionSource.Read(settings);
        return QuestionSplit.CanTune(QuestionFile.Parse(source.Name, source.Questions), settings) ? world : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskFile> FilesOf(TaskParameters task) => QuestionSource.Read(QuestionSettings.Read(task)).Files;
}
