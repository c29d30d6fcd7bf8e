using System.Diagnostics;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Exams;

/// <summary>
/// The exact exam of a game. Every position in which the learner is asked is a node, with what chance and the others make of
/// each of its moves; a policy answers by what the learner knows of a node, and its value is one pass from the ends to the start.
/// </summary>
internal sealed class StateExam : IStateExam
{
    private readonly GameTable _table;
    private readonly IGameSolution _solution;
    private readonly StateTree _tree;
    private readonly string[][] _replies;
    private readonly Lazy<double[][]> _losses;

    private StateExam(GameTable table, IGameSolution solution, StateTree tree)
    {
        _table = table;
        _solution = solution;
        _tree = tree;
        States = [.. tree.States.Select(moment => new DecisionState(KeyOf(moment), moment.Earlier, moment))];
        _replies = [.. tree.States.Select(moment => ((ReplyForm.OneOf)moment.View.Reply).Replies.ToArray())];
        _losses = new Lazy<double[][]>(Losses);
    }

    public IReadOnlyList<DecisionState> States { get; }

    /// <summary>The exam of a table whose start is the exam's, or why there is none.</summary>
    /// <param name="table">Its other seats play by chances that are known.</param>
    /// <param name="solution">Of the same game, whatever its start.</param>
    /// <param name="cancellation">Stops the search for its states.</param>
    public static Known<IStateExam> Of(GameTable table, IGameSolution solution, CancellationToken cancellation)
    {
        if (solution is GoalRange)
        {
            return Known<IStateExam>.Not("the game is not solved");
        }

        return StateTree.Grow(table, out var whyNot, cancellation) is { } tree
            ? new StateExam(table, solution, tree)
            : Known<IStateExam>.Not(whyNot!);
    }

    public double Value(IReadOnlyList<string> replies)
    {
        var moves = Moves(replies);
        return _tree.Value((state, move) => moves[state] == move ? 1 : 0);
    }

    public double ValueOfMixed(IReadOnlyList<IReadOnlyList<double>> chances)
    {
        if (chances.Count != States.Count || chances.Where((c, state) => c.Count != _replies[state].Length).Any())
        {
            throw new ArgumentException("there must be one chance for each legal reply of each state", nameof(chances));
        }

        return _tree.Value((state, move) => chances[state][move]);
    }

    public IReadOnlyList<double> Regrets(IReadOnlyList<string> replies) =>
        [.. Moves(replies).Select((move, state) => _losses.Value[state][move])];

    public string KeyOf(IEpisode moment) =>
        moment is GameEpisode { Outcome: null } play && play.Table.Game.Name == _table.Game.Name
            ? play.Table.Game.Key(play.Position, play.Table.Seat)
            : throw new ArgumentException("this is no moment of the task at which its player is asked", nameof(moment));

    private int[] Moves(IReadOnlyList<string> replies)
    {
        if (replies.Count != States.Count)
        {
            throw new ArgumentException($"there are {States.Count} states and {replies.Count} replies", nameof(replies));
        }

        return [.. replies.Select((reply, state) => Array.IndexOf(_replies[state], reply) is >= 0 and var move
            ? move
            : throw new ArgumentException($"\"{reply}\" is not among the legal replies of state {state + 1}", nameof(replies)))];
    }

    private double[][] Losses() =>
    [
        .. _tree.States.Select(moment =>
        {
            var worth = _solution.MoveValues(moment) ?? throw new UnreachableException("an exam's state is one of the game's");
            var best = worth.Max();
            return worth.Select(value => best - value).ToArray();
        }),
    ];
}
