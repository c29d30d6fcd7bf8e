using System.Collections.Concurrent;
using System.Globalization;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Results;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Experiments.Calibration;

/// <summary>
/// How often learners of known make get the reading that they ought to. Each draw is a comparison of its own: worlds and games are drawn
/// anew, the exams are taken and filed by the code of real runs, and the rows are read by the code that reads a ledger.
/// </summary>
public sealed class EvidenceCalibration
{
    // Of simulated learners; there is no scribe among them.
    private static readonly EvidenceControls Controls = new(
        SyntheticLearner.IdOf(SyntheticKind.Told), [SyntheticLearner.IdOf(SyntheticKind.Ideal)]);

    private readonly Plan _plan;
    private readonly int _draws;
    private readonly ITaskCatalogue _tasks;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellation;

    /// <param name="plan">See <see cref="PlanOf"/>.</param>
    /// <param name="draws">How many comparisons; their seeds follow the plan's.</param>
    /// <param name="tasks">Makes the worlds. Called by several threads.</param>
    /// <param name="time">Exams note what they took.</param>
    /// <param name="cancellation">Looked at before every world.</param>
    public EvidenceCalibration(Plan plan, int draws, ITaskCatalogue tasks, TimeProvider time, CancellationToken cancellation)
    {
        (_plan, _draws, _tasks, _time, _cancellation) = (plan, draws, tasks, time, cancellation);
    }

    /// <summary>The sizes that plans use: few worlds with many bits, or many with few.</summary>
    /// <param name="draws">Of each size.</param>
    /// <param name="seed">Rules all of it.</param>
    /// <param name="tasks">Makes the worlds.</param>
    /// <param name="time">Exams note what they took.</param>
    /// <param name="cancellation">Looked at before every world.</param>
    public static IReadOnlyList<EvidenceReadingRow> OfUsualSizes(
        int draws, ulong seed, ITaskCatalogue tasks, TimeProvider time, CancellationToken cancellation)
    {
        // The last exam has three times as many games as practice has questions, and four times what a window holds, at least.
        Plan[] plans =
        [
            PlanOf("vault?bits=8&features=2", 32, [2, 2, 4, 8, 16, 32], window: 4, facts: 3, seed),
            PlanOf("vault?bits=64&features=2", 8, [8, 8, 16, 32, 64, 128], window: 32, facts: 18, seed),
            PlanOf("vault?bits=64&features=1", 8, [8, 8, 16, 32, 64, 128], window: 32, facts: 21, seed),
        ];
        return [.. plans.SelectMany(plan => new EvidenceCalibration(plan, draws, tasks, time, cancellation).Rows())];
    }

    /// <summary>A plan of simulated learners, each once more with twice the memory.</summary>
    /// <param name="task">What is learnt.</param>
    /// <param name="worlds">How many worlds.</param>
    /// <param name="practice">Games of each block.</param>
    /// <param name="window">Games that a window holds.</param>
    /// <param name="facts">Different questions that are kept.</param>
    /// <param name="seed">Rules all of it.</param>
    public static Plan PlanOf(string task, int worlds, IReadOnlyList<int> practice, int window, int facts, ulong seed)
    {
        var all = practice.Sum();
        (SyntheticKind Kind, int Size)[] kinds =
        [
            (SyntheticKind.Ideal, all),
            (SyntheticKind.Half, all),
            (SyntheticKind.Window, window),
            (SyntheticKind.Facts, facts),
            (SyntheticKind.Frozen, all),
            (SyntheticKind.Memoriser, all),
        ];
        return new Plan
        {
            Name = "evidence calibration",
            Model = "none",
            Device = "cpu",
            Seed = seed,
            Streams = [[task]],
            Learners =
            [
                new LearnerPlan(SyntheticLearner.IdOf(SyntheticKind.Told), new SyntheticSettings()),
                .. kinds.SelectMany(kind => new[] { kind.Size, 2 * kind.Size }.Select(size =>
                    new LearnerPlan(SyntheticLearner.IdOf(kind.Kind), new SyntheticSettings { EpisodesMax = size })
                    {
                        Name = string.Create(CultureInfo.InvariantCulture, $"{SyntheticLearner.IdOf(kind.Kind)}-{size}"),
                    })),
            ],
            Seeds = worlds,
            Blocks = practice.Count,
            Practice = practice,
            Experience = ExperienceSource.Shared,
            Exam = 1,
            Batch = 256,
            ContextTokens = 1_000_000,
            EpisodeTokens = 1_000,
            PracticeTemperature = 1,
            ExamTemperature = 0,
            Restricted = true,
            OpenBook = true,
            Epsilon = 0.05,
        };
    }

    /// <summary>The learner of a plan's entry.</summary>
    public static SyntheticLearner Learner(LearnerPlan plan, ITaskCatalogue tasks)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new SyntheticLearner(
            Enum.Parse<SyntheticKind>(plan.Id, ignoreCase: true), ((SyntheticSettings)plan.Settings).EpisodesMax, tasks);
    }

    /// <summary>How a kind ought to read.</summary>
    public static EvidenceReading? Right(string id) => Enum.Parse<SyntheticKind>(id, ignoreCase: true) switch
    {
        SyntheticKind.Ideal => EvidenceReading.OnDiagonal,
        SyntheticKind.Half => EvidenceReading.Behind,
        SyntheticKind.Window or SyntheticKind.Facts => EvidenceReading.OutOfCapacity,
        SyntheticKind.Frozen or SyntheticKind.Memoriser => EvidenceReading.DoesNotInfer,
        _ => null,
    };

    /// <summary>Whether its level ought to move with its memory.</summary>
    public static KneeReading RightKnee(string id) => Enum.Parse<SyntheticKind>(id, ignoreCase: true) is SyntheticKind.Window or SyntheticKind.Facts
        ? KneeReading.Capacity
        : KneeReading.NotCapacity;

    /// <summary>One row for each learner that has a twin with twice the memory.</summary>
    public IReadOnlyList<EvidenceReadingRow> Rows()
    {
        var draws = new IReadOnlyList<EvidenceVerdict>[_draws];
        Parallel.For(0, _draws, new ParallelOptions { CancellationToken = _cancellation }, draw => draws[draw] = Draw(draw));
        return
        [
            .. _plan.Learners.Where(learner => draws[0].Any(one => one.Learner == learner.Name && one.Knee is not null)).Select(learner =>
            {
                var own = draws.Select(draw => draw.Single(one => one.Learner == learner.Name)).ToList();
                return new EvidenceReadingRow(
                    _plan.Streams[0][0],
                    _plan.Seeds,
                    learner.Name,
                    learner.Id,
                    _draws,
                    own.CountBy(one => one.Reading).ToDictionary(),
                    own.CountBy(one => one.Knee!.Reading).ToDictionary(),
                    own.Count(one => one.Stores == (learner.Id == SyntheticLearner.IdOf(SyntheticKind.Memoriser))),
                    own.Count(one => one.Window?.Reading == WindowReading.OfWindow));
            }),
        ];
    }

    /// <summary>All readings of one draw.</summary>
    public IReadOnlyList<EvidenceVerdict> Draw(int draw)
    {
        var plan = _plan with { Seed = _plan.Seed + (ulong)draw };
        return EvidenceJudgement.Of(EvidenceSamples.Of(plan, Blocks(plan), Controls));
    }

    private List<BlockResult> Blocks(Plan plan)
    {
        var tasks = new Worlds(_tasks);
        var shared = new SharedExperience(plan, _time);
        var blocks = new List<BlockResult>();
        foreach (var trial in Schedule.Draw(plan, [.. plan.Learners.Select(learner => Learner(learner, tasks))], tasks))
        {
            _cancellation.ThrowIfCancellationRequested();
            var (games, transcript) = (new List<EpisodeRecord>(), new Transcript(trial.Tasks));
            for (var block = 0; block <= plan.Blocks; block++)
            {
                var practice = block == 0 ? [] : shared.Of(trial, block, _cancellation);
                games.AddRange(practice);
                transcript.Read(practice);
                blocks.Add(Block(plan, trial, block, games, transcript));
            }
        }

        return blocks;
    }

    private BlockResult Block(Plan plan, Trial trial, int block, List<EpisodeRecord> games, Transcript transcript)
    {
        using var player = ((SyntheticLearner)trial.Learner).Open(games);
        var task = trial.Tasks[0];
        var exam = QuestionSitting.Sit(new Sitting(plan, _time, trial, task, player), task.Task.Partition.Value!, _cancellation);
        return new BlockResult
        {
            Trial = trial.Key,
            Path = trial.Learner.Path,
            Block = block,
            ArtifactSha256 = null,
            ArtifactBytes = 0,
            CostSoFar = Cost.None,
            PracticeSoFar = games.Count,
            Scores = [transcript.Complete(task, exam.Score)],
            ExamBlock = block,
            Remarks = [],
            Episodes = [],
        };
    }

    /// <summary>The worlds of one draw, each made once.</summary>
    private sealed class Worlds(ITaskCatalogue tasks) : ITaskCatalogue
    {
        private readonly ConcurrentDictionary<string, ITask> _made = new(StringComparer.Ordinal);

        public ITaskFamily? FamilyOf(string name) => tasks.FamilyOf(name);

        public ITask Make(string name) => _made.GetOrAdd(name, tasks.Make);
    }
}
