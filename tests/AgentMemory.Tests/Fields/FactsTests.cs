using AgentMemory.Fields;

namespace AgentMemory.Tests.Fields;

/// <summary>Facts told in passing, and how long ago.</summary>
public sealed class FactsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Gap_is_the_number_of_unrelated_messages_after_the_last_fact(int gap)
    {
        var field = FieldCatalogue.Resolve($"facts?concepts=8&seed=3&gap={gap}");
        var told = FieldCatalogue.Resolve("facts?concepts=8&seed=3&gap=0");
        var names = field.Graph.Concepts.Select(c => c.Name).ToList();
        var messages = Messages(field);
        Assert.Equal(Messages(told), messages.Take(messages.Count - gap));
        Assert.All(messages.TakeLast(gap), m => Assert.DoesNotContain(names, n => m.Contains(n, StringComparison.Ordinal)));
        Assert.Equal(
            told.Paper(20, 1).Items.Select(i => (i.Item.Question, i.Item.Key.Right)),
            field.Paper(20, 1).Items.Select(i => (i.Item.Question, i.Item.Key.Right)));
    }

    [Fact]
    public void Things_are_updated_contradicted_and_withdrawn()
    {
        var log = string.Join('\n', Enumerable.Range(1, 5).SelectMany(
            seed => Messages(FieldCatalogue.Resolve($"facts?concepts=16&seed={seed}"))));
        Assert.Contains("from now on", log, StringComparison.Ordinal);
        Assert.Contains("I was wrong", log, StringComparison.Ordinal);
        Assert.Contains("whatever I said", log, StringComparison.Ordinal);
        Assert.Contains("I take back", log, StringComparison.Ordinal);
    }

    private static List<string> Messages(Field field) => [.. field.Documents.SelectMany(d => d.Text.Split('\n'))
        .Where(line => line.StartsWith("- ", StringComparison.Ordinal))];
}
