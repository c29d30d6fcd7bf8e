using System.Text;
using AgentMemory.Core;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;
using AgentMemory.Memory.Vectors;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>Out to JSONL and in again, without loss; and what may not come in.</summary>
public sealed class TransferTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_export_read_into_an_empty_store_and_written_again_is_the_same_bytes(bool withVectors)
    {
        using var fixture = new StoreFixture(withVectors ? new SpellingEmbedder(64) : null);
        fixture.Add("Ana lives in Rome. \"Quoted\", ümlaut, 漢字, 🙂\nand a second line", PassageKind.Fact, "Ana", "file.txt");
        fixture.Clock.Turn(TimeSpan.FromMilliseconds(1_234));
        fixture.Add("Ana lives in Oslo.", PassageKind.Fact, "Ana");
        fixture.Add("taken back");
        fixture.Store.Withdraw("p3");
        fixture.Add("secret");
        fixture.Store.Forget(["p4"]);
        fixture.Store.Revert(4);
        var first = Export(fixture.Store);
        using var other = new StoreFixture(fixture.Embedder);
        var count = other.Store.Import(new StringReader(first), "first");
        Assert.Equal(3, count.Added);
        Assert.Equal(first, Export(other.Store));
        Assert.Equal(fixture.Find("Ana"), other.Find("Ana"));
        Assert.Equal("p5", other.Add("a new one").Id);
    }

    [Fact]
    public void Into_a_store_that_holds_something_passages_come_as_new_ones_in_their_place_in_time()
    {
        using var fixture = new StoreFixture();
        fixture.Add("Ana lives in Rome.", PassageKind.Fact, "Ana");
        var text = Export(fixture.Store);
        using var other = new StoreFixture();
        other.Clock.Turn(TimeSpan.FromDays(1));
        other.Add("Ana lives in Oslo.", PassageKind.Fact, "Ana");
        Assert.Equal(new ImportCount(1, 0), other.Store.Import(new StringReader(text), "text"));
        Assert.Equal(["Ana lives in Oslo."], other.Find("Ana"));
        Assert.Equal(2, other.Store.List(new PassageFilter { WithHistory = true }, 9).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_export_that_was_cut_anywhere_is_refused_and_one_that_is_whole_is_not(bool isOlder)
    {
        using var fixture = new StoreFixture();
        fixture.Add("one");
        fixture.Add("two", PassageKind.Fact, "s");
        fixture.Add("three", PassageKind.Fact, "s");
        fixture.Store.Forget(["p1"]);
        var whole = Export(fixture.Store);
        if (isOlder)
        {
            whole = whole.Replace(",\"passages\":2,\"entries\":4", "", StringComparison.Ordinal);
            Assert.DoesNotContain("entries", whole, StringComparison.Ordinal);
        }

        var lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var kept = 1; kept <= lines.Length; kept++)
        {
            using var empty = new StoreFixture();
            using var other = new StoreFixture();
            other.Add("there before");
            foreach (var store in new[] { empty.Store, other.Store })
            {
                var text = string.Join('\n', lines.Take(kept));
                if (kept == lines.Length)
                {
                    Assert.Equal(2, store.Import(new StringReader(text), "whole").Added);
                    continue;
                }

                var before = store.Count;
                var error = Assert.Throws<UserErrorException>(() => store.Import(new StringReader(text), "cut"));
                Assert.StartsWith($"cut, line {kept + 1}: the export ends here, and its header tells of ", error.Message, StringComparison.Ordinal);
                Assert.Equal(before, store.Count);
            }
        }
    }

    [Fact]
    public void A_line_with_a_text_alone_is_enough()
    {
        using var fixture = new StoreFixture();
        var count = fixture.Store.Import(new StringReader("{\"text\":\"one\"}\n\n{\"text\":\"two\",\"kind\":\"fact\"}\n{\"text\":\"one\"}"), "lines");
        Assert.Equal(new ImportCount(2, 1), count);
    }

    [Theory]
    [InlineData("{\"text\":\"fine\"}\nnot json", "line 2")]
    [InlineData("[1]", "is no JSON object")]
    [InlineData("{\"txt\":\"x\"}", "line 1")]
    [InlineData("{\"text\":null}", "line 1")]
    [InlineData("{\"text\":\"  \"}", "without words")]
    [InlineData("{\"text\":\"x\",\"kind\":\"poem\"}", "there is no kind \"poem\"")]
    [InlineData("{\"text\":\"x\",\"kind\":\"1\"}", "there is no kind \"1\"")]
    [InlineData("{\"text\":\"x\",\"time\":\"yesterday\"}", "line 1")]
    [InlineData("{\"schema\":\"agentmemory.memory/9\",\"last_passage\":0,\"last_entry\":0}", "newer program")]
    [InlineData("{\"schema\":\"agentmemory.memory/1\",\"last_passage\":9,\"last_entry\":0}\n{\"id\":\"p2\",\"text\":\"x\"}", "no id or time")]
    [InlineData("{\"schema\":\"agentmemory.memory/1\",\"last_passage\":0,\"last_entry\":0}\n"
        + "{\"id\":\"p2\",\"text\":\"x\",\"time\":\"2026-01-01T00:00:00Z\"}", "later than its header says")]
    [InlineData("{\"schema\":\"agentmemory.memory/1\",\"last_passage\":2,\"last_entry\":0,\"embedder\":\"e\",\"dimensions\":3}\n"
        + "{\"id\":\"p2\",\"text\":\"x\",\"time\":\"2026-01-01T00:00:00Z\",\"vector\":\"AAAA\"}", "vector has 3 bytes")]
    public void A_line_that_cannot_be_used_is_named_and_nothing_comes_in(string lines, string part)
    {
        using var fixture = new StoreFixture();
        var error = Assert.Throws<UserErrorException>(() => fixture.Store.Import(new StringReader(lines), "lines"));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, fixture.Store.Count);
        Assert.Empty(fixture.Store.Log(9));
    }

    internal static string Export(MemoryStore store)
    {
        using var output = new MemoryStream();
        store.Export(output);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
