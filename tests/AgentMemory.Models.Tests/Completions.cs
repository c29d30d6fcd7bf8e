using AgentMemory.Core.Models;
using AgentMemory.Inference;

namespace AgentMemory.Models.Tests;

public sealed class Completions(SmallModel small) : IClassFixture<SmallModel>
{
    private const string Rules = "The rules of the game, the same for everybody who plays it today: take one, two or "
        + "three. ";

    [Fact]
    public void Sixteen_prompts_with_a_shared_prefix_in_one_batch_equal_sixteen_single_runs()
    {
        using var model = small.Open();
        var requests = Enumerable.Range(0, 16).Select(i => Free($"{Rules}Player {i} "
            + $"{new string('x', i)}:", 12)).ToArray();
        var together = model.Complete(requests, default);
        for (var i = 0; i < requests.Length; i++)
        {
            model.Forget();
            var alone = model.Complete([requests[i]], default)[0];
            Assert.Equal(alone.Text, together[i].Text);
            Assert.Equal(alone.Stop, together[i].Stop);
            Assert.Equal(alone.TokensWritten, together[i].TokensWritten);
            Assert.Equal(alone.ContextTokens, together[i].ContextTokens);
            Assert.Equal(alone.LogProbability, together[i].LogProbability, 3);
        }
    }

    [Fact]
    public void A_shared_prefix_is_read_once_and_counts_for_its_first_user()
    {
        using var model = small.Open();
        var requests = Enumerable.Range(0, 8).Select(i => Free($"{Rules}{(char)('a' + i)}", 1)).ToArray();
        var read = model.Complete(requests, default).Select(completion => completion.TokensRead).ToArray();
        Assert.Equal(1 + Rules.Length + 1, read[0]);
        Assert.All(read.Skip(1), tokens => Assert.Equal(1, tokens));
    }

    [Fact]
    public void What_an_earlier_call_computed_is_not_read_again_until_it_is_forgotten()
    {
        using var model = small.Open();
        var first = model.Complete([Free(Rules, 4)], default)[0];
        var second = model.Complete([Free(Rules + "More.", 4)], default)[0];
        model.Forget();
        var cold = model.Complete([Free(Rules + "More.", 4)], default)[0];
        Assert.Equal(1 + Rules.Length, first.TokensRead);
        Assert.Equal("More.".Length, second.TokensRead);
        Assert.Equal(1 + Rules.Length + "More.".Length, cold.TokensRead);
        Assert.Equal(cold.Text, second.Text);
    }

    [Fact]
    public void Episodes_keep_their_prefix_when_the_requests_before_them_are_over()
    {
        using var model = small.Open(slots: 4);
        string[] games = ["alpha alpha alpha alpha", "beta beta beta beta beta", "gamma gamma gamma gamma"];
        model.Complete([.. games.Select(game => Free(game, 1))], default);
        var later = model.Complete([.. games.Skip(1).Select(game => Free(game + "!", 1))], default);
        Assert.All(later, completion => Assert.Equal(1, completion.TokensRead));
    }

    [Fact]
    public void More_requests_than_slots_go_in_waves_and_give_the_same_texts()
    {
        using var many = small.Open(slots: 16);
        using var few = small.Open(slots: 3);
        var requests = Enumerable.Range(0, 11).Select(i => Free($"{Rules}{i * 7}", 8)).ToArray();
        Assert.Equal(
            many.Complete(requests, default).Select(completion => completion.Text),
            few.Complete(requests, default).Select(completion => completion.Text));
    }

    [Fact]
    public void A_cache_with_little_room_gives_the_same_texts()
    {
        using var roomy = small.Open();
        using var tight = small.Open(contextTokens: 256, cacheBytesMax: 1);
        for (var turn = 0; turn < 3; turn++)
        {
            var requests = Enumerable.Range(0, 9).Select(i => Free($"{Rules}{i * 7} turn {turn}", 8)).ToArray();
            Assert.Equal(
                roomy.Complete(requests, default).Select(completion => completion.Text),
                tight.Complete(requests, default).Select(completion => completion.Text));
        }
    }

    [Fact]
    public void The_same_calls_after_forgetting_give_the_same_bits()
    {
        using var model = small.Open();
        var first = Play(model);
        model.Forget();
        var second = Play(model);
        using var other = small.Open();
        Assert.Equal(first, second);
        Assert.Equal(first, Play(other));

        static List<string> Play(LocalModel model)
        {
            var digits = new List<string>();
            var texts = Enumerable.Range(0, 6).Select(i => $"{Rules}Player {i}:").ToArray();
            for (var turn = 0; turn < 4; turn++)
            {
                var completions = model.Complete(
                    [.. texts.Select((text, i) => Free(text, 3 + i, 0.8, (ulong)((turn * 100) + i)))], default);
                for (var i = 0; i < texts.Length; i++)
                {
                    digits.Add($"{completions[i].Text}|{BitConverter.DoubleToInt64Bits(completions[i].LogProbability)}"
                        + $"|{completions[i].TokensRead}|{completions[i].Stop}");
                    texts[i] += $"{i % (turn + 1)};";
                }
            }

            return digits;
        }
    }

    [Fact]
    public void A_request_draws_the_same_whatever_shares_its_batch()
    {
        using var model = small.Open();
        var request = Free(Rules, 10, temperature: 1, seed: 42);
        var alone = model.Complete([request], default)[0];
        model.Forget();
        var among = model.Complete([Free("other", 10, 1, 7), request, Free("more", 10, 1, 8)], default)[1];
        Assert.Equal(alone.Text, among.Text);
        model.Forget();
        Assert.NotEqual(alone.Text, model.Complete([request with { Seed = 43 }], default)[0].Text);
    }

    [Fact]
    public void A_stop_ends_the_text_and_is_no_part_of_it()
    {
        using var model = small.Open();
        var whole = model.Complete([Free(Rules, 12)], default)[0];
        var stop = whole.Text.First(letter => char.IsAscii(letter) && whole.Text.IndexOf(letter) > 0).ToString();
        model.Forget();
        var stopped = model.Complete(
            [Free(Rules, 12) with { Form = new CompletionForm.Free(12, ["not there", stop]) }], default)[0];
        Assert.Equal(StopReason.TokenLimit, whole.Stop);
        Assert.Equal(StopReason.Complete, stopped.Stop);
        Assert.Equal(whole.Text[..whole.Text.IndexOf(stop, StringComparison.Ordinal)], stopped.Text);
    }

    [Fact]
    public void The_end_of_a_text_is_a_token_of_the_reply_and_writes_nothing()
    {
        using var model = small.Open();
        var ended = 0;
        for (ulong seed = 0; seed < 60; seed++)
        {
            var completion = model.Complete([Free("Go: ", 40, temperature: 3, seed)], default)[0];
            ended += completion.Stop == StopReason.EndOfText ? 1 : 0;
            Assert.DoesNotContain("<|end|>", completion.Text, StringComparison.Ordinal);
            Assert.InRange(completion.LogProbability, double.MinValue, 0);
        }

        Assert.InRange(ended, 1, 59);
    }

    [Fact]
    public void A_prompt_that_does_not_fit_with_its_reply_is_refused_before_anything_is_computed()
    {
        using var model = small.Open(contextTokens: 64);
        Assert.Equal(64, model.ContextTokens);
        Assert.Throws<ArgumentException>(() => model.Complete([Free(new string('a', 60), 4)], default));
        Assert.Equal(60, model.Complete([Free(new string('a', 59), 4)], default)[0].TokensRead);
    }

    [Fact]
    public void A_cancelled_call_leaves_the_model_as_if_forgotten()
    {
        using var model = small.Open();
        var cold = model.Complete([Free(Rules, 4)], default)[0];
        model.Complete([Free("something else", 4)], default);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => model.Complete([Free(Rules, 4)], cancelled.Token));
        Assert.Equal(cold, model.Complete([Free(Rules, 4)], default)[0]);
    }

    [Fact]
    public void A_closed_model_says_that_it_is_closed()
    {
        var model = small.Open();
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Complete([Free("a", 1)], default));
        Assert.Throws<ObjectDisposedException>(model.Forget);
    }

    private static CompletionRequest Free(string prompt, int tokens, double temperature = 0, ulong seed = 1) => new()
    {
        Prompt = prompt,
        Form = new CompletionForm.Free(tokens, []),
        Temperature = temperature,
        Seed = seed,
    };
}
