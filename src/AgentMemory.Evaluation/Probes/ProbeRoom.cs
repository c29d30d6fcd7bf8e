using AgentMemory.Core;

namespace AgentMemory.Evaluation.Probes;

/// <summary>Makes a learner over a model, with some of its settings other than its defaults.</summary>
/// <param name="id">As in the catalogue.</param>
/// <param name="model">Plays and writes.</param>
/// <param name="changes">Settings by their paths.</param>
public delegate ILearner MakeLearner(string id, ILanguageModel model, IReadOnlyDictionary<string, string> changes);

/// <summary>
/// What probes share: the model, tasks drawn by the rooms of comparisons, practice, study and exam. Tasks are the same
/// for every probe, and what <c>context</c> learnt of one is learnt once.
/// </summary>
public sealed class ProbeRoom
{
    /// <summary>Tasks of seeds below this are kept out of pretraining.</summary>
    private const int HeldOutSeeds = 1_000_000;

    private static readonly Dictionary<string, string> AsSet = [];
    private readonly Dictionary<string, IReadOnlyList<Trial>> _drawn = new(StringComparer.Ordinal);
    private readonly Dictionary<TrialKey, Studied> _context = [];
    private readonly Dictionary<(TrialKey, ProbePlay), double> _frozen = [];
    private readonly List<string> _names = [];

    public required ProbePlan Plan { get; init; }

    /// <summary>The model that is asked.</summary>
    public required ILanguageModel Model { get; init; }

    public required PlayPrompt Prompt { get; init; }

    /// <summary>Knows the tasks that are asked about.</summary>
    public required ITaskCatalogue Tasks { get; init; }

    /// <summary>Makes the telling of a task's name and seed.</summary>
    public required Func<string, ulong, Telling> MakeTelling { get; init; }

    public required MakeLearner MakeLearner { get; init; }

    /// <summary>For artifacts; emptied by its owner.</summary>
    public required string Folder { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Told what is being measured.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>Players' windows.</summary>
    public PlayerLimits Limits => new(Math.Min(Plan.ContextTokens, Model.Card.ContextTokens), Plan.EpisodeTokens);

    /// <summary>A learner as it is set.</summary>
    public ILearner Learner(string id) => MakeLearner(id, Model, AsSet);

    /// <summary>
    /// One trial for each instance of a task, each for a learner that keeps nothing. Seeds lie below a million, which
    /// pretraining plans keep out.
    /// </summary>
    public IReadOnlyList<Trial> Draw(string name)
    {
        if (!_drawn.TryGetValue(name, out var trials))
        {
            _names.Add(name);
            var frozen = Learner("frozen");
            var plan = PlanOf(ProbePlay.Likeliest, Plan.Blocks, Plan.Practice) with
            {
                Streams = [[name]],
                Learners = [new LearnerPlan(frozen.Id, new NoSettings())],
            };
            trials =
            [
                .. Schedule.Draw(plan, [frozen], Tasks)
                    .Select(trial => trial with { Key = new TrialKey("frozen", _names.Count - 1, trial.Key.Seed) }),
            ];
            _drawn[name] = trials;
        }

        return trials;
    }

    /// <summary>A telling of a seed that pretraining plans keep out.</summary>
    public Telling Tell(string name, Rng rng) => MakeTelling(name, (ulong)rng.Fork("field").Next(1, HeldOutSeeds));

    /// <summary>The same trial of another learner.</summary>
    public static Trial With(Trial trial, ILearner learner) =>
        trial with { Learner = learner, Key = trial.Key with { Learner = learner.Id } };

    /// <summary>What <c>context</c> has after its blocks of practice.</summary>
    public Studied Context(Trial trial, CancellationToken cancellation)
    {
        var own = With(trial, Learner("context"));
        return _context.TryGetValue(own.Key, out var known)
            ? known
            : _context[own.Key] = Learn(own, Plan.Blocks, Plan.Practice, cancellation);
    }

    /// <summary>Practises and studies, block by block; gives what was learnt with the experience of all blocks.</summary>
    public Studied Learn(Trial trial, int blocks, int practice, CancellationToken cancellation)
    {
        var classroom = Classroom(PlanOf(ProbePlay.Sampled, blocks, practice));
        var experience = new List<EpisodeRecord>();
        var studied = new Studied(null, Cost.None, [], 0, []);
        for (var block = 1; block <= blocks; block++)
        {
            studied = Study.Do(classroom, trial, block, studied.Artifact, cancellation);
            experience.AddRange(studied.Experience);
        }

        return studied with { Experience = experience };
    }

    /// <summary>An exam of a trial's task. Scores are raw; see <see cref="Score"/>.</summary>
    public Examined Sit(Trial trial, Artifact? artifact, ProbePlay play, bool restricted, CancellationToken cancellation) => Exam.Sit(
        Classroom(PlanOf(play, Plan.Blocks, Plan.Practice) with { Restricted = restricted }), trial, artifact, cancellation);

    /// <summary>The mean score of an exam in share of the range from floor to ceiling.</summary>
    public double Score(Trial trial, Artifact? artifact, ProbePlay play, CancellationToken cancellation) =>
        Sit(trial, artifact, play, restricted: true, cancellation).Scores[0].Score;

    /// <summary>The same for a trial's task with nothing learnt; played once, whoever asks.</summary>
    public double Frozen(Trial trial, ProbePlay play, CancellationToken cancellation)
    {
        var own = With(trial, Learner("frozen"));
        return _frozen.TryGetValue((own.Key, play), out var known)
            ? known
            : _frozen[(own.Key, play)] = Score(own, null, play, cancellation);
    }

    /// <summary>0 or 1.</summary>
    public static double TemperatureOf(ProbePlay play) => play == ProbePlay.Sampled ? 1 : 0;

    private Classroom Classroom(Plan plan) => new()
    {
        Plan = plan,
        ArtifactFolder = Folder,
        Forget = Model.Forget,
        Time = Time,
    };

    private Plan PlanOf(ProbePlay play, int blocks, int practice) => new()
    {
        Name = Plan.Name,
        Model = Model.Card.Id,
        Device = "cpu",
        Seed = Plan.Seed,
        Streams = [],
        Learners = [],
        Seeds = Plan.Seeds,
        Blocks = blocks,
        Practice = [practice],
        Exam = Plan.Exam,
        Batch = Plan.Batch,
        ContextTokens = Plan.ContextTokens,
        EpisodeTokens = Plan.EpisodeTokens,
        PracticeTemperature = 1,
        ExamTemperature = TemperatureOf(play),
        Restricted = true,
        OpenBook = true,
        Epsilon = 0.05,
    };
}
