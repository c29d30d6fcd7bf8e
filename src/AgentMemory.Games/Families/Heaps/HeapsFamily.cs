using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Exams;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Families.Heaps;

/// <summary>
/// Take-away games: heaps of stones, a set of counts that may be taken, and twists (misère, echoes, splitting,
/// refilling). With <c>hidden=takes</c> the allowed counts have to be found out.
/// </summary>
public sealed class HeapsFamily : ITaskFamily
{
    private const int StatesMax = 400_000;
    private readonly GameWords _words;
    private readonly CancellationToken _cancellation;

    /// <summary>A family that takes its words from the book.</summary>
    /// <param name="book">Its words.</param>
    /// <param name="cancellation">Stops what solving its games takes.</param>
    public HeapsFamily(PromptBook book, CancellationToken cancellation = default)
    {
        _words = new GameWords(book);
        _cancellation = cancellation;
    }

    public string Name => "heaps";

    public TaskKind Kind => TaskKind.Game;

    public string Summary => "take stones from heaps; closed with hidden=takes, where the allowed counts are to be found out";

    public IReadOnlyList<TaskParameter> Parameters => HeapSettings.Parameters;

    public IReadOnlyList<string> Examples { get; } = ["heaps", "heaps?hidden=takes", "heaps?classic=nim-3-4-5"];

    /// <inheritdoc cref="ITaskFamily.Create"/>
    public GameTask Create(TaskParameters parameters)
    {
        var settings = HeapSettings.Read(parameters);
        var (world, skipped) = Rejection.Draw(
            new Rng(settings.Seed).Fork("heaps"), settings.Twin, parameters.ToString(), (rng, variation) =>
            {
                var world = HeapWorld.Solve(
                    HeapInstance.Draw(settings, _words, rng, variation), settings.Seat, settings.Opponent, StatesMax, _cancellation);
                return (world, Solution(world), settings.Classic ? 0 : world.Game.ScoreMax - world.Game.ScoreMin);
            });
        var solution = Solution(world);
        return new GameTask(Closed(world, settings, new GameTaskParts
        {
            Id = parameters.ToString(),
            Family = Name,
            Documents = [new Document(_words.Title(world.Game.Name), HeapRulebook.Text(world.Game, settings, _words))],
            DocumentsOf = other => [new Document(_words.Title(world.Game.Name), HeapRulebook.Text(world.Game, settings with { Seat = other }, _words))],
            Table = Table(world),
            Solution = solution,
            Cancellation = _cancellation,
            Hidden = () => HiddenShare.Nothing,
            Demonstrate = () => new BestPlayDemonstrator(solution),
            Reasons = WorkedTurns.In(_words.Book),
            SeedsSkipped = skipped,
            StartsSeed = new Rng(settings.Seed).Fork(Name).Fork("starts").Seed,
            IsClassic = settings.Classic,
            Cautions = settings.Classic ? [Rejection.ClassicCaution] : [],
        }));
    }

    ITask ITaskFamily.Create(TaskParameters parameters) => Create(parameters);

    private static GraphSolution Solution(HeapWorld world)
    {
        var policies = new GraphPolicy?[2];
        policies[1 - world.Learner] = world.OpponentOnGraph;
        return new GraphSolution(world.Graph, world.Learner, policies);
    }

    private GameTaskParts Closed(HeapWorld world, HeapSettings settings, GameTaskParts open)
    {
        if (!settings.Hidden)
        {
            return open;
        }

        var worlds = new Lazy<IReadOnlyList<HeapWorld>>(() => [.. HeapInstance.Possible(world.Game, settings, _words)
            .Select(game => HeapWorld.Solve(game, settings.Seat, settings.Opponent, StatesMax, _cancellation))]);
        var beliefs = new Lazy<HeapBeliefs>(() => new HeapBeliefs(worlds.Value));
        var notes = new HeapNotes(_words.Book, world.Rules.Offered);
        var truth = new HeapBeliefs([world]);
        return open with
        {
            Hidden = () => Share(worlds.Value),
            Demonstrate = () => new HeapDemonstrator(beliefs.Value, notes),
            Evidence = () =>
            {
                var games = HeapInstance.Possible(world.Game, settings, _words);
                return new WorldsEvidence(
                    [.. games.Select(game => open.Table with { Game = game })],
                    [.. games.Select(game => Numbers.Text((int)game.Rules.Allowed))],
                    othersTell: false);
            },
            TrueNotes = notes.Of(truth, truth.All),
        };
    }

    private HiddenShare Share(IReadOnlyList<HeapWorld> worlds) => Closedness.Share(
        _words.Book.Text("games/heaps/hidden"),
        [.. worlds.Select(Table)],
        [.. worlds.Select(Solution)],
        _cancellation);

    private static GameTable Table(HeapWorld world) => new()
    {
        Game = world.Game,
        Seat = world.Learner,
        Policies = world.Learner == 0
            ? [RandomPolicy.Instance, world.Opponent]
            : [world.Opponent, RandomPolicy.Instance],
    };
}
