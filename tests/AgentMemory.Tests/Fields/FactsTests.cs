using AgentMemory.Fields;
using AgentMemory.Fields.Knowledge;
using AgentMemory.Fields.Tasks;

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

    [Fact]
    public void A_field_asks_on_the_levels_it_is_told_to_and_is_otherwise_the_same()
    {
        var all = FieldCatalogue.Resolve("facts?concepts=8&seed=3");
        var some = FieldCatalogue.Resolve("facts?concepts=8&seed=3&levels=apply+recall");
        Assert.Equal("facts?book=open&chapters=1&concepts=8&depth=4&gap=10&levels=recall+apply&seed=3", some.Id);
        Assert.Equal(Messages(all), Messages(some));
        ItemLevel[] asked = [ItemLevel.Recall, ItemLevel.Apply];
        Assert.Equal(asked, Enumerable.Range(0, 40).Select(i => some.ItemOfExam((ulong)i).Level).Distinct().Order());
        Assert.Equal(asked, Enumerable.Range(0, 40).Select(i => some.ItemOfPractice((ulong)i).Level).Distinct().Order());
        Assert.Equal(asked, some.Paper(10, 1).Items.Select(i => i.Item.Level).Distinct().Order());
        Assert.Equal(5, Enumerable.Range(0, 40).Select(i => all.ItemOfExam((ulong)i).Level).Distinct().Count());
    }

    private static List<string> Messages(Field field) => [.. field.Documents.SelectMany(d => d.Text.Split('\n'))
        .Where(line => line.StartsWith("- ", StringComparison.Ordinal))];
}
