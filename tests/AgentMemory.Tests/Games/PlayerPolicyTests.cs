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

    [Theory]
    [InlineData("connect3.kif", "You are red.", "You are blue.")]
    [InlineData("connect3.kif?role=blue", "You are blue.", "You are red.")]
    [InlineData("tictactoe.kif", "You are white.", "You are black.")]
    public void The_other_seat_reads_the_rulebook_of_its_own_role(string file, string own, string others)
    {
        var task = Catalogue.ResolveGame(RepositoryFiles.Path("tests", "AgentMemory.Tests", "Games", "Kif", file));
        var other = new RecordingPlayer(1);
        var play = TablePlay.Begin(task.Against(new PlayerPolicy(task, other, 1)), 1);
        while (play.Outcome is null)
        {
            play = play.After(play.LegalMoves[0]);
        }

        Assert.StartsWith(own, Assert.Single(task.Documents).Text, StringComparison.Ordinal);
        Assert.NotEmpty(other.Turns);
        Assert.All(other.Turns, turn => Assert.StartsWith(others, Assert.Single(turn.Documents).Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("heaps?piles=2")]
    [InlineData("lines?classic=tic-tac-toe")]
    [InlineData("bluff?classic=kuhn")]
    [InlineData("hunters")]
    public void Who_begins_is_told_to_each_seat_as_it_is(string name)
    {
        var task = Catalogue.ResolveGame(name);
        var book = PromptBook.Load(RepositoryFiles.Path("prompts"));
        var (you, they) = (book.Text("games/begin-you"), book.Text("games/begin-they"));
        Assert.Contains(task.Table.Seat == 0 ? you : they, task.DocumentsOf(task.Table.Seat)[0].Text, StringComparison.Ordinal);
        var other = task.DocumentsOf(1 - task.Table.Seat)[0];
        Assert.Contains(task.Table.Seat == 0 ? they : you, other.Text, StringComparison.Ordinal);
        Assert.True(other.IsRulebook);
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
