using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Models;

namespace AgentMemory.Models.Tests;

public sealed class RestrictedReplies(SmallModel small) : IClassFixture<SmallModel>
{
    private static readonly string[] Moves = [" take 1\n", " take 2\n", " take 12\n", " pass\n", " größer\n"];

    [Fact]
    public void A_restricted_reply_is_one_of_the_listed_texts_and_its_log_probability_is_the_score_of_it()
    {
        using var model = small.Open();
        var written = new HashSet<string>(StringComparer.Ordinal);
        for (ulong seed = 0; seed < 24; seed++)
        {
            var requests = Enumerable.Range(0, 5).Select(i => OneOf($"heap "
                + $"{i}\n>", Moves, 2, (seed * 10) + (ulong)i)).ToArray();
            var completions = model.Complete(requests, default);
            var scores = model.Score(
                [.. requests.Zip(completions, (asked, done) => new ScoreRequest(asked.Prompt, done.Text))], default);
            for (var i = 0; i < completions.Count; i++)
            {
                Assert.Contains(completions[i].Text, Moves);
                Assert.Equal(StopReason.Complete, completions[i].Stop);
                Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(completions[i].Text), completions[i].TokensWritten);
                Assert.Equal(scores[i].LogProbability, completions[i].LogProbability, 3);
                written.Add(completions[i].Text);
            }
        }

        Assert.True(written.Count > 1);
    }

    [Fact]
    public void Without_temperature_each_token_is_the_likeliest_that_still_leads_to_a_listed_text()
    {
        using var model = small.Open();
        var prompt = "heap 9\n>";
        var reply = model.Complete([OneOf(prompt, Moves, 0, 1)], default)[0].Text;
        var text = "";
        while (!Moves.Contains(text))
        {
            var logits = model.Logits([256, .. model.Tokenizer.Encode(prompt + text)], default)[^1];
            var next = Moves.Where(move => move.StartsWith(text, StringComparison.Ordinal))
                .Select(move => move[text.Length]).Distinct().MaxBy(character => logits[character]);
            text += next;
        }

        Assert.Equal(text, reply);
    }

    [Fact]
    public void A_single_listed_text_is_written_and_scored_at_once()
    {
        using var model = small.Open();
        var completion = model.Complete([OneOf("say", [" yes\n"], 1, 5)], default)[0];
        Assert.Equal(" yes\n", completion.Text);
        Assert.Equal(model.Score([new ScoreRequest("say", " yes\n")], default)[0].LogProbability, completion.LogProbability, 4);
    }

    [Fact]
    public void A_score_is_the_log_softmax_of_the_logits()
    {
        using var model = small.Open();
        var scores = model.Score(
            [.. Enumerable.Range(0, 128).Select(b => new ScoreRequest("Once", ((char)b).ToString()))], default);
        var logits = model.Logits([256, .. model.Tokenizer.Encode("Once")], default)[^1];
        var greatest = logits.Max();
        var total = logits.Sum(logit => Math.Exp(logit - greatest));
        for (var b = 0; b < 128; b++)
        {
            Assert.Equal(Math.Log(Math.Exp(logits[b] - greatest) / total), scores[b].LogProbability, 1e-5);
        }
    }

    [Fact]
    public void A_score_of_two_parts_is_the_sum_of_their_scores()
    {
        using var model = small.Open();
        var scores = model.Score(
            [new("Once", " upon a time"), new("Once", " upon"), new("Once upon", " a time"), new("Once", "")], default);
        Assert.Equal(scores[0].LogProbability, scores[1].LogProbability + scores[2].LogProbability, 4);
        Assert.Equal(0, scores[3].LogProbability);
    }

    [Fact]
    public void Texts_that_begin_one_another_are_refused()
    {
        using var model = small.Open();
        Assert.Throws<ArgumentException>(() => model.Complete([OneOf("a", ["take 1", "take 12"], 0, 1)], default));
        Assert.Throws<ArgumentException>(() => model.Complete([OneOf("a", [], 0, 1)], default));
        Assert.Throws<ArgumentException>(() => model.Complete([OneOf("a", ["same", "same"], 0, 1)], default));
    }

    [Fact]
    public void What_a_grammar_writes_parses_and_ends_when_nothing_more_can_follow()
    {
        using var model = small.Open();
        for (ulong seed = 0; seed < 12; seed++)
        {
            var completion = model.Complete([Grammar("n = ", "root ::= \"-\"? [1-9] [0-9]{2} \".\" [0-9] "
                + "\";\"", 20, seed)], default)[0];
            Assert.Equal(StopReason.Complete, completion.Stop);
            Assert.EndsWith(";", completion.Text, StringComparison.Ordinal);
            Assert.InRange(
                Math.Abs(decimal.Parse(completion.Text.TrimEnd(';'), CultureInfo.InvariantCulture)), 100m, 999.9m);
            Assert.Equal(completion.Text.Length, completion.TokensWritten);
            Assert.Equal(
                model.Score([new ScoreRequest("n = ", completion.Text)], default)[0].LogProbability, completion.LogProbability, 3);
        }
    }

    [Fact]
    public void An_open_grammar_ends_at_the_limit_of_tokens()
    {
        using var model = small.Open();
        var completion = model.Complete([Grammar("x", "root ::= [ab]{40} \"!\"", 6, 3)], default)[0];
        Assert.Equal(StopReason.TokenLimit, completion.Stop);
        Assert.Matches("^[ab]{6}$", completion.Text);
    }

    [Theory]
    [InlineData("root ::= undefined")]
    [InlineData("start ::= \"a\"")]
    [InlineData("root ::= root \"a\" | \"b\"")]
    [InlineData("root ::= \"a")]
    [InlineData("")]
    public void A_grammar_that_cannot_be_read_is_the_users_error_and_says_why(string gbnf)
    {
        using var model = small.Open();
        var error = Assert.Throws<UserErrorException>(() => model.Complete([Grammar("x", gbnf, 6, 3)], default));
        Assert.Contains("grammar", error.Message, StringComparison.Ordinal);
    }

    private static CompletionRequest OneOf(string prompt, string[] texts, double temperature, ulong seed) => new()
    {
        Prompt = prompt,
        Form = new CompletionForm.OneOf(texts),
        Temperature = temperature,
        Seed = seed,
    };

    private static CompletionRequest Grammar(string prompt, string gbnf, int tokensMax, ulong seed) => new()
    {
        Prompt = prompt,
        Form = new CompletionForm.Grammar(gbnf, tokensMax),
        Temperature = 1,
        Seed = seed,
    };
}
