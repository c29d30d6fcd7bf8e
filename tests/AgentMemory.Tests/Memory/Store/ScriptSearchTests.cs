using AgentMemory.Memory.Vectors;
using AgentMemory.Memory.Words;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>Words are found as people of any script write them.</summary>
public sealed class ScriptSearchTests
{
    [Theory]
    [InlineData("서울에서 김치를 먹었어요", "서울은", true)]
    [InlineData("서울에서 김치를 먹었어요", "김치가 맛있어요", true)]
    [InlineData("저는 집에 있어요", "집은", true)]
    [InlineData("부산에 살아요", "서울", false)]
    [InlineData("\u1112\u1161\u11AB\u1100\u116E\u11A8 음식", "한국", true)]
    [InlineData("한국 음식", "\u1112\u1161\u11AB\u1100\u116E\u11A8", true)]
    [InlineData("\uFF28\uFF45\uFF4C\uFF4C\uFF4F \uFF11\uFF12", "hello", true)]
    [InlineData("room 12", "\uFF11\uFF12", true)]
    [InlineData("die Straße nach Köln", "strasse", true)]
    [InlineData("die STRASSE", "straße", true)]
    [InlineData("Grüße", "grusse", true)]
    [InlineData("we had 🎂 and 🎉", "🎉", true)]
    [InlineData("thumbs 👍🏽 up", "👍", true)]
    [InlineData("we had 🎂", "🎉", false)]
    [InlineData("the pass\u200Bword is blue", "password", true)]
    [InlineData("the password is blue", "pass\u200Bword", true)]
    [InlineData("\uFEFFtoday", "today", true)]
    [InlineData("na\u00ADtion\u00ADal", "national", true)]
    [InlineData("می\u200Cخواهم", "میخواهم", true)]
    [InlineData("cafe\u0301", "café", true)]
    [InlineData("Škoda in Łódź, Ærø and Đà Nẵng", "lodz", true)]
    [InlineData("Škoda in Łódź, Ærø and Đà Nẵng", "da nang", true)]
    [InlineData("мо\u0438\u0306 дом", "мой", true)]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφος", true)]
    [InlineData("東京都に住んでいます", "東京はどこですか", true)]
    [InlineData("\uFF76\uFF9E\uFF7D", "ガス", true)]
    [InlineData("か\u3099くせい", "がくせい", true)]
    [InlineData("ผมอาศัยอยู่ที่เชียงใหม่", "เชียงใหม่อยู่ที่ไหน", true)]
    [InlineData("the 𠮷野家 shop", "𠮷野家", true)]
    public void A_word_is_found_however_it_is_written(string text, string query, bool found)
    {
        using var fixture = new StoreFixture();
        fixture.Add(text);
        fixture.Add("something else altogether");
        Assert.Equal(found ? [text] : [], fixture.Find(query));
    }

    [Fact]
    public void A_turn_of_more_than_sixty_four_words_is_found_by_its_rare_ones_wherever_they_stand()
    {
        using var fixture = new StoreFixture();
        fixture.Add("The code of the vault is 7391.");
        for (var i = 0; i < 70; i++)
        {
            fixture.Add($"filler{i} and filler{(i * 7) % 70} are words of a long talk");
            fixture.Add($"filler{i} again, for the second time");
        }

        var fillers = string.Join(' ', Enumerable.Range(0, 70).Select(i => $"filler{i}"));
        Assert.Contains("The code of the vault is 7391.", fixture.Find($"{fillers} what is the code of the vault"));
        Assert.Contains("The code of the vault is 7391.", fixture.Find($"what is the code of the vault {fillers}"));
        Assert.Contains("The code of the vault is 7391.", fixture.Find($"{string.Join(' ', Enumerable.Range(0, 3_000))} vault code"));
    }

    [Theory]
    [InlineData("brother", "borther", 1)]
    [InlineData("brother", "brothr", 1)]
    [InlineData("brother", "brotherr", 1)]
    [InlineData("brother", "brather", 1)]
    [InlineData("brother", "bother", 1)]
    [InlineData("brother", "brohtre", 2)]
    [InlineData("brother", "mother", 2)]
    [InlineData("brother", "sister", 3)]
    public void Steps_of_spelling_count_swapped_neighbours_once(string left, string right, int steps)
    {
        Assert.Equal(Math.Min(steps, 3), EditDistance.Between(left, right, 2));
        Assert.Equal(Math.Min(steps, 3), EditDistance.Between(right, left, 2));
    }

    [Theory]
    [InlineData("borther")]
    [InlineData("brohter")]
    [InlineData("brothr")]
    [InlineData("lighthuose")]
    [InlineData("lihgthouse")]
    public void Swapped_neighbours_are_found_by_spelling_and_not_by_words_alone(string misspelt)
    {
        using var words = new StoreFixture();
        using var spelling = new StoreFixture(new SpellingEmbedder());
        foreach (var fixture in new[] { words, spelling })
        {
            fixture.Add("My brother keeps a lighthouse.");
            fixture.Add("My sister is bothered by noise.");
            fixture.Add("The weather is fine today.");
        }

        Assert.Empty(words.Find(misspelt));
        Assert.Equal("My brother keeps a lighthouse.", spelling.Find(misspelt)[0]);
    }

    [Fact]
    public void What_was_forgotten_corrects_no_word()
    {
        using var fixture = new StoreFixture(new SpellingEmbedder());
        var gone = fixture.Add("The zebra escaped.");
        fixture.Add("A quiet day at the office.");
        Assert.Equal("The zebra escaped.", fixture.Find("zerba")[0]);
        fixture.Store.Forget([gone.Id]);
        Assert.DoesNotContain(fixture.Find("zerba"), text => text.Contains("zebra", StringComparison.Ordinal));
    }
}
