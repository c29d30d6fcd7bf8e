using AgentMemory.Core;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Memory.Vectors;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>What a store keeps, and how it takes back.</summary>
public sealed class StoreTests
{
    [Fact]
    public void A_passage_is_there_after_opening_again_and_is_found_by_words_and_by_meaning()
    {
        using var fixture = new StoreFixture(new SpellingEmbedder(64));
        fixture.Add("The lighthouse keeper counts gulls.");
        fixture.Add("Bread needs flour and time.");
        fixture.Reopen();
        var found = fixture.Store.Search(new SearchQuery { Text = "who counts the gulls?" });
        Assert.Equal("The lighthouse keeper counts gulls.", found.Passages[0].Passage.Text);
        Assert.Equal(1, found.Passages[0].WordRank);
        Assert.Equal(1, found.Passages[0].MeaningRank);
        Assert.Empty(found.Remarks);
    }

    [Fact]
    public void Without_an_embedder_words_alone_find_and_the_result_says_so()
    {
        using var fixture = new StoreFixture();
        fixture.Add("The lighthouse keeper counts gulls.");
        var found = fixture.Store.Search(new SearchQuery { Text = "gull" });
        Assert.Single(found.Passages);
        Assert.Contains("words alone", Assert.Single(found.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_fact_replaces_the_older_which_is_kept_as_history()
    {
        using var fixture = new StoreFixture();
        var old = fixture.Add("Ana lives in Rome.", PassageKind.Fact, "where Ana lives");
        var before = fixture.Clock.GetUtcNow();
        fixture.Clock.Turn(TimeSpan.FromDays(1));
        var current = fixture.Add("Ana lives in Oslo.", PassageKind.Fact, "where Ana lives");
        Assert.Equal(["Ana lives in Oslo."], fixture.Find("Where does Ana live?"));
        Assert.Equal(current.Id, fixture.Store.Find(old.Id)!.ReplacedBy);
        var then = fixture.Store.Search(new SearchQuery { Text = "Ana", Filter = new PassageFilter { ValidAt = before } });
        Assert.Equal(old.Id, Assert.Single(then.Passages).Passage.Id);
        Assert.Equal(2, fixture.Store.List(new PassageFilter { Subject = "where Ana lives", WithHistory = true }, 9).Count);
    }

    [Fact]
    public void A_fact_that_comes_late_takes_its_place_in_time()
    {
        using var fixture = new StoreFixture();
        var now = fixture.Clock.GetUtcNow();
        fixture.Store.Add(new NewPassage { Text = "third", Kind = PassageKind.Fact, Subject = "s", Time = now });
        fixture.Store.Add(new NewPassage { Text = "first", Kind = PassageKind.Fact, Subject = "s", Time = now.AddDays(-2) });
        fixture.Store.Add(new NewPassage { Text = "second", Kind = PassageKind.Fact, Subject = "s", Time = now.AddDays(-1) });
        Assert.Equal(["third"], fixture.Store.List(new PassageFilter(), 9).Select(p => p.Text));
        Assert.Equal(
            ["second"],
            fixture.Store.List(new PassageFilter { ValidAt = now.AddHours(-1) }, 9).Select(p => p.Text));
    }

    [Fact]
    public void A_revert_takes_back_and_a_revert_of_the_revert_brings_back()
    {
        using var fixture = new StoreFixture();
        fixture.Add("old", PassageKind.Fact, "s");
        fixture.Clock.Turn(TimeSpan.FromSeconds(1));
        fixture.Add("new", PassageKind.Fact, "s");
        var revert = fixture.Store.Revert(2);
        Assert.Equal(["old"], fixture.Store.List(new PassageFilter(), 9).Select(p => p.Text));
        Assert.Equal(revert.Number, fixture.Store.Log(9)[1].UndoneBy);
        Assert.Throws<UserErrorException>(() => fixture.Store.Revert(2));
        fixture.Store.Revert(revert.Number);
        Assert.Equal(["new"], fixture.Store.List(new PassageFilter(), 9).Select(p => p.Text));
        Assert.Equal([4L, 3L, 2L, 1L], fixture.Store.Log(9).Select(e => e.Number));
        Assert.Null(fixture.Store.Log(9)[2].UndoneBy);
        fixture.Store.RevertTo(0);
        Assert.Empty(fixture.Store.List(new PassageFilter(), 9));
    }

    [Fact]
    public void A_text_that_is_held_already_is_not_kept_twice()
    {
        using var fixture = new StoreFixture();
        var first = fixture.Add("same");
        Assert.Equal(first, fixture.Add("same"));
        Assert.NotEqual(first.Id, fixture.Add("same", source: "elsewhere").Id);
        Assert.Equal(2, fixture.Store.Log(9).Count);
    }

    [Theory]
    [InlineData("where Ana lives", "Where Ana lives")]
    [InlineData("where Ana lives", "  WHERE ANA LIVES\t")]
    [InlineData("Größe", "GRÖßE ")]
    public void A_subject_is_the_same_whatever_its_case_and_the_spaces_at_its_ends(string first, string second)
    {
        using var fixture = new StoreFixture();
        var old = fixture.Add("Oslo.", PassageKind.Fact, first);
        Assert.Equal(old.Id, fixture.Add("Oslo.", PassageKind.Fact, second).Id);
        var now = fixture.Add("Rome.", PassageKind.Fact, second);
        Assert.Equal(second.Trim(), now.Subject);
        Assert.Equal(now.Id, fixture.Store.Get(old.Id).ReplacedBy);
        Assert.Equal(["Rome."], fixture.Store.List(new PassageFilter { Subject = $" {first} " }, 10).Select(p => p.Text));
        fixture.Store.Withdraw(now.Id);
        Assert.True(fixture.Store.Get(old.Id).IsCurrent);
    }
}
