using System.Text.RegularExpressions;
using AgentMemory.Fields;

namespace AgentMemory.Tests.Fields;

/// <summary>Fields of relations.</summary>
public sealed partial class KinshipTests
{
    /// <summary>Two words for one relation would make half of what is asked of them one question (seed 31 had lebal and vilep).</summary>
    [Fact]
    public void No_relation_has_two_names()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var text = FieldCatalogue.Resolve($"kinship?concepts=8&seed={seed}").Textbook.ToMarkdown();
            // Behind a colon a register follows, which is no law.
            var laws = Section().Matches(text).Where(s => !s.Groups["law"].Value.EndsWith(':'))
                .Select(s => s.Groups["law"].Value.Replace(s.Groups["name"].Value, "it", StringComparison.Ordinal)).ToArray();
            Assert.True(laws.Length >= 3, $"seed {seed} has {laws.Length} laws");
            Assert.Equal(laws.Length, laws.Distinct().Count());
        }
    }

    [GeneratedRegex(@"^## (?<name>\w+)\n+(?<law>[^\n]+)", RegexOptions.Multiline)]
    private static partial Regex Section();
}
