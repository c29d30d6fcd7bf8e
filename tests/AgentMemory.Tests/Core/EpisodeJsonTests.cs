using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Play;

namespace AgentMemory.Tests.Core;

public sealed class EpisodeJsonTests
{
    [Fact]
    public void An_episode_comes_back_as_it_went()
    {
        var episode = new EpisodeRecord
        {
            TaskId = "heaps?seed=3",
            Seed = ulong.MaxValue,
            Moves =
            [
                new Move(new View("heap 9 \"ä\"", new ReplyForm.OneOf(["1", "2"])), "2", "two!", -0.1),
                new Move(new View("why?", new ReplyForm.Written(12, "reply ::= [a-z]+")), "because", null, null),
            ],
            Outcome = new Outcome(0.1, "you lose"),
            Score = -1.0 / 3,
        };
        var line = EpisodeJson.Write(episode);
        var read = EpisodeJson.Read(line, "here");
        Assert.DoesNotContain('\n', line);
        Assert.Equal(line, EpisodeJson.Write(read));
        Assert.Equal(episode.Score, read.Score);
        Assert.Equal(episode.Moves[1], read.Moves[1]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("null")]
    public void Another_line_is_refused_with_its_place(string line) => Assert.StartsWith(
        "file, line 3: ", Assert.Throws<UserErrorException>(() => EpisodeJson.Read(line, "file, line 3")).Message, StringComparison.Ordinal);
}
