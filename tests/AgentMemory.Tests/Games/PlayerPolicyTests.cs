using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Games;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games;

/// <summary>A learner in the other seat sees what a learner there is to see.</summary>
public sealed class PlayerPolicyTests
{
    private static readonly GameCatalogue Catalogue = new(PromptBook.Load(RepositoryFiles.Path("prompts")));

    [Theory]
    [InlineData("heaps?piles=2")]
    [InlineData("lines?classic=tic-tac-toe")]
    [InlineData("bluff?classic=kuhn")]
    [InlineData("bluff?classic=leduc")]
    [InlineData("hunters")]
    public void The_other_seat_is_shown_all_that_happened_since_its_last_move(string name)
    {
        var task = Catalogue.ResolveGame(name);
        var asked = 0;
        for (var seed = 0UL; seed < 40; seed++)
        {
            var other = new RecordingPlayer(seed);
            var play = TablePlay.Begin(task.Against(new PlayerPolicy(task, other, seed)), seed);
            var rng = new Rng(seed);
            while (play.Outcome is null)
            {
                play = play.After(rng.Pick(play.LegalMoves));
            }

            var seat = 1 - task.Table.Seat;
            var since = new List<Happening>();
            var expected = new List<string>();
            foreach (var happening in play.Episode.Past)
            {
                if (happening.Moves.Count > 0 && happening.Before.MoveCount(seat) > 1)
                {
                    expected.Add(task.Table.Game.View(happening.Before, seat, since));
                    since.Clear();
                }

                since.Add(happening);
            }

            Assert.Equal(expected, other.Turns.Select(turn => turn.View.Text));
            Assert.Equal(Enumerable.Range(0, expected.Count), other.Turns.Select(turn => turn.Earlier.Count));
            asked += expected.Count;
        }

        Assert.True(asked >= 20, $"{asked}");
    }

    private sealed class RecordingPlayer(ulong seed) : IPlayer
    {
        private readonly Rng _rng = new(seed);

        public List<Turn> Turns { get; } = [];

        public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation)
        {
            Turns.AddRange(turns);
            return [.. turns.Select(turn => new Choice
            {
                Reply = new Reply.Legal(_rng.Pick(((ReplyForm.OneOf)turn.View.Reply).Replies)),
                Cost = Cost.None,
            })];
        }

        public void Dispose()
        {
        }
    }
}
