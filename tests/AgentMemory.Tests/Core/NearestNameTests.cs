using AgentMemory.Core;

namespace AgentMemory.Tests.Core;

public sealed class NearestNameTests
{
    private static readonly string[] Names = ["compare", "complete", "chat", "run", "memory", "--seeds", "--seed", "lora", "lora-rl"];

    [Theory]
    [InlineData("comparee", "compare")]
    [InlineData("cmopare", "compare")]
    [InlineData("Compare", "compare")]
    [InlineData("rnu", "run")]
    [InlineData("chta", "chat")]
    [InlineData("--sedes", "--seeds")]
    [InlineData("loar", "lora")]
    [InlineData("memroy", "memory")]
    [InlineData("mem", "memory")]
    public void The_name_that_was_meant_is_found(string written, string meant) => Assert.Equal(meant, NearestName.Of(written, Names));

    [Theory]
    [InlineData("")]
    [InlineData("help")]
    [InlineData("zzz")]
    [InlineData("quantum")]
    [InlineData("com")]
    public void Where_none_is_near_none_is_offered(string written) => Assert.Equal("", NearestName.Hint(written, Names));

    [Fact]
    public void Every_single_mistake_in_a_name_leads_back_to_it()
    {
        var rng = new Rng(1);
        string[] names = ["practice_temperature", "learning_rate", "heaps", "hunters", "fields", "--learner"];
        for (var i = 0; i < 300; i++)
        {
            var name = rng.Pick(names);
            var at = rng.Next(name.Length - 1);
            var wrong = rng.Next(4) switch
            {
                0 => name.Remove(at, 1),
                1 => name.Insert(at, "x"),
                2 => name[..at] + "q" + name[(at + 1)..],
                _ => name[..at] + name[at + 1] + name[at] + name[(at + 2)..],
            };
            Assert.Equal(name, NearestName.Of(wrong, names));
        }
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ABC", "abc", 0)]
    public void Mistakes_are_counted(string left, string right, int count) => Assert.Equal(count, NearestName.Distance(left, right));
}
