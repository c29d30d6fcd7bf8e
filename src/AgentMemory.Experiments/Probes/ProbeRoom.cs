using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Probes;

/// <summary>
/// What probes share: the model, tasks drawn by the rooms of comparisons, practice, study and exam. Tasks are the same
/// for every probe, and what was learnt of one in context is learnt once.
/// </summary>
public sealed class ProbeRoom
{
    /// <summary>Tasks of seeds below this are kept out of pretraining.</summary>
    private const int HeldOutSeeds = 1_000_000;

    private readonly Dictionary<string, IReadOnlyList<Trial>> _drawn = new(StringComparer.Ordinal);
    private readonly Dictionary<TrialKey, BlockWork> _context = [];
    private readonly Dictionary<(TrialKey, ProbePlay), double> _frozen = [];
    private readonly List<string> _names = [];

    public required ProbePlan Plan { get; init; }

    /// <summary>What the rooms of comparisons work with; its model is the one that is asked.</summary>
    public required Workshop Shop { get; init; }

    public required PlayPrompt Prompt { get; init; }

    public required IProbeLearners Learners { get; init; }

    /// <summary>Makes the telling of a task's name and seed.</summary>
    public required Func<string, ulong, Telling> MakeTelling { get; init; }

    /// <summary>Told what is being measured.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>The model that is asked.</summary>
    public ILanguageModel Model => Shop.Model;

    public TimeProvider Time => Shop.Time;

    /// <summary>Players' windows.</summary>
    public PlayerLimits Limits => new(Math.Min(Plan.ContextTokens, Model.Card.ContextTokens), Plan.EpisodeTokens);

    /// <summary>
    /// One trial for each instance of a task, each for a learner that keeps nothing. Seeds lie below a million, which
    /// pretraining plans keep out.
    /// </summary>
    public IReadOnlyList<Trial> Draw(string name)
    {
        if (!_drawn.TryGetValue(name, out var trials))
        {
            _names.Add(name);
            var frozen = Learners.Make(ProbedLearner.NoLearning);
            var plan = PlanOf(ProbePlay.Likeliest, Plan.Blocks, Plan.Practice) with
            {
                Streams = [[name]],
                Learners = [new LearnerPlan(frozen.Id, new NoSettings())],
            };
            trials =
            [
                .. Schedule.Draw(plan, [frozen], Shop.Tasks)
                    .Select(trial => trial with { Key = trial.Key with { Stream = _names.Count - 1 } }),
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

    /// <summary>What a learner in context has after its blocks of practice.</summary>
    public BlockWork Context(Trial trial, CancellationToken cancellation)
    {
        var own = With(trial, Learners.Make(ProbedLearner.InContext));
        return _context.TryGetValue(own.Key, out var known)
            ? known
            : _context[own.Key] = Learn(own, Plan.Blocks, Plan.Practice, cancellation);
    }

    /// <summary>Practises and studies, block by block; gives the last block, with what was learnt in all of them.</summary>
    public BlockWork Learn(Trial trial, int blocks, int practice, CancellationToken cancellation)
    {
        var plan = PlanOf(ProbePlay.Sampled, blocks, practice);
        var (practiceRoom, study) = (new PracticeRoom(plan, Shop), new StudyRoom(plan, Shop));
        var work = BlockWork.Of(plan, trial, 0, artifact: null);
        for (var block = 1; block <= blocks; block++)
        {
            work = Comparison.Learn(practiceRoom, study, BlockWork.Of(plan, trial, block, work.Artifact), cancellation);
        }

        return work;
    }

    /// <summary>An exam of a trial's task. Scores are raw; see <see cref="Score"/>.</summary>
    public Examined Sit(Trial trial, Artifact? artifact, ProbePlay play, bool restricted, CancellationToken cancellation) =>
        new Examiner(PlanOf(play, Plan.Blocks, Plan.Practice) with { Restricted = restricted }, Time).Evaluate(trial, artifact, cancellation);

    /// <summary>The mean score of an exam in share of the range from floor to ceiling.</summary>
    public double Score(Trial trial, Artifact? artifact, ProbePlay play, CancellationToken cancellation) =>
        Sit(trial, artifact, play, restricted: true, cancellation).Scores[0].Score;

    /// <summary>The same for a trial's task with nothing learnt; played once, whoever asks.</summary>
    public double Frozen(Trial trial, ProbePlay play, CancellationToken cancellation)
    {
        var own = With(trial, Learners.Make(ProbedLearner.NoLearning));
        return _frozen.TryGetValue((own.Key, play), out var known)
            ? known
            : _frozen[(own.Key, play)] = Score(own, null, play, cancellation);
    }

    /// <summary>0 or 1.</summary>
    public static double TemperatureOf(ProbePlay play) => play == ProbePlay.Sampled ? 1 : 0;

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
