using AgentMemory.Core;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Memory.Vectors;
using AgentMemory.Memory.Words;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>What counts as evidence, how much, and what is not offered for want of it.</summary>
public sealed class EvidenceTests
{
    private static readonly EmbedderCalibration Calibration = new() { NatsPerCosine = 10, Unrelated = 0.2, Floor = 0.5 };

    [Fact]
    public void Evidence_is_the_sum_of_BM25_and_of_what_the_cosine_is_worth()
    {
        var match = Match(3.5, isAboutIt: true);
        Assert.Equal(3.5 + (10 * (0.6 - 0.2)), HybridSearch.Evidence(match, 0.6, Calibration), 12);
        Assert.Equal(3.5, HybridSearch.Evidence(match, 0.1, Calibration), 12);
        Assert.Equal(3.5, HybridSearch.Evidence(match, null, null), 12);
        Assert.Equal(4, HybridSearch.Evidence(null, 0.6, Calibration), 12);
    }

    /// <summary>Rank fusion put the passage that stands in both lists first, however little either said of it.</summary>
    [Fact]
    public void Being_named_by_both_signals_is_worth_nothing_of_itself()
    {
        var byWords = HybridSearch.Evidence(Match(9, isAboutIt: true), 0.2, Calibration);
        var byBoth = HybridSearch.Evidence(Match(4, isAboutIt: true), 0.3, Calibration);
        Assert.True(byWords > byBoth);
    }

    [Fact]
    public void BM25_is_that_of_the_formula()
    {
        // Three texts of 2, 4 and 3 words; "red" stands in two of them, twice in the second.
        var scores = new TextCollection(["red boat", "red red old boat", "a blue kite"]).Scores("red");
        var idf = Math.Log(1 + ((3 - 2 + 0.5) / (2 + 0.5)));
        Assert.Equal(idf * 2.2 / (1 + (1.2 * (0.25 + (0.75 * 2 / 3)))), scores[0], 12);
        Assert.Equal(idf * 2 * 2.2 / (2 + (1.2 * (0.25 + (0.75 * 4 / 3)))), scores[1], 12);
        Assert.Equal(0, scores[2]);
    }

    [Fact]
    public void A_conditional_logit_finds_the_weight_by_which_choices_were_made()
    {
        var rng = new Rng(3);
        var cases = Enumerable.Range(0, 4_000).Select(_ =>
        {
            var scores = Enumerable.Range(0, 8).Select(_ => rng.NextGaussian()).ToArray();
            var weights = scores.Select(score => Math.Exp(1.5 * score)).ToArray();
            var left = rng.NextDouble() * weights.Sum();
            var right = 0;
            while (right < 7 && (left -= weights[right]) > 0)
            {
                right++;
            }

            return new ConditionalLogit.Case(scores, right);
        }).ToList();
        var fit = ConditionalLogit.Fit(cases);
        Assert.Equal(1.5, fit.Weight, 0.1);
        Assert.InRange(fit.Error, 0.01, 0.05);
    }

    [Theory]
    [InlineData("where is the car?")]
    [InlineData("what is the matter with it?")]
    [InlineData("xyzzy")]
    [InlineData("")]
    public void What_shares_nothing_but_function_words_is_not_offered(string query)
    {
        using var fixture = new StoreFixture();
        fixture.Add("The key is under the mat.");
        fixture.Add("Ana is the head of the office.");
        Assert.Empty(fixture.Find(query));
    }

    [Fact]
    public void A_question_of_function_words_alone_asks_for_them()
    {
        using var fixture = new StoreFixture();
        fixture.Add("To be or not to be.");
        fixture.Add("Quite another matter.");
        Assert.Equal(["To be or not to be."], fixture.Find("to be"));
    }

    [Fact]
    public void With_vectors_what_is_far_in_spelling_and_shares_no_word_is_not_offered()
    {
        using var fixture = new StoreFixture(new SpellingEmbedder());
        fixture.Add("The key is under the mat.");
        fixture.Add("Ana lives in Oslo.");
        Assert.Empty(fixture.Find("quantum chromodynamics"));
        Assert.Equal(["Ana lives in Oslo."], fixture.Find("Oslo"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_newer_statement_goes_before_the_shorter_one_that_it_says_anew(bool withVectors)
    {
        using var fixture = new StoreFixture(withVectors ? new SpellingEmbedder() : null);
        fixture.Add("My favourite colour is teal.", PassageKind.Message);
        fixture.Add("I live in Oslo.", PassageKind.Message);
        fixture.Add("We walked to the lake and had a picnic there.", PassageKind.Message);
        fixture.Clock.Turn(TimeSpan.FromDays(1));
        fixture.Add("My favourite colour is now ochre.", PassageKind.Message);
        fixture.Add("I moved, I live in Rome now.", PassageKind.Message);
        Assert.Equal(["My favourite colour is now ochre.", "My favourite colour is teal."], fixture.Find("what is my favourite colour?"));
        Assert.Equal("I moved, I live in Rome now.", fixture.Find("where do I live")[0]);
    }

    [Fact]
    public void Of_documents_the_better_one_stays_first_whichever_is_newer()
    {
        using var fixture = new StoreFixture();
        fixture.Add("The engine needs oil.", PassageKind.Document);
        fixture.Clock.Turn(TimeSpan.FromDays(1));
        fixture.Add("The engine needs oil and much else besides, says the long preface.", PassageKind.Document);
        Assert.Equal("The engine needs oil.", fixture.Find("engine oil")[0]);
    }

    private static WordMatch Match(double score, bool isAboutIt) => new()
    {
        Passage = new Passage
        {
            Id = "p1",
            Text = "",
            Kind = PassageKind.Note,
            Source = "",
            Subject = null,
            Provenance = "",
            Time = default,
            ValidUntil = null,
            ReplacedBy = null,
            Withdrawn = false,
        },
        Score = score,
        Held = 1,
        IsAboutIt = isAboutIt,
    };
}
