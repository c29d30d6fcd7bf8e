using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Tasks;
using AgentMemory.Fields;
using AgentMemory.Fields.Tasks;
using AgentMemory.Games;
using AgentMemory.Games.Play;
using AgentMemory.Learners.Memory.Context;
using AgentMemory.Learners.Weights.Lora;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Core;

/// <summary>Every parameter of every family of tasks, and every setting that learners have.</summary>
public sealed class TaskRangeTests
{
    private static readonly string[] NoNumbers =
        ["NaN", "Infinity", "1e400", "1,000", "１", "+1", "0x10", "99999999999999999999999999", "-99999999999999999999999999", "1e2", "2.0", "%201", "1%0A"];

    private static readonly GameCatalogue Games = new(RepositoryPrompts.Book);

    public static TheoryData<string> Families => [.. All.Select(family => family.Name)];

    /// <summary>Every parameter of every family with each value that its declaration has: the least and the greatest, every word, examples.</summary>
    public static TheoryData<string, string> Declared
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var family in All)
            {
                foreach (var parameter in family.Parameters.Where(p => p != TaskParameter.Seed))
                {
                    data.Add(family.Name, parameter.Name);
                }
            }

            return data;
        }
    }

    private static IEnumerable<ITaskFamily> All => Games.Families.Concat(FieldCatalogue.All);

    [Theory]
    [MemberData(nameof(Declared))]
    public void A_declared_value_makes_a_task_or_is_refused_in_one_line_and_another_is_refused_with_the_range(string name, string parameter)
    {
        var family = All.Single(known => known.Name == name);
        var declared = family.Parameters.Single(p => p.Name == parameter);
        Assert.NotEmpty(declared.Values);
        Assert.NotEmpty(declared.Default);
        Assert.DoesNotContain('\n', declared.Meaning + declared.Range + declared.Default);
        Assert.NotNull(Make(family, $"{name}?seed=3{Beside(family, parameter)}"));
        Assert.All(declared.Values, value => MakesOrRefuses(family, $"{name}?seed=3&{parameter}={Uri.EscapeDataString(value)}{Beside(family, parameter)}"));
        // Any word may be a name, a path or a hash; their families' own tests try wrong ones.
        foreach (var wrong in NoNumbers.Where(wrong => declared is not (TextParameter<ChosenNames> or TextParameter<string>)))
        {
            var error = Assert.Throws<UserErrorException>(() => family.Create(Given(family, parameter, wrong))).Message;
            Assert.DoesNotContain('\n', error);
            Assert.Contains($"{parameter} is {declared.Range.Split(", no more than")[0].Split(" from ")[0]}", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_default_that_is_a_value_is_the_task_without_it(string familyName)
    {
        var family = All.Single(known => known.Name == familyName);
        foreach (var parameter in family.Parameters.Where(p => p.Values.Contains(p.Default) || IsNumber(p)))
        {
            var name = $"{family.Name}?seed=3{Beside(family, parameter.Name)}";
            var (without, given) = (Make(family, name), Make(family, $"{name}&{parameter.Name}={parameter.Default}"));
            Assert.Equal(without.Documents, given.Documents);
            Assert.Equal((without.Floor, without.Ceiling), (given.Floor, given.Ceiling));
        }

        static bool IsNumber(TaskParameter parameter) => parameter is NumberParameter<int> && int.TryParse(parameter.Default, out _);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_misspelt_parameter_gets_the_one_that_was_meant(string name)
    {
        var family = All.Single(known => known.Name == name);
        foreach (var parameter in family.Parameters)
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

    private static void MakesOrRefuses(ITaskFamily family, string name)
    {
        try
        {
            // Of questions of somebody's own there may be no document.
            Assert.True(Make(family, name).Documents.Count > 0 || name.Contains("documents=none", StringComparison.Ordinal));
        }
        catch (UserErrorException e)
        {
            Assert.DoesNotContain('\n', e.Message);
        }
    }

    private static ITask Make(ITaskFamily family, string name) => family.Create(TaskParameters.Parse(name));

    private static TaskParameters Given(ITaskFamily family, string parameter, string value) =>
        TaskParameters.Parse($"{family.Name}?{parameter}={value}{Beside(family, parameter)}");

    private static string Refused(SettingList list, LearnerSettings settings, string path, string text) =>
        Assert.Throws<UserErrorException>(() => list.Find(path)!.With(settings, text)).Message;

    // An auction's numbers are of auctions alone. A small field is made in no time, and shows as much.
    private static string Beside(ITaskFamily family, string parameter) =>
        parameter is "lots" or "purse" or "bidders" ? "&auction=first"
        : family is FieldFamily && parameter != "concepts" ? "&concepts=8"
        : "";
}
