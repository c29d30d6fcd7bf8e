using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Experiments.Calibration;

/// <summary>What is known of a simulated learner beforehand: how it ought to read.</summary>
public enum SyntheticKind
{
    /// <summary>Keeps every game and reads them exactly: (i).</summary>
    Ideal,

    /// <summary>Is told all that is hidden.</summary>
    Told,

    /// <summary>Keeps each game with a chance of one half and reads them exactly: (b).</summary>
    Half,

    /// <summary>Keeps the latest games and reads them exactly: (c).</summary>
    Window,

    /// <summary>Keeps what the latest different games told and reads that exactly: (c).</summary>
    Facts,

    /// <summary>Keeps nothing: (a), does not learn.</summary>
    Frozen,

    /// <summary>Keeps every game and answers what it met alone: (a), stores and does not infer.</summary>
    Memoriser,
}

/// <summary>What a simulated learner is set by.</summary>
public sealed record SyntheticSettings : LearnerSettings
{
    [Setting("Games that it can keep, or different things that they told.", Least = 0, Most = 1_000_000, IsMemorySize = true)]
    public int EpisodesMax { get; init; }
}

/// <summary>
/// A learner of known make, without a model: it keeps some of its games and answers from an exact reading of those. Held against the
/// readings that its make asks for. Of tasks whose games end by telling all that they tell.
/// </summary>
public sealed class SyntheticLearner : ILearner
{
    private const string Games = "games.jsonl";
    private readonly ITaskCatalogue _tasks;

    /// <param name="kind">Its make.</param>
    /// <param name="memory">Games that it can keep, or for <see cref="SyntheticKind.Facts"/> what so many different ones told.</param>
    /// <param name="tasks">What it is examined on.</param>
    public SyntheticLearner(SyntheticKind kind, int memory, ITaskCatalogue tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfNegative(memory);
        (Kind, Memory, _tasks) = (kind, memory, tasks);
    }

    public SyntheticKind Kind { get; }

    public int Memory { get; }

    /// <inheritdoc/>
    public string Id => IdOf(Kind);

    /// <inheritdoc/>
    public LearnerPath Path => Kind is SyntheticKind.Ideal or SyntheticKind.Told or SyntheticKind.Frozen ? LearnerPath.Reference : LearnerPath.Memory;

    /// <summary>As plans name it.</summary>
    public static string IdOf(SyntheticKind kind) => kind.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Kind is SyntheticKind.Told or SyntheticKind.Frozen)
        {
            return new Learned(null, Cost.None, []);
        }

        File.WriteAllLines(
            System.IO.Path.Combine(request.Folder, Games), [.. Kept(request.Before), .. request.Experience.Select(game => EpisodeJson.Write(game))]);
        return new Learned(Artifact.Of(request.Folder), Cost.None, []);
    }

    /// <inheritdoc/>
    public IPlayer Open(Artifact? artifact) => Open([.. Kept(artifact).Select(line => EpisodeJson.Read(line, Games))]);

    /// <summary>The player that has had these games.</summary>
    internal IPlayer Open(IReadOnlyList<EpisodeRecord> games)
    {
        var kept = Kind switch
        {
            SyntheticKind.Told or SyntheticKind.Frozen => [],
            SyntheticKind.Facts => [.. games.Reverse().DistinctBy(Told, StringComparer.Ordinal).Take(Memory)],
            SyntheticKind.Half => [.. games.Where((game, place) => (Rng.Mix(game.Seed, (ulong)place) & 1) == 0).TakeLast(Memory)],
            _ => games.TakeLast(Memory).ToList(),
        };
        return new Player(this, [.. kept.DistinctBy(Told, StringComparer.Ordinal)]);
    }

    private static string Told(EpisodeRecord game) => game.Outcome.Feedback;

    private static string[] Kept(Artifact? artifact) => artifact is null ? [] : File.ReadAllLines(artifact.PathOf(Games));

    private sealed class Player(SyntheticLearner learner, IReadOnlyList<EpisodeRecord> games) : IOraclePlayer
    {
        private readonly Recollection _held = new() { Documents = [], Notes = [], Episodes = games };
        private readonly Dictionary<string, (IDemonstrator Reader, HashSet<string> Met, IQuestionPartition Partition)> _readers = new(StringComparer.Ordinal);

        public IReadOnlyList<Choice> Choose(IReadOnlyList<(Turn Turn, IEpisode Moment)> moments, CancellationToken cancellation) =>
            [.. moments.Select(moment => Choose(moment.Turn, moment.Moment))];

        public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation) =>
            throw new NotSupportedException("an exact reader is told the state of each episode, and a turn does not have it");

        public void Dispose()
        {
        }

        private Choice Choose(Turn turn, IEpisode moment)
        {
            var (reader, met, partition) = ReaderOf(turn.TaskId);
            var knows = learner.Kind != SyntheticKind.Memoriser || met.Contains(partition.KeyOf(moment));
            return new Choice
            {
                Reply = new Reply.Legal(reader.Choose(moment)),
                Cost = Cost.None,
                LogProbabilities = !turn.Ranked ? null : knows ? reader.Rank(moment) : [.. reader.Rank(moment).Select(_ => 0.0)],
                Remembered = learner.Path == LearnerPath.Memory ? _held : null,
            };
        }

        private (IDemonstrator Reader, HashSet<string> Met, IQuestionPartition Partition) ReaderOf(string id)
        {
            if (!_readers.TryGetValue(id, out var known))
            {
                var task = learner._tasks.Make(id);
                var reader = ((IDemonstrable)task).Demonstrate();
                if (learner.Kind == SyntheticKind.Told)
                {
                    reader.Read(((IDemonstrable)task).TrueNotes);
                }

                foreach (var game in games)
                {
                    ExactReading.Observe(reader, task, game);
                }

                var partition = task.Partition.Value!;
                _readers[id] = known = (reader, [.. games.Select(game => partition.KeyOf(task.Practice(game.Seed)))], partition);
            }

            return known;
        }
    }
}
