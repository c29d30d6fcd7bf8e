using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Prompts;
using AgentMemory.Learners.Reference.Truth;

namespace AgentMemory.Learners.Reference.Ideal;

/// <summary>
/// The exact reader of its own transcript: replies by the posterior over all that the documents leave possible, given every game it has
/// practised. What falls short of 1 is exploration. It uses no model. Within a game it takes in nothing before the game is over.
/// </summary>
public sealed class IdealLearner : ILearner
{
    private readonly TruthShelf _truths;

    public IdealLearner(LearnerTools tools) => _truths = new TruthShelf(Id, tools);

    public string Id => "ideal";

    public bool AsksNoModel => true;

    public LearnerPath Path => LearnerPath.Reference;

    public Learned Study(StudyRequest request, CancellationToken cancellation) => KeptGames.Study(request);

    public IPlayer Open(Artifact? artifact) => new Player(_truths, ExperienceFile.Read(artifact));

    private sealed class Player(TruthShelf truths, IReadOnlyList<EpisodeRecord> games) : IOraclePlayer
    {
        private readonly Dictionary<string, IDemonstrator> _readers = new(StringComparer.Ordinal);

        public IReadOnlyList<Choice> Choose(IReadOnlyList<(Turn Turn, IEpisode Moment)> moments, CancellationToken cancellation) =>
            [.. moments.Select(moment => Choose(moment.Turn, moment.Moment))];

        public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation) =>
            throw new NotSupportedException("the exact reader is told the state of each episode, and a turn does not have it");

        public void Dispose()
        {
        }

        private Choice Choose(Turn turn, IEpisode moment)
        {
            if (!_readers.TryGetValue(turn.TaskId, out var reader))
            {
                _readers[turn.TaskId] = reader = truths.ReaderOf(turn.TaskId, games);
            }

            return new Choice
            {
                Reply = new Reply.Legal(reader.Choose(moment)),
                Cost = Cost.None,
                LogProbabilities = turn.Ranked ? reader.Rank(moment) : null,
            };
        }
    }
}
