using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Reference.Shuffled;
using AgentMemory.Learners.Weights.Experience;

namespace AgentMemory.Models.Tests.Weights;

public sealed class ShuffledTests
{
    [Fact]
    public void What_games_told_is_permuted_and_each_line_stays_about_its_own_thing()
    {
        EpisodeRecord[] games = [.. Enumerable.Range(0, 40).Select(i => Game(i, $"word{i}"))];
        var shuffled = ShuffledLearner.Permuted(games, new Rng(1));
        Assert.Equal(games.Select(g => g.Outcome.RightReply).Order(), shuffled.Select(g => g.Outcome.RightReply).Order());
        Assert.True(games.Zip(shuffled).Count(pair => pair.First.Outcome.RightReply == pair.Second.Outcome.RightReply) < 8);
        Assert.All(shuffled.Index(), game =>
        {
            Assert.Equal($"thing {game.Index} opens to {game.Item.Outcome.RightReply}", game.Item.Outcome.Feedback);
            Assert.Equal(games[game.Index].Moves, game.Item.Moves);
        });
        Assert.Equal(shuffled.Select(EpisodeJson.Write), ShuffledLearner.Permuted(games, new Rng(1)).Select(EpisodeJson.Write));
    }

    [Fact]
    public void Where_nothing_is_told_score_and_feedback_go_together()
    {
        EpisodeRecord[] games = [.. Enumerable.Range(0, 40).Select(i => Game(i, null))];
        Assert.All(ShuffledLearner.Permuted(games, new Rng(1)), game => Assert.Equal($"end {game.Outcome.Score}", game.Outcome.Feedback));
    }

    [Fact]
    public void A_lesson_is_the_reply_that_the_game_told_whether_it_was_won_or_lost()
    {
        var lesson = Lesson.Of(Game(3, "word3"), []);
        Assert.Equal([new Step("thing 3 opens to", "word3")], lesson.Steps);
        Assert.True(lesson.IsTold);
        Assert.Equal("tried", Assert.Single(Lesson.Of(Game(3, null), []).Steps).Reply);
    }

    private static EpisodeRecord Game(int number, string? right) => new()
    {
        TaskId = "t",
        Seed = (ulong)number,
        Moves = [new Move(new View($"thing {number} opens to", new ReplyForm.OneOf(["tried", "other"])), "tried", null, null)],
        Outcome = new Outcome(number, right is null ? $"end {number}" : $"thing {number} opens to {right}") { RightReply = right },
        Score = number,
    };
}
