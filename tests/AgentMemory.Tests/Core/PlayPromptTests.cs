using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Core;

public sealed class PlayPromptTests
{
    private static readonly PlayPrompt Prompt = new(PromptBook.Load(RepositoryFiles.Path("prompts")));
    private static readonly ITokenizer Bytes = new ScriptedModel(_ => "").Tokenizer;
    private static readonly Document Rules = new("The game of velu", "Take from the heap.");

    [Fact]
    public void In_brief_a_game_that_told_the_right_reply_is_its_question_with_that_and_others_are_whole()
    {
        var told = Episode("3", "velu opens to 2");
        told = told with { Outcome = told.Outcome with { RightReply = "2" } };
        var memory = new Recollection { Documents = [], Episodes = [Episode("3", "you win"), told], IsBrief = true };
        Assert.Equal("--\nheap 9\n> 3\n= you win\n--\nheap 9\n> 2\n", Prompt.Compose(memory, Bytes, 1000).Text);
        Assert.EndsWith("--\nheap 9\n> 3\n= velu opens to 2\n", Prompt.Compose(memory with { IsBrief = false }, Bytes, 1000).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_holds_documents_notes_passages_episodes_and_the_episode_so_far()
    {
        var memory = new Recollection
        {
            Documents = [Rules],
            Notes = ["take 4 is forbidden"],
            Passages = ["velu is old"],
            Episodes = [Episode("3", "you win")],
        };
        var preamble = Prompt.Compose(memory, Bytes, 1000);
        var turn = Turn(new View("they 2, heap 4", new ReplyForm.OneOf(["1", "2"])), new Step("heap 9", "3"));
        Assert.Equal(
            """
            # The game of velu
            Take from the heap.
            Notes:
            - take 4 is forbidden
            Passages:
            | velu is old
            --
            heap 9
            > 3
            = you win
            --
            heap 9
            > 3
            they 2, heap 4
            >
            """.ReplaceLineEndings("\n"),
            Prompt.Render(preamble, turn));
        Assert.Equal(Bytes.Count(preamble.Text), preamble.Tokens);
    }

    [Fact]
    public void The_oldest_episodes_are_dropped_first_and_documents_only_whole()
    {
        var episodes = Enumerable.Range(0, 10).Select(i => Episode(i.ToString(System.Globalization.CultureInfo.InvariantCulture), "end")).ToList();
        var one = Bytes.Count(Prompt.Episode(episodes[0]));
        var documents = Bytes.Count("# The game of velu\nTake from the heap.\n");
        var preamble = Prompt.Compose(
            new Recollection { Documents = [Rules, new("Long", new string('x', 5000))], Episodes = episodes },
            Bytes,
            documents + (3 * one) + (one / 2));
        Assert.Equal(["Long"], preamble.DocumentsLeftOut);
        Assert.Equal(7, preamble.EpisodesLeftOut);
        Assert.EndsWith(string.Concat(episodes[7..].Select(Prompt.Episode)), preamble.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_composed_preamble_never_exceeds_its_budget()
    {
        var rng = new Rng(5);
        for (var budget = 0; budget < 400; budget += 7)
        {
            var memory = new Recollection
            {
                Documents = [Rules],
                Notes = [.. Enumerable.Range(0, rng.Next(6)).Select(i => new string('n', rng.Next(1, 30)))],
                Episodes = [.. Enumerable.Range(0, rng.Next(6)).Select(_ => Episode("5", "you lose"))],
            };
            var preamble = Prompt.Compose(memory, Bytes, budget);
            Assert.True(Bytes.Count(preamble.Text) <= budget);
        }
    }

    [Theory]
    [InlineData(" 2\n", "2")]
    [InlineData("2", "2")]
    [InlineData(" TAKE\n", "take")]
    public void A_listed_reply_is_read_whatever_its_case_and_outer_space(string written, string reply) =>
        Assert.Equal(new Reply.Legal(reply), PlayPrompt.Read(new View("", new ReplyForm.OneOf(["1", "2", "take"])), written));

    [Theory]
    [InlineData("3")]
    [InlineData("")]
    [InlineData("2 or 1")]
    public void Anything_else_is_unreadable(string written) => Assert.Equal(
        new Reply.Unreadable(written), PlayPrompt.Read(new View("", new ReplyForm.OneOf(["1", "2"])), written));

    private static EpisodeRecord Episode(string reply, string feedback) => new()
    {
        TaskId = "t",
        Seed = 1,
        Moves = [new Move(new View("heap 9", new ReplyForm.OneOf([reply])), reply, null, -0.5)],
        Outcome = new Outcome(1, feedback),
        Score = 1,
    };

    private static Turn Turn(View view, params Step[] earlier) => new()
    {
        TaskId = "t",
        Documents = [],
        Earlier = earlier,
        View = view,
        Temperature = 0,
        Restricted = true,
        Seed = 1,
    };
}
