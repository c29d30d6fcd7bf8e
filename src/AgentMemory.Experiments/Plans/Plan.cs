using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Experiments.Plans;

/// <summary>
/// Every number a comparison is set by. A plan is read whole: a field that is missing or unknown is refused, so that
/// no number stands anywhere else.
/// </summary>
public sealed record Plan
{
    /// <summary>Names the plan in reports.</summary>
    public required string Name { get; init; }

    /// <summary>An id from models.json or a path to a .gguf file.</summary>
    public required string Model { get; init; }

    /// <summary>auto, cpu or cuda.</summary>
    public required string Device { get; init; }

    /// <summary>Rules every random choice of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>
    /// What is learnt. A stream of several tasks is learnt one after another by one trial. A task named without a seed
    /// of its own is drawn anew for every seed of the run, the same for all learners.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<string>> Streams { get; init; }

    /// <summary>
    /// The group that a task is reported with, by the task's name: families that the model saw in training, say, and others.
    /// Empty where all are reported together alone.
    /// </summary>
    public IReadOnlyDictionary<string, string> Groups { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The users' files that the tasks are made from, each path with the SHA-256 of what it held when the run began. Empty where the tasks'
    /// names say all, and before the files were read.
    /// </summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    public required IReadOnlyList<LearnerPlan> Learners { get; init; }

    /// <summary>Number of seeds; each gives every learner one trial per stream.</summary>
    public required int Seeds { get; init; }

    /// <summary>Blocks of practice, study and exam, after the exam of block 0.</summary>
    public required int Blocks { get; init; }

    /// <summary>Practice episodes a block, study included: one number for every block, or one for each in its order.</summary>
    public required IReadOnlyList<int> Practice { get; init; }

    /// <summary>Whose episodes are learnt from.</summary>
    public ExperienceSource Experience { get; init; } = ExperienceSource.Own;

    /// <summary>
    /// Over all shared episodes of the plan, in the order of seeds, streams and blocks; null where each learner plays its own, and before
    /// they were drawn.
    /// </summary>
    public string? ExperienceSha256 { get; init; }

    /// <summary>Exam episodes a block and task.</summary>
    public required int Exam { get; init; }

    /// <summary>How many episodes are played side by side. Fixed here, since what shares a batch touches the last digits.</summary>
    public required int Batch { get; init; }

    /// <summary>The context window every learner gets, in tokens, or the model's own where that is shorter.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Of these, kept free for the episode being played.</summary>
    public required int EpisodeTokens { get; init; }

    /// <summary>0 plays the likeliest reply; otherwise softmax at this temperature.</summary>
    public required double PracticeTemperature { get; init; }

    /// <summary>As above, at the exam's first attempt; further attempts are played at the practice temperature.</summary>
    public required double ExamTemperature { get; init; }

    /// <summary>Replies are held to the legal ones; otherwise the model writes freely and may fail.</summary>
    public required bool Restricted { get; init; }

    /// <summary>Open-book documents are shown at the exam too.</summary>
    public required bool OpenBook { get; init; }

    /// <summary>The change over the whole late window that counts as none.</summary>
    public required double Epsilon { get; init; }

    /// <summary>
    /// The pretraining plan whose held-out lives are scored after every block, an id under eval/plans or a path; null measures none.
    /// </summary>
    public string? HeldOut { get; init; }

    /// <summary>How the frozen base is held while adapters are trained: auto, f32, bf16 or file.</summary>
    public string TrainingBase { get; init; } = "auto";

    /// <summary>How prompts and lessons are worded, for all learners alike.</summary>
    public PromptStyle Style { get; init; } = PromptStyle.Game;

    /// <summary>Learners whose weights stay fixed rank replies by calibrated log-probabilities.</summary>
    public bool CalibratesMemory { get; init; }

    /// <summary>Learners that train an adapter do.</summary>
    public bool CalibratesWeights { get; init; }

    /// <summary>
    /// The style is still to be chosen in worlds of tuning, with the memory path's calibration unless that is stated; a resolved plan has
    /// chosen.
    /// </summary>
    public bool ChoosesStyle { get; init; }

    /// <summary>The plan says how replies are calibrated.</summary>
    public bool StatesCalibration { get; init; }

    /// <summary>Tokens that a model may think before each reply and each reflection, for all learners alike; 0 where it does not think.</summary>
    public int ThinkingTokens { get; init; }

    /// <summary>In later prompts a thought stands before the reply that it led to; otherwise the reply alone does.</summary>
    public bool KeepsThoughts { get; init; }

    /// <summary>Which figure ranks the replies of a learner. Where any learner is calibrated, both figures are measured for all.</summary>
    public ReplyCalibration CalibrationOf(LearnerPlan learner) =>
        (learner.Settings is IAdapterTraining ? CalibratesWeights : CalibratesMemory) ? ReplyCalibration.Applied
        : CalibratesMemory || CalibratesWeights ? ReplyCalibration.Measured
        : ReplyCalibration.None;

    /// <summary>Practice episodes of a block, counted from 1.</summary>
    public int PracticeOf(int block) => Practice.Count == 1 ? Practice[0] : Practice[block - 1];

    /// <summary>Practice episodes of all blocks up to this one.</summary>
    public long PracticeUpTo(int block) => Enumerable.Range(1, block).Sum(b => (long)PracticeOf(b));

    /// <summary>What may be read of a task at its exams, or else in practice.</summary>
    public IReadOnlyList<Document> DocumentsOf(ITask task, bool atExam) =>
        atExam ? [.. task.Documents.Where(document => document.OpenBook && OpenBook)] : task.Documents;

    /// <summary>The longest window that any learner gets.</summary>
    public int ContextTokensMax => Learners.Max(WindowOf);

    /// <summary>The window of a learner, in tokens.</summary>
    public int WindowOf(LearnerPlan learner) => learner.ContextTokens ?? ContextTokens;
}

/// <summary>Whose practice episodes a learner learns from.</summary>
public enum ExperienceSource
{
    /// <summary>Each learner plays its own: it also has to find out what to try.</summary>
    Own,

    /// <summary>
    /// All learn from the same episodes, which a seeded player drew uniformly among the legal replies before any learner: what remains
    /// is to keep and to use them.
    /// </summary>
    Shared,
}
