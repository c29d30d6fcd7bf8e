using AgentMemory.Evaluation.Statistics;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Tests.Evaluation;

public sealed class PairSentenceTests
{
    private static readonly PairVerdict Ahead = new()
    {
        Left = "lora",
        Right = "notes",
        Difference = new Interval(0.4, 0.2, 0.6),
        ProbabilityOfImprovement = new Interval(0.9, 0.7, 1),
        LeadByBlock = new Lead("lora", 4),
        LeadByBudget =
        [
            KeyValuePair.Create("tokens", (Lead?)new Lead("notes", 1200)),
            KeyValuePair.Create("flops", (Lead?)null),
            KeyValuePair.Create("seconds", (Lead?)new Lead("notes", 3)),
            KeyValuePair.Create("artifact_bytes", (Lead?)new Lead("notes", 800)),
        ],
    };

    [Fact]
    public void Who_is_ahead_at_the_end_and_at_equal_cost_stands_in_one_sentence_without_seconds() => Assert.Equal(
        "lora ends 0.40 (0.20 to 0.60) ahead of notes, from block 4 on; at equal tokens notes from 1.20k on; "
        + "at equal artifact bytes notes from 800 on.",
        PairSentence.Of(Ahead));

    [Fact]
    public void The_one_ahead_is_named_first_whichever_side_it_stands_on() => Assert.Equal(
        "notes ends 0.40 (0.20 to 0.60) ahead of lora, from block 4 on.",
        PairSentence.Of(Ahead with
        {
            Difference = new Interval(-0.4, -0.6, -0.2),
            LeadByBlock = new Lead("notes", 4),
            LeadByBudget = [],
        }));

    [Fact]
    public void A_difference_that_may_be_none_is_not_called_one() => Assert.Equal(
        "lora and notes are not told apart at the end, 0.10 (-0.10 to 0.30).",
        PairSentence.Of(Ahead with { Difference = new Interval(0.1, -0.1, 0.3), LeadByBlock = null, LeadByBudget = [] }));

    [Fact]
    public void Yardsticks_and_very_many_pairs_are_left_to_the_tables()
    {
        var sentences = PairSentence.All(GoldenVerdictTests.Made());
        // lora, notes and worse learn; frozen and retry do not.
        Assert.Equal(3, sentences.Count);
        Assert.DoesNotContain(sentences, sentence => sentence.Contains("frozen", StringComparison.Ordinal));
        var many = Enumerable.Range(0, 6).Select(i => MadeCurves.Noisy($"l{i}", 0.1 * i, 0, 1, 2, 6, (ulong)i)).ToArray();
        Assert.Empty(PairSentence.All(Judge.Of(MadeCurves.Table(many), new JudgementSettings { Resamples = 100 })));
    }
}
