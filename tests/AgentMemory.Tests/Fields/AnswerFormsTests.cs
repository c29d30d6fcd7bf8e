using AgentMemory.Fields;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Tests.Fields;

/// <summary>Right answers count in every form in which a person would write them; wrong ones near them do not.</summary>
public sealed class AnswerFormsTests
{
    [Theory]
    [InlineData("algebra")]
    [InlineData("chemistry")]
    [InlineData("grammar")]
    [InlineData("law")]
    [InlineData("kinship")]
    [InlineData("machines")]
    [InlineData("facts")]
    [InlineData("urns")]
    public void Case_spaces_quotes_and_a_full_stop_never_matter(string family)
    {
        foreach (var item in Items(family))
        {
            var right = item.Key.Right;
            Assert.True(item.Key.Accepts($"  {right.ToUpperInvariant()} ."), $"{item.Question} {right}");
            Assert.True(item.Key.Accepts($"\"{right}\""), $"{item.Question} {right}");
            Assert.False(item.Key.Accepts(right + " zzz"), $"{item.Question} {right}");
            Assert.False(item.Key.Accepts(" "), item.Question);
        }
    }

    [Theory]
    [InlineData("chemistry")]
    [InlineData("kinship")]
    [InlineData("law")]
    [InlineData("facts")]
    public void Sets_may_be_written_in_any_order_and_have_to_be_whole(string family)
    {
        var sets = Items(family).Where(i => i.Key is AnswerKey.Set && i.Key.Right.Contains(',', StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(sets);
        foreach (var item in sets)
        {
            var things = item.Key.Right.Split(", ");
            Assert.True(item.Key.Accepts(string.Join(" and ", things.Reverse())));
            Assert.True(item.Key.Accepts(string.Join("; ", things.Reverse())));
            Assert.False(item.Key.Accepts(string.Join(", ", things.Skip(1))));
            Assert.False(item.Key.Accepts("none"));
        }
    }

    [Fact]
    public void Any_term_with_the_value_counts_and_no_other()
    {
        var item = Items("algebra").First(i => i.Key is AnswerKey.Checked);
        var (name, element) = (item.Key.Right.Split('(')[0], item.Key.Right.Split('(', ')', ',').Last(w => w.Trim().Length > 0).Trim());
        // Terms of up to five leaves, by size.
        var terms = new List<List<string>> { new(), new() { element } };
        for (var leaves = 2; leaves <= 5; leaves++)
        {
            terms.Add([.. from left in Enumerable.Range(1, leaves - 1)
                          from one in terms[left]
                          from two in terms[leaves - left]
                          select $"{name}({one}, {two})"]);
        }

        var all = terms.SelectMany(t => t).ToList();
        var accepted = all.Where(item.Key.Accepts).ToList();
        Assert.Contains(accepted, t => t != item.Key.Right);
        Assert.InRange(accepted.Count, 2, all.Count / 2);
        Assert.All(accepted, t => Assert.True(item.Key.Accepts(t.Replace(", ", ",", StringComparison.Ordinal))));
        Assert.False(item.Key.Accepts(element));
        Assert.False(item.Key.Accepts(item.Key.Right[..^1]));
    }

    [Fact]
    public void Any_presses_that_reach_the_goal_count()
    {
        var item = Items("machines").First(i => i.Key is AnswerKey.Checked && i.Key.Right.Contains(' ', StringComparison.Ordinal));
        var presses = item.Key.Right.Split(' ');
        Assert.True(item.Key.Accepts(string.Join(", ", presses)));
        Assert.True(item.Key.Accepts(string.Join(", then ", presses)));
        Assert.False(item.Key.Accepts(presses[0]));
        Assert.False(item.Key.Accepts(string.Join(' ', Enumerable.Repeat(presses[0], 5))));
    }

    [Fact]
    public void Translation_counts_by_its_meaning()
    {
        var items = Items("grammar").Where(i => i.Key is AnswerKey.Checked).ToList();
        foreach (var item in items)
        {
            var right = item.Key.Right;
            Assert.True(item.Key.Accepts(right.Replace("the ", "a ", StringComparison.Ordinal)));
            Assert.True(item.Key.Accepts(right.Replace("will ", "shall ", StringComparison.Ordinal)));
            Assert.True(item.Key.Accepts(right.Replace(" and ", " and then ", StringComparison.Ordinal)));
            Assert.True(item.Key.Accepts(right.Replace('-', ' ')));
            var words = right.Split(' ');
            (words[1], words[^1]) = (words[^1], words[1]);
            var swapped = string.Join(' ', words);
            Assert.Equal(swapped == right, item.Key.Accepts(swapped));
        }

    }

    [Fact]
    public void What_belongs_to_something_may_be_said_with_of()
    {
        var compound = Enumerable.Range(1, 40).SelectMany(seed => FieldCatalogue.Resolve(
            $"grammar?concepts=12&seed={seed}").Paper(25, 1).Items).Select(i => i.Item.Key)
            .Where(key => key is AnswerKey.Checked).First(k => k.Right.Split(' ')[1].Count(c => c == '-') == 1
            && !k.Right.Split(' ')[1].EndsWith("er", StringComparison.Ordinal)
            && !k.Right.Split(' ')[1].EndsWith("ers", StringComparison.Ordinal));
        var parts = compound.Right.Split(' ')[1].Split('-');
        var rest = compound.Right[(compound.Right.IndexOf(' ', 4) + 1)..];
        Assert.True(compound.Accepts($"the {parts[1]} of the {parts[0]} {rest}"));
        Assert.False(compound.Accepts($"the {parts[0]} of the {parts[1]} {rest}"));
    }

    [Fact]
    public void Statute_may_be_named_with_or_without_being_bound_by_it()
    {
        var items = Items("law").Where(i => i.Key is AnswerKey.Set && i.Key.Right != "none").ToList();
        Assert.NotEmpty(items);
        Assert.All(items, i => Assert.True(i.Key.Accepts(
            string.Join(", ", i.Key.Right.Split(", ").Select(name => $"bound by {name}")))));
    }

    [Fact]
    public void Any_person_that_fits_counts()
    {
        var item = Items("law").First(i => i.Key is AnswerKey.Checked);
        Assert.False(item.Key.Accepts("somebody"));
        Assert.True(item.Key.Accepts(string.Join(" and ", item.Key.Right.Split(", ").Reverse())));
    }

    private static List<FieldItem> Items(string family)
    {
        var field = FieldCatalogue.Resolve($"{family}?concepts=12&seed=3");
        return [.. Enumerable.Range(0, 150).Select(i => field.ItemOfExam((ulong)i))];
    }
}
