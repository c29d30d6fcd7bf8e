using AgentMemory.Core;

namespace AgentMemory.Evaluation;

/// <summary>What the rooms of one run share: the plan, where artifacts lie, and the clock.</summary>
public sealed record Classroom
{
    public required Plan Plan { get; init; }

    /// <summary>The folder under which every trial keeps its artifacts.</summary>
    public required string ArtifactFolder { get; init; }

    /// <summary>The model that all learn with; artifacts name it. Null leaves them unnamed.</summary>
    public ModelCard? Model { get; init; }

    /// <summary>Empties the model's caches, so that a block does not depend on what was computed before it.</summary>
    public required Action Forget { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>
    /// Sits the exam of a trial with what it learnt, elsewhere than here: in a process that never saw it learn. Null sits it
    /// here. Either gives the same scores.
    /// </summary>
    public Func<Trial, Artifact?, CancellationToken, Examined>? SitElsewhere { get; init; }

    /// <summary>
    /// Nats a token on held-out text of the model's own corpus with a learner's adapters worn, where the plan asks for it.
    /// </summary>
    public Func<ILearner, Artifact?, double>? HeldOutLoss { get; init; }

    /// <summary>Called after every practice move, for those who watch.</summary>
    public Action<WatchedMove>? Watch { get; init; }

    /// <summary>Where a trial keeps what it learnt in a block.</summary>
    public string FolderOf(TrialKey trial, int block) => Path.Combine(
        ArtifactFolder, trial.Learner, $"stream-{trial.Stream}", $"seed-{trial.Seed}", $"block-{block:D3}");

    /// <summary>Whose a trial's artifacts are; null where the model is not known.</summary>
    public ArtifactOwner? OwnerOf(Trial trial) => Model is null ? null : new ArtifactOwner
    {
        Learner = trial.Learner.Id,
        Tasks = [.. trial.Tasks.Select(task => task.Task.Id)],
        Model = Model.Id,
        ModelSha256 = Model.Sha256,
    };

    /// <summary>What may be read of a task.</summary>
    public IReadOnlyList<Document> DocumentsOf(ITask task, bool atExam) =>
        atExam ? [.. task.Documents.Where(d => d.OpenBook && Plan.OpenBook)] : task.Documents;
}
