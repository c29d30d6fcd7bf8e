namespace AgentMemory.Experiments.Probes;

/// <summary>Every number the probes of a model are set by (schema <c>agentmemory.probes/1</c>).</summary>
public sealed record ProbePlan
{
    /// <summary>Names the plan in results.</summary>
    public required string Name { get; init; }

    /// <summary>Rules every random choice.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Instances of every task named without a seed: the units of all intervals.</summary>
    public required int Seeds { get; init; }

    /// <summary>Exam episodes an instance.</summary>
    public required int Exam { get; init; }

    /// <summary>Episodes played side by side.</summary>
    public required int Batch { get; init; }

    /// <summary>The window of players, in tokens; a model with a shorter one has its own.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Of these, kept free for the episode being played.</summary>
    public required int EpisodeTokens { get; init; }

    /// <summary>Blocks of practice before the exam of a learner that learns in its context.</summary>
    public required int Blocks { get; init; }

    /// <summary>Practice episodes a block.</summary>
    public required int Practice { get; init; }

    /// <summary>Of every interval, between 0 and 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>Tasks by group, in order.</summary>
    public required IReadOnlyList<ProbeTasks> Groups { get; init; }

    public required FactProbes Facts { get; init; }

    public required WeightsProbes Weights { get; init; }

    public required ProbeGoals Goals { get; init; }
}

/// <summary>Tasks whose results are reported together.</summary>
/// <param name="Group">Which.</param>
/// <param name="Names">As users name tasks, without seeds.</param>
public sealed record ProbeTasks(ProbeGroup Group, IReadOnlyList<string> Names);

/// <summary>What a task is to the model.</summary>
public enum ProbeGroup
{
    /// <summary>Something is hidden; the family stood in the corpus, in this size.</summary>
    Seen,

    /// <summary>Something is hidden; the family stood in the corpus, but not in this size.</summary>
    Larger,

    /// <summary>The family was kept out of the corpus.</summary>
    Unseen,

    /// <summary>The documents tell all; history can only be an example.</summary>
    Computed,
}

/// <summary>Numbers of the two probes that ask for facts.</summary>
public sealed record FactProbes
{
    /// <summary>A field of the family "facts" with as much talk as the longest distance takes.</summary>
    public required string WindowTask { get; init; }

    /// <summary>One of several chapters, which are its passages.</summary>
    public required string RetrievalTask { get; init; }

    /// <summary>Questions an instance.</summary>
    public required int Questions { get; init; }

    /// <summary>Tokens from the fact to the end of the prompt.</summary>
    public required IReadOnlyList<int> Distances { get; init; }

    /// <summary>Messages in a prompt, the right one included, where single messages are retrieved.</summary>
    public required int Messages { get; init; }
}

/// <summary>Numbers of the probe of the weights path.</summary>
public sealed record WeightsProbes
{
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>Blocks of practice and study.</summary>
    public required int Blocks { get; init; }

    /// <summary>Practice episodes a block.</summary>
    public required int Practice { get; init; }
}

/// <summary>What is asked of the model; a goal is met where the value reaches it.</summary>
public sealed record ProbeGoals
{
    public required double LegalReplies { get; init; }

    public required double NoteLines { get; init; }

    public required double ContextGain { get; init; }

    public required double NotesGain { get; init; }

    public required double Retrieval { get; init; }
}
