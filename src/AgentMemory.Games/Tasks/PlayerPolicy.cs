using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Tasks;

/// <summary>
/// A player in other seats than the learner's: in each it is shown what a learner there would be shown, and its likeliest reply is
/// its move. Remembers one play, so unlike other policies it serves one play and one thread.
/// </summary>
public sealed class PlayerPolicy : IPolicy
{
    private readonly GameTask _task;
    private readonly IPlayer _player;
    private readonly ulong _seed;
    private readonly Dictionary<int, Seat> _seats = [];
    private readonly List<Happening> _past = [];

    /// <param name="task">Its documents, as they are for the seat, are what the player may read.</param>
    /// <param name="player">Stays the caller's.</param>
    /// <param name="seed">Rules what the player draws.</param>
    public PlayerPolicy(GameTask task, IPlayer player, ulong seed) => (_task, _player, _seed) = (task, player, seed);

    /// <inheritdoc/>
    public void Weigh(IPosition position, int seat, Span<double> probabilities)
    {
        if (!_seats.TryGetValue(seat, out var here))
        {
            _seats[seat] = here = new Seat(_task.DocumentsOf(seat));
        }

        var replies = new string[probabilities.Length];
        for (var move = 0; move < replies.Length; move++)
        {
            replies[move] = position.MoveText(seat, move);
        }

        var view = new View(_task.Table.Game.View(position, seat, [.. _past.Skip(here.Seen)]), new ReplyForm.OneOf(replies));
        var choice = _player.Choose(
            [
                new Turn
                {
                    TaskId = _task.Id,
                    Documents = here.Documents,
                    Earlier = [.. here.Earlier],
                    View = view,
                    Temperature = 0,
                    Restricted = true,
                    Seed = Rng.Mix(_seed, (ulong)here.Earlier.Count),
                },
            ],
            CancellationToken.None)[0];
        // Restricted to the legal replies, so there is no other kind.
        var chosen = choice.Reply is Reply.Legal legal ? Array.IndexOf(replies, legal.Text) : 0;
        probabilities.Clear();
        probabilities[chosen] = 1;
        here.Earlier.Add(new Step(view.Text, replies[chosen]));
        here.Seen = _past.Count;
    }

    /// <summary>Tells what happens at the table, in order, the player's own moves among it.</summary>
    public void Saw(Happening happening) => _past.Add(happening);

    /// <summary>What one seat reads, was shown, and has seen of the play.</summary>
    private sealed class Seat(IReadOnlyList<Document> documents)
    {
        public IReadOnlyList<Document> Documents { get; } = documents;

        public List<Step> Earlier { get; } = [];

        public int Seen { get; set; }
    }
}
