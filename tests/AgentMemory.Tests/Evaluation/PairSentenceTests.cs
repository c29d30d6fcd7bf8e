using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Tests.Evaluation;

public sealed class PairSentenceTests
{
    private static readonly PairVerdict Ahead = new("lora", "notes", new Interval(0.4, 0.2, 0.6), 2, []);

    [Fact]
    public void The_learner_ahead_is_named_first_whichever_side_it_is_on()
    {
        Assert.Equal("lora ends 0.40 (0.20 to 0.60) ahead of notes.", PairSentence.Of(Ahead));
        Assert.Equal(
            "notes ends 0.40 (0.20 to 0.60) ahead of lora.", PairSentence.Of(Ahead with { Difference = new Interval(-0.4, -0.6, -0.2) }));
    }

    [Fact]
    public void A_difference_that_may_be_none_is_not_called_one() => Assert.Equal(
        "lora and notes are not told apart at the end, 0.10 (-0.10 to 0.30).",
        PairSentence.Of(Ahead with { Difference = new Interval(0.1, -0.1, 0.3) }));

    [Fact]
    public void Yardsticks_and_very_many_pairs_are_left_to_the_tables()
    {
        var sentences = PairSentence.All(GoldenVerdictTests.Made());
        // lora, notes and worse learn; frozen and retry do not.
        Assert.Equal(3, sentences.Count);
        Assert.DoesNotContain(sentences, sentence => sentence.Contains("frozen", StringComparison.Ordinal));
        var many = Enumerable.Range(0, 6).Select(i => MadeCurves.Noisy($"l{i}", 0.1 * i, 0, 1, 2, 6, (ulong)i)).ToArray();
        Assert.Empty(PairSentence.All(Judge.Of(MadeCurves.Table(many), new JudgementSettings())));
    }
}
