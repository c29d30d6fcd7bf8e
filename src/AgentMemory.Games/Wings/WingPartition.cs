using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Games.Wings;

/// <summary>The questions of a world, named by their things: those that practice shows, those of the exam, and spare ones.</summary>
internal sealed class WingPartition : IQuestionPartition
{
    private readonly WingWorld _world;
    private readonly WingText _text;
    private readonly Func<WingThing, IRankedQuestion> _ask;
    private readonly ulong _seed;
    private readonly Lazy<IReadOnlyList<IEpisode>> _exam;
    private readonly Lazy<IReadOnlyList<IEpisode>> _practice;
    private readonly Lazy<IReadOnlyList<IEpisode>> _spare;

    /// <param name="world">Whose things.</param>
    /// <param name="text">How they are named.</param>
    /// <param name="ask">A thing as a question of an exam.</param>
    /// <param name="seed">Rules which met things are asked about.</param>
    public WingPartition(WingWorld world, WingText text, Func<WingThing, IRankedQuestion> ask, ulong seed)
    {
        (_world, _text, _ask, _seed) = (world, text, ask, seed);
        _exam = new(() => [.. world.Exam.Select(ask)]);
        _practice = new(() => [.. world.Practice.Select(ask)]);
        _spare = new(() => [.. text.Named.Where(thing => world.Kind.PartOf(thing) == QuestionPart.Spare).Select(ask)]);
    }

    /// <summary>All never-met things, by wing; each an <see cref="IRankedQuestion"/>.</summary>
    public IReadOnlyList<IEpisode> ExamQuestions => _exam.Value;

    /// <summary>All things that practice shows, by wing.</summary>
    public IReadOnlyList<IEpisode> PracticeQuestions => _practice.Value;

    /// <summary>Nouns of a category beyond those of practice and exam, by wing; none where every thing is in one of the two.</summary>
    public IReadOnlyList<IEpisode> SpareQuestions => _spare.Value;

    /// <inheritdoc/>
    public bool IsInferable => _world.Kind.HasRule;

    public string KeyOf(IEpisode episode) => _text.Thing(WingPosition.Of(episode).Thing);

    public QuestionPart PartOf(string key) => _text.ThingOf(key) is { } thing
        ? _world.Kind.PartOf(thing)
        : throw new ArgumentException($"there is no question \"{key}\" in this world", nameof(key));

    public IEpisode Met(ulong seed) => _ask(new Rng(Rng.Mix(_seed, seed)).Pick(_world.Practice));
}
