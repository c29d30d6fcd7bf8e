using AgentMemory.Claims.BayesGap;
using AgentMemory.Claims.Compared;
using AgentMemory.Claims.Exposure;
using AgentMemory.Claims.Plans;
using AgentMemory.Claims.Price;
using AgentMemory.Core;
using AgentMemory.Experiments.Plans;
using AgentMemory.Learners;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Claims;

/// <summary>The files of claims: all that are shipped can be used, and wrong ones are refused with their place.</summary>
public sealed class ClaimPlanTests
{
    public static TheoryData<string> Shipped => [.. ClaimPlan.ReadAll(RepositoryFiles.Path("eval", "plans", "claims")).Select(plan => plan.Name)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_claim_can_be_used_and_has_a_page(string name)
    {
        var plan = ClaimPlan.Read(RepositoryFiles.Path("eval", "plans", "claims", name + ".yaml"));
        switch (plan.Kind)
        {
            case ClaimKind.BayesGap:
                Assert.NotEmpty(BayesGapPlan.Parse(plan.Settings).Sizes);
                break;
            case ClaimKind.Exposure:
                Assert.NotEmpty(ExposurePlan.Parse(plan.Settings).Lags);
                break;
            case ClaimKind.Compare:
                var compared = ComparedPlan.Parse(plan.Settings);
                foreach (var file in compared.Plans)
                {
                    var learners = PlanFile.Read(RepositoryFiles.Path("eval", "plans", "claims", "compare", file + ".yaml"), new LearnerDefaults(LearnerCatalogue.All))
                        .Learners.Select(learner => learner.Name).ToList();
                    Assert.All(compared.Pairs, pair => Assert.Equal([pair.Left, pair.Right], new[] { pair.Left, pair.Right }.Intersect(learners)));
                }

                break;
            default:
                Assert.NotEmpty(PricePlan.Parse(plan.Settings).Blocks);
                break;
        }

        var page = File.ReadAllText(RepositoryFiles.Path("docs", "claims", plan.Letter + ".md"));
        Assert.Contains($"{plan.Name}.yaml", page, StringComparison.Ordinal);
        Assert.Contains($"[{plan.Letter}]({plan.Letter}.md)", File.ReadAllText(RepositoryFiles.Path("docs", "claims", "README.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("worlds: 8", "planets: 8", "\"worlds\" is missing")]
    [InlineData("worlds: 8", "worlds: 1", "worlds: 1 cannot be used")]
    [InlineData("letter: b", "letter: z", "name it z.yaml")]
    [InlineData("bayes_gap:", "gap:", "bayes_gap, price")]
    [InlineData("balls: 64", "balls: 4", "at least one ball of each colour")]
    public void A_wrong_claim_is_refused_in_one_line(string from, string to, string words)
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllText(RepositoryFiles.Path("eval", "plans", "claims", "b.yaml"));
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(folder["b.yaml"], text.Replace(from, to, StringComparison.Ordinal));
        var error = Assert.Throws<UserErrorException>(() => BayesGapPlan.Parse(ClaimPlan.Read(folder["b.yaml"]).Settings));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void The_hash_does_not_depend_on_line_ends()
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllText(RepositoryFiles.Path("eval", "plans", "claims", "b.yaml")).ReplaceLineEndings("\n");
        File.WriteAllText(folder["b.yaml"], text);
        var hash = ClaimPlan.Read(folder["b.yaml"]).Sha256;
        File.WriteAllText(folder["b.yaml"], text.ReplaceLineEndings("\r\n"));
        Assert.Equal(hash, ClaimPlan.Read(folder["b.yaml"]).Sha256);
    }

    [Fact]
    public void A_grid_has_half_doublings() => Assert.Equal([0, 1, 2, 3, 4, 6, 8, 11, 16], BayesGapPlan.Grid(16));
}
