using System.Text.RegularExpressions;
using AgentMemory.Core;
using AgentMemory.Core.Words;
using AgentMemory.Games;
using AgentMemory.Games.Families.Labels;
using AgentMemory.Games.Play;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Wings;

/// <summary>Everyday words as names, and the nouns that labels are learnt for.</summary>
public sealed partial class CommonWordsTests
{
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    [Fact]
    public void Common_names_are_plain_words_in_order_and_none_is_a_word_of_a_rulebook_or_a_noun_of_a_category()
    {
        Assert.Equal(CommonWords.Pool.Order(StringComparer.Ordinal).Distinct(), CommonWords.Pool);
        Assert.All(CommonWords.Pool, word => Assert.Matches("^[a-z]{3,}$", word));
        Assert.Empty(CommonWords.Pool.Intersect(GameNames.Reserved));
        var told = Directory.EnumerateFiles(RepositoryFiles.Path("prompts", "games"), "*.txt", SearchOption.AllDirectories)
            .SelectMany(file => Words().Matches(File.ReadAllText(file).ToLowerInvariant()).Select(match => match.Value)).ToHashSet();
        Assert.Contains("dog", told);
        Assert.DoesNotContain(CommonWords.Pool, told.Contains);
    }

    [Fact]
    public void There_are_categories_enough_and_ten_nouns_or_more_in_each()
    {
        var categories = LabelCategory.Read(RepositoryPrompts.Book);
        Assert.True(categories.Count >= 16);
        Assert.All(categories, category => Assert.True(category.Nouns.Count >= 10));
    }

    [Fact]
    public void Every_family_can_take_its_names_from_everyday_English()
    {
        foreach (var family in Catalogue.Families.Where(family => family.Parameters.Contains(GameNames.Parameter)))
        {
            var (common, invented) = (Catalogue.Resolve($"{family.Name}?names=common&seed=3"), Catalogue.Resolve($"{family.Name}?names=invented&seed=3"));
            Assert.Contains(common.Documents[0].Title.Split(' ')[^1], CommonWords.Pool);
            Assert.Contains(invented.Documents[0].Title.Split(' ')[^1], InventedWords.Pool);
            Assert.Equal(Catalogue.Resolve($"{family.Name}?seed=3").Documents, invented.Documents);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => CommonWords.Draw(CommonWords.Pool.Count + 1, new Rng(1)));
    }

    [GeneratedRegex("[a-z]+")]
    private static partial Regex Words();
}
