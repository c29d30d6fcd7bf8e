using System.Text.RegularExpressions;
using AgentMemory.Core;
using AgentMemory.Fields;
using AgentMemory.Games;
using AgentMemory.Memory;
using AgentMemory.Testing;
using AgentMemory.Weights;

namespace AgentMemory.Tests.Core;

/// <summary>Every parameter of every family of tasks, and every setting that learners have.</summary>
public sealed partial class TaskRangeTests
{
    private static readonly string[] NoNumbers =
        ["NaN", "Infinity", "1e400", "1,000", "１", "+1", "0x10", "99999999999999999999999999", "-99999999999999999999999999", "1e2", "2.0", "%201", "1%0A"];

    private static readonly GameCatalogue Games = new(RepositoryPrompts.Book);

    public static TheoryData<string> Families => [.. Games.Families.Concat(FieldCatalogue.Families).Select(family => family.Name)];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_number_of_a_task_has_a_range_that_its_list_says_and_that_is_checked(string name)
    {
        var family = Games.Families.Concat(FieldCatalogue.Families).Single(known => known.Name == name);
        var numbers = 0;
        foreach (var parameter in family.Parameters)
        {
            foreach (var wrong in NoNumbers)
            {
                var error = Assert.Throws<UserErrorException>(() => family.Create(Given(family, parameter.Name, wrong))).Message;
                Assert.DoesNotContain('\n', error);
                Assert.Contains(parameter.Name, error, StringComparison.Ordinal);
                if (Range().Match(error) is { Success: true } range)
                {
                    numbers++;
                    Assert.True(Said().IsMatch(parameter.Meaning), $"{name}: {parameter.Name}: {parameter.Meaning} says no range");
                    Assert.Contains(range.Groups["least"].Value, parameter.Meaning, StringComparison.Ordinal);
                }
            }
        }

        Assert.True(numbers >= 2 * NoNumbers.Length, $"{name} has {numbers} checks of numbers");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_misspelt_parameter_gets_the_one_that_was_meant(string name)
    {
        var family = Games.Families.Concat(FieldCatalogue.Families).Single(known => known.Name == name);
        foreach (var parameter in family.Parameters.Where(parameter => parameter.Name is not ("fee" or "lots" or "purse" or "bidders")))
        {
            var wrong = parameter.Name[0] + parameter.Name[2..3] + parameter.Name[1] + parameter.Name[3..];
            if (wrong == parameter.Name)
            {
                wrong += "s";
            }

            var error = Assert.Throws<UserErrorException>(() => family.Create(TaskParameters.Parse($"{name}?{wrong}=1"))).Message;
            Assert.EndsWith($"; did you mean '{parameter.Name}'?", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_misspelt_family_gets_the_one_that_was_meant()
    {
        Assert.EndsWith("; did you mean 'heaps'?", Assert.Throws<UserErrorException>(() => Games.Resolve("haeps?piles=2")).Message, StringComparison.Ordinal);
        Assert.EndsWith("; did you mean 'algebra'?", Assert.Throws<UserErrorException>(() => FieldCatalogue.Resolve("algbra")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_of_a_learner_is_checked_and_a_misspelt_word_is_known()
    {
        var lora = SettingList.Of(new LoraSettings());
        foreach (var wrong in new[] { "NaN", "1e400", "1,5", "１", "+1", "0x1", "", " 1", "Infinity", "-Infinity" })
        {
            Assert.Contains("a whole number from 1 to 1024", Refused(lora, new LoraSettings(), "adapter.rank", wrong), StringComparison.Ordinal);
            Assert.Contains("a number from 1E-07 to 1", Refused(lora, new LoraSettings(), "adapter.learning_rate", wrong), StringComparison.Ordinal);
        }

        var context = new ContextSettings();
        Assert.EndsWith("did you mean 'recent'?", Refused(SettingList.Of(context), context, "keeps", "recnet"), StringComparison.Ordinal);
    }

    private static string Refused(SettingList list, LearnerSettings settings, string path, string text) =>
        Assert.Throws<UserErrorException>(() => list.Find(path)!.With(settings, text)).Message;

    // An auction's numbers are of auctions alone.
    private static TaskParameters Given(ITaskFamily family, string parameter, string value) => TaskParameters.Parse(
        $"{family.Name}?{parameter}={value}{(parameter is "lots" or "purse" or "bidders" ? "&auction=first" : "")}");

    [GeneratedRegex(@"is a (whole )?number from (?<least>\S+) to (?<most>\S+)$")]
    private static partial Regex Range();

    [GeneratedRegex(@"\d+ (to|or) \S+")]
    private static partial Regex Said();
}
