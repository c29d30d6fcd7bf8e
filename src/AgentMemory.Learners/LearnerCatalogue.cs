using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Learners.Combined.MemoryLora;
using AgentMemory.Learners.Combined.Sleep;
using AgentMemory.Learners.Memory.Context;
using AgentMemory.Learners.Memory.Memory;
using AgentMemory.Learners.Memory.Notes;
using AgentMemory.Learners.Memory.Playbook;
using AgentMemory.Learners.Memory.Rag;
using AgentMemory.Learners.Reference.Frozen;
using AgentMemory.Learners.Reference.Ideal;
using AgentMemory.Learners.Reference.LoraRandom;
using AgentMemory.Learners.Reference.OtherWorld;
using AgentMemory.Learners.Reference.Retry;
using AgentMemory.Learners.Reference.Scribe;
using AgentMemory.Learners.Reference.Shuffled;
using AgentMemory.Learners.Reference.Told;
using AgentMemory.Learners.Weights;
using AgentMemory.Learners.Weights.FastSlow;
using AgentMemory.Learners.Weights.Lora;
using AgentMemory.Learners.Weights.LoraRead;
using AgentMemory.Learners.Weights.LoraRl;
using AgentMemory.Learners.Weights.Sdft;

namespace AgentMemory.Learners;

/// <summary>A learner in the catalogue: what is known of it, and how it is made.</summary>
public sealed record LearnerEntry : LearnerDescription
{
    private readonly Func<WeightsTools, LearnerSettings, ILearner> _make;

    private LearnerEntry(
        string id, LearnerPath path, string summary, LearnerSettings defaults, ControlRole control, Func<WeightsTools, LearnerSettings, ILearner> make)
        : base(id, path, summary, defaults) => (Control, _make) = (control, make);

    /// <summary>A learner of this kind of settings.</summary>
    internal static LearnerEntry Of<TSettings>(
        string id,
        LearnerPath path,
        string summary,
        TSettings defaults,
        Func<WeightsTools, TSettings, ILearner> make,
        ControlRole control = ControlRole.None)
        where TSettings : LearnerSettings =>
        new(id, path, summary, defaults, control, (tools, settings) => make(tools, (TSettings)settings));

    /// <summary>Makes the learner.</summary>
    /// <param name="tools">What it works with.</param>
    /// <param name="settings">Of the same kind as <see cref="LearnerDescription.Defaults"/>.</param>
    /// <exception cref="UserErrorException">A setting cannot be used.</exception>
    public ILearner Make(WeightsTools tools, LearnerSettings settings)
    {
        SettingList.Check(Id, settings);
        return _make(tools, settings);
    }
}

/// <summary>
/// Every learner there is. A new one is a folder with its code and its settings, and a line here; plans, errors, lists, the reference
/// page and the conformance tests follow from that line.
/// </summary>
public static class LearnerCatalogue
{
    /// <summary>All of them: references first, then the memory path, the weights path, and both at once.</summary>
    public static IReadOnlyList<LearnerEntry> All { get; } =
    [
        // References: what the others are measured by.
        LearnerEntry.Of("frozen", LearnerPath.Reference, "no-learning baseline: the model and the documents, nothing kept",
            new NoSettings(), (t, _) => new FrozenLearner(t), ControlRole.NoLearning),
        LearnerEntry.Of("retry", LearnerPath.Reference, "best-of-k: several attempts at each exam episode, the best counts, nothing kept",
            new RetrySettings(), (t, s) => new RetryLearner(t, s), ControlRole.BestOfAttempts),
        LearnerEntry.Of("told", LearnerPath.Reference, "gold notes: complete true notes in the prompt; where they do not fit, those on what is asked",
            new ToldSettings(), (t, s) => new ToldLearner("told", t, withReasons: false, s.Tells), ControlRole.ToldAll),
        LearnerEntry.Of("told+reasons", LearnerPath.Reference,
            "gold notes with worked examples: complete true notes, and how best replies follow from them, step by step",
            new NoSettings(), (t, _) => new ToldLearner("told+reasons", t, withReasons: true)),
        LearnerEntry.Of("scribe", LearnerPath.Reference, "gold notes of its own games: exact notes, kept by a symbolic reader",
            new NoSettings(), (t, _) => new ScribeLearner(t), ControlRole.ExactReader),
        LearnerEntry.Of("ideal", LearnerPath.Reference, "oracle (Bayes-optimal) policy: the exact reader of its own games, without a model",
            new NoSettings(), (t, _) => new IdealLearner(t), ControlRole.ExactReader),
        LearnerEntry.Of("other-world", LearnerPath.Reference, "negative control: context with the games of another world",
            new ContextSettings(), (t, s) => new OtherWorldLearner(new ContextLearner(t, s))),
        LearnerEntry.Of("shuffled", LearnerPath.Reference, "negative control: lora on the same games with what they revealed permuted within the block",
            new LoraSettings(), (t, s) => new ShuffledLearner("shuffled", new LoraLearner("lora", t, s))),
        LearnerEntry.Of("scrambled", LearnerPath.Reference, "negative control: context with the same games, what they revealed permuted within the block",
            new ContextSettings(), (t, s) => new ShuffledLearner("scrambled", new ContextLearner(t, s))),
        LearnerEntry.Of("lora-random", LearnerPath.Reference, "random-weights baseline: lora on the same architecture with untrained weights",
            new LoraSettings(), (t, s) => new UntrainedLearner(t, own => new LoraLearner("lora", own, s))),
        // The memory path: weights stay fixed.
        LearnerEntry.Of("context", LearnerPath.Memory, "in-context learning: the latest episodes word for word in the context window",
            new ContextSettings(), (t, s) => new ContextLearner(t, s)),
        LearnerEntry.Of("notes", LearnerPath.Memory, "self-written notes (Reflexion): a notebook that the model edits after every block",
            new NotesSettings(), (t, s) => new NotesLearner(t, s)),
        LearnerEntry.Of("playbook", LearnerPath.Memory,
            "evolving playbook (ACE): items with counts of help and harm, which the model improves by small edits after failures",
            new PlaybookSettings(), (t, s) => new PlaybookLearner(t, s)),
        LearnerEntry.Of("rag", LearnerPath.Memory, "retrieval-augmented generation: documents and episodes in a database, searched before every move",
            new RagSettings(), (t, s) => new RagLearner(t, s)),
        LearnerEntry.Of("memory", LearnerPath.Memory, "notes, retrieval and in-context learning together, in stated shares of one window",
            new MemorySettings(), (t, s) => new MemoryLearner(t, s)),
        // The weights path: an adapter changes.
        LearnerEntry.Of("lora", LearnerPath.Weights,
            "advantage-weighted fine-tuning: an adapter trained on its own episodes after every block, weighted by how well they went",
            new LoraSettings(), (t, s) => new LoraLearner("lora", t, s)),
        LearnerEntry.Of("lora-read", LearnerPath.Weights,
            "self-generated QA fine-tuning (SEAL): an adapter trained on questions, answers and inferences that the model writes about the documents",
            new LoraReadSettings(), (t, s) => new LoraReadLearner(t, s)),
        LearnerEntry.Of("lora-rl", LearnerPath.Weights,
            "group-relative policy optimisation (GRPO): several attempts from each start, and an adapter pushed towards the better ones",
            new LoraRlSettings(), (t, s) => new LoraRlLearner(t, s)),
        LearnerEntry.Of("online", LearnerPath.Weights, "test-time training: a small step of its adapter after every episode, inside a block too",
            LoraSettings.Online, (t, s) => new LoraLearner("online", t, s)),
        LearnerEntry.Of("fast-slow", LearnerPath.Weights,
            "complementary learning systems: a fast adapter trained after every episode, consolidated now and then into a slow one",
            new FastSlowSettings(), (t, s) => new FastSlowLearner(t, s)),
        LearnerEntry.Of("sleep", LearnerPath.Weights,
            "context distillation: distils what context remembers into an adapter after every block, then plays without it",
            new SleepSettings<ContextSettings>(),
            (t, s) => new SleepLearner("sleep", t, s, own => new ContextLearner(own, s.Teacher))),
        LearnerEntry.Of("sleep-notes", LearnerPath.Weights, "context distillation: as sleep, from the notebook of notes",
            new SleepSettings<NotesSettings>(),
            (t, s) => new SleepLearner("sleep-notes", t, s, own => new NotesLearner(own, s.Teacher))),
        LearnerEntry.Of("sdft", LearnerPath.Weights,
            "self-distillation (SDFT): an adapter trained on what the model with its episodes in the window says, on its own replies and unlabelled inputs",
            new SdftSettings<ContextSettings>(),
            (t, s) => new SdftLearner(t, s, own => new ContextLearner(own, s.Teacher))),
        // Both paths at once.
        LearnerEntry.Of("memory+lora", LearnerPath.Both,
            "in-context learning and fine-tuning: the latest episodes in the context window and an adapter trained on them, both at once",
            new MemoryLoraSettings<ContextSettings>(),
            (t, s) => new MemoryLoraLearner(t, s, own => new ContextLearner(own, s.Memory))),
    ];

    /// <summary>The learner of an id.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static LearnerEntry Named(string id) => All.FirstOrDefault(learner => learner.Id == id) ?? throw new UserErrorException(
        $"there is no learner \"{id}\"; the learners are {string.Join(", ", All.Select(learner => learner.Id))}"
        + NearestName.Hint(id, All.Select(learner => learner.Id)));
}
