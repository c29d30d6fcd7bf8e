using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Memory.Vectors;
using Microsoft.Data.Sqlite;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>What is found, in which order, and that any text is a query.</summary>
public sealed class SearchTests
{
    public static TheoryData<string> AnyText { get; } =
    [
        "", " ", "\n\t", "\"", "\"\"\"", "'", "AND", "OR NOT", "NEAR(a b, 3)", "a*", "^start", "text:word", "-minus", "(", ")", "{x y}:z",
        "a AND (b OR", "; DROP TABLE passage;--", "\u0000", "\ud800", "%_", "é\u0301", "漢字かな交じり", "ไทย", "🙂🙃", "a\u200bb", "…",
        new string('x', 5_000), string.Join(' ', Enumerable.Range(0, 3_000)),
    ];

    [Theory]
    [MemberData(nameof(AnyText))]
    public void Any_text_is_a_valid_query(string text)
    {
        using var fixture = new StoreFixture();
        fixture.Add("some text: with \"quotes\", AND operators");
        fixture.Store.Search(new SearchQuery { Text = text });
    }

    [Theory]
    [InlineData("The cat sat on the mat", "cats", true)]
    [InlineData("Überraschung für Jörg", "uberraschung", true)]
    [InlineData("東京都に住んでいます", "東京", true)]
    [InlineData("東京都に住んでいます", "京東", false)]
    [InlineData("東京都に住んでいます", "都", true)]
    [InlineData("ids like foo_bar-7 and C++", "foo_bar", true)]
    [InlineData("Straße", "dog", false)]
    public void Words_are_found_in_other_endings_accents_and_scripts(string text, string query, bool found)
    {
        using var fixture = new StoreFixture();
        fixture.Add(text);
        Assert.Equal(found ? [text] : [], fixture.Find(query));
    }

    [Fact]
    public void Maximal_marginal_relevance_takes_the_other_thing_before_the_same_again()
    {
        Candidate[] candidates = [new() { Id = 1, Score = 1 }, new() { Id = 2, Score = 0.9 }, new() { Id = 3, Score = 0.7 }];
        static double Likeness(Candidate a, Candidate b) => a.Id + b.Id == 3 ? 1 : 0;
        Assert.Equal([1L, 3L, 2L], HybridSearch.Diversify(candidates, 3, 0.5, Likeness).Select(c => c.Id));
        Assert.Equal([1L, 2L, 3L], HybridSearch.Diversify(candidates, 3, 0, Likeness).Select(c => c.Id));
    }

    [Fact]
    public void Diversity_works_with_and_without_vectors()
    {
        foreach (var embedder in new IEmbedder?[] { null, new SpellingEmbedder(64) })
        {
            using var fixture = new StoreFixture(embedder);
            fixture.Add("the red boat sails at dawn");
            fixture.Add("the red boat sails at dawn today");
            fixture.Add("a red kite");
            var found = fixture.Store.Search(new SearchQuery { Text = "red boat", Count = 2, Diversity = 0.7 });
            Assert.Contains(found.Passages, p => p.Passage.Text == "a red kite");
        }
    }

    [Fact]
    public void Recency_lets_the_newer_of_two_alike_win()
    {
        using var fixture = new StoreFixture();
        fixture.Add("meeting notes about budget and budget plans");
        fixture.Clock.Turn(TimeSpan.FromDays(300));
        fixture.Add("a plan for the budget of next year, drawn up long after and with more words");
        Assert.StartsWith("meeting notes about budget", fixture.Find("budget")[0], StringComparison.Ordinal);
        var recent = fixture.Store.Search(new SearchQuery { Text = "budget", RecencyHalfLife = TimeSpan.FromDays(30) });
        Assert.Contains("long after", recent.Passages[0].Passage.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Filters_hold()
    {
        using var fixture = new StoreFixture(new SpellingEmbedder(64));
        var start = fixture.Clock.GetUtcNow();
        fixture.Add("apple one", PassageKind.Note, source: "a");
        fixture.Clock.Turn(TimeSpan.FromDays(1));
        fixture.Add("apple two", PassageKind.Fact, source: "b");
        Assert.Equal(["apple one"], Found(new PassageFilter { Kinds = [PassageKind.Note] }));
        Assert.Equal(["apple two"], Found(new PassageFilter { Source = "b" }));
        Assert.Equal(["apple two"], Found(new PassageFilter { From = start.AddHours(1) }));
        Assert.Equal(["apple one"], Found(new PassageFilter { Before = start.AddHours(1) }));
        Assert.Empty(Found(new PassageFilter { Source = "c" }));

        List<string> Found(PassageFilter filter) =>
            [.. fixture.Store.Search(new SearchQuery { Text = "apple", Filter = filter }).Passages.Select(p => p.Passage.Text)];
    }

    [Fact]
    public void A_large_store_finds_what_an_exact_search_finds()
    {
        using var fixture = new StoreFixture(new SpellingEmbedder());
        var rng = new Rng(11);
        var texts = Enumerable.Range(0, 10_400).Select(i => new NewPassage
        {
            Text = string.Join(' ', Enumerable.Range(0, 10).Select(_ => Word(rng)).Append($"number{i}")),
            Kind = i % 100 == 0 ? PassageKind.Fact : PassageKind.Note,
        }).ToList();
        fixture.Store.Add(texts);
        var (same, all) = (0, 0);
        for (var i = 0; i < 15; i++)
        {
            var words = texts[rng.Next(texts.Count)].Text.Split(' ');
            var query = new SearchQuery { Text = string.Join(' ', words.Skip(4).Take(5)) };
            var exact = fixture.Store.Search(query with { Exact = true }).Passages.Select(p => p.Passage.Id).ToHashSet();
            same += fixture.Store.Search(query).Passages.Count(p => exact.Contains(p.Passage.Id));
            all += exact.Count;
            var facts = fixture.Store.Search(query with { Filter = new PassageFilter { Kinds = [PassageKind.Fact] } });
            Assert.NotEmpty(facts.Passages);
            Assert.All(facts.Passages, p => Assert.Equal(PassageKind.Fact, p.Passage.Kind));
        }

        Assert.True(same >= 0.95 * all, $"{same} of {all}");
    }

    /// <summary>Against cosines computed here, in double precision, from the vectors that the store exports.</summary>
    [Fact]
    public void Search_by_meaning_orders_by_the_cosine_and_of_equals_takes_the_newer()
    {
        using var fixture = new StoreFixture(new SpellingEmbedder(64));
        for (var i = 0; i < 60; i++)
        {
            fixture.Add($"passage {i % 40} of {i * 7 % 13}", source: i < 40 ? "" : "again");
        }

        const string Text = "passage 17";
        var query = Array.ConvertAll(fixture.Embedder!.Embed([Text], CancellationToken.None)[0], value => (double)value);
        var expected = Enumerable.Range(1, 60).Select(n => $"p{n}")
            .Select(id => (Id: id, Cosine: Cosine(query, Vector(fixture.Store, id))))
            .OrderByDescending(p => Math.Round(p.Cosine, 6)).ThenByDescending(p => int.Parse(p.Id[1..], System.Globalization.CultureInfo.InvariantCulture))
            .Take(12).ToList();
        var found = fixture.Store.Search(new SearchQuery { Text = Text, By = SearchBy.Meaning, Count = 12 }).Passages;
        Assert.Equal(expected.Select(p => p.Id), found.Select(p => p.Passage.Id));
        Assert.All(found.Zip(expected), pair => Assert.Equal(pair.Second.Cosine, pair.First.Cosine!.Value, 6));
    }

    [Fact]
    public void A_vector_of_another_length_is_a_damaged_store_and_named()
    {
        using var fixture = new StoreFixture(new SpellingEmbedder(64));
        fixture.Add("one");
        fixture.Store.Dispose();
        using (var connection = new SqliteConnection($"Data Source={fixture.File};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE vector SET value = x'00000000'";
            command.ExecuteNonQuery();
        }

        fixture.Reopen();
        var error = Assert.Throws<UserErrorException>(() => fixture.Find("one"));
        Assert.Contains("vector of p1 has 1 values and not 64", error.Message, StringComparison.Ordinal);
    }

    private static double[] Vector(MemoryStore store, string id)
    {
        var line = TransferTests.Export(store).Split('\n').Single(l => l.Contains($"\"id\":\"{id}\"", StringComparison.Ordinal));
        var bytes = Convert.FromBase64String(line.Split("\"vector\":\"")[1].Split('"')[0]);
        return [.. Enumerable.Range(0, bytes.Length / 4).Select(i => (double)BitConverter.ToSingle(bytes, 4 * i))];
    }

    private static double Cosine(double[] left, double[] right) =>
        left.Zip(right, (a, b) => a * b).Sum() / Math.Sqrt(left.Sum(a => a * a) * right.Sum(b => b * b));

    private static string Word(Rng rng) => $"w{(int)Math.Pow(3_000, rng.NextDouble())}";
}
