using AgentMemory.Core;
using AgentMemory.Core.Words;

namespace AgentMemory.Tests.Core;

public sealed class InventedWordsTests
{
    [Fact]
    public void Any_two_words_of_the_pool_differ_in_at_least_two_letters()
    {
        Assert.True(InventedWords.Pool.Count >= 400);
        foreach (var group in InventedWords.Pool.GroupBy(w => w.Length))
        {
            var words = group.ToList();
            for (var i = 0; i < words.Count; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    Assert.True(words[i].Zip(words[j]).Count(p => p.First != p.Second) >= 2, $"{words[i]} {words[j]}");
                }
            }
        }
    }

    [Fact]
    public void More_names_than_the_pool_holds_are_still_all_different()
    {
        var names = InventedWords.Draw(2_000, new Rng(1));
        Assert.Equal(2_000, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(names, InventedWords.Draw(2_000, new Rng(1)));
    }
}
