using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Tasks;

/// <summary>
/// A player in another seat than the learner's: it is shown what a learner there would be shown, and its likeliest reply is
/// its move. Remembers one play, so unlike other policies it serves one play and one thread.
/// </summary>
public sealed class PlayerPolicy : IPolicy
{
    private readonly IGame _game;
    private readonly string _taskId;
    private readonly IReadOnlyList<Document> _documents;
    private readonly IPlayer _player;
    private readonly ulong _seed;
    private readonly List<Step> _earlier = [];
    private readonly List<Happening> _since = [];

    /// <param name="task">Its documents are what the player may read.</param>
    /// <param name="player">Stays the caller's.</param>
    /// <param name="seed">Rules what the player draws.</param>
    public PlayerPolicy(GameTask task, IPlayer player, ulong seed) =>
        (_game, _taskId, _documents, _player, _seed) = (task.Table.Game, task.Id, task.Documents, player, seed);

    /// <inheritdoc/>
    public void Weigh(IPosition position, int seat, Span<double> probabilities)
    {
        var replies = new string[probabilities.Length];
        for (var move = 0; move < replies.Length; move++)
        {
            replies[move] = position.MoveText(seat, move);
        }

        var view = new View(_game.View(position, seat, [.. _since]), new ReplyForm.OneOf(replies));
        var choice = _player.Choose(
            [
                new Turn
                {
                    TaskId = _taskId,
                    Documents = _documents,
                    Earlier = [.. _earlier],
                    View = view,
                    Temperature = 0,
                    Restricted = true,
                    Seed = Rng.Mix(_seed, (ulong)_earlier.Count),
                },
            ],
            CancellationToken.None)[0];
        // Restricted to the legal replies, so there is no other kind.
        var chosen = choice.Reply is Reply.Legal legal ? Array.IndexOf(replies, legal.Text) : 0;
        probabilities.Clear();
        probabilities[chosen] = 1;
        _earlier.Add(new Step(view.Text, replies[chosen]));
        _since.Clear();
    }

    /// <summary>Tells what happens at the table, in order, this seat's moves among it.</summary>
    public void Saw(Happening happening) => _since.Add(happening);
}
