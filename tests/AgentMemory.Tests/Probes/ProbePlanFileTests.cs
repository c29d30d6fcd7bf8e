using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Probes;
using AgentMemory.Fields;
using AgentMemory.Fields.Families.Facts;
using AgentMemory.Games;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Probes;

public sealed class ProbePlanFileTests
{
    private static readonly string Shipped = File.ReadAllText(RepositoryFiles.Path("eval", "plans", "probes.yaml"));

    [Fact]
    public void Every_shipped_probe_plan_is_read_and_its_tasks_exist()
    {
        var prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));
        var families = new GameCatalogue(prompts).Families.Concat(FieldCatalogue.Families).ToDictionary(f => f.Name);
        var plans = Directory.EnumerateFiles(RepositoryFiles.Path("eval", "plans"), "*.yaml")
            .Where(path => File.ReadAllText(path).Contains("schema: agentmemory.probes/1", StringComparison.Ordinal)).ToArray();
        Assert.True(plans.Length >= 2);
        foreach (var path in plans)
        {
            var plan = ProbePlanFile.Parse(path, File.ReadAllText(path));
            foreach (var name in plan.Groups.SelectMany(g => g.Names).Concat(plan.Weights.Tasks).Append(plan.Facts.WindowTask).Append(plan.Facts.RetrievalTask))
            {
                var parameters = TaskParameters.Parse(name).With("seed", "5");
                Assert.NotEmpty(families[parameters.Family].Create(parameters).Documents);
            }
        }
    }

    [Theory]
    [InlineData("seeds: 4", "sedes: 4", "sedes")]
    [InlineData("  distances: [512, 2048, 4096]", "  distances: [12]", "from 128")]
    [InlineData("  unseen:", "  hidden:", "hidden")]
    [InlineData("episode_tokens: 320", "episode_tokens: 5000", "lower it")]
    public void A_field_that_cannot_be_used_is_refused_with_its_place(string field, string instead, string what)
    {
        Assert.Contains(field, Shipped, StringComparison.Ordinal);
        var error = Assert.Throws<UserErrorException>(
            () => ProbePlanFile.Parse("p.yaml", Shipped.Replace(field, instead, StringComparison.Ordinal)));
        Assert.Contains("p.yaml, line ", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_question_of_a_telling_is_answered_by_its_one_message()
    {
        var field = FieldCatalogue.Resolve("facts?concepts=8&chapters=2&gap=50&seed=3");
        var telling = FactTelling.Of(field, 8);
        Assert.True(telling.Questions.Count >= 6);
        Assert.True(telling.Talk.Count >= 50);
        Assert.All(telling.Questions, q => Assert.Contains(telling.Facts[q.Fact], telling.Passages[q.Passage], StringComparison.Ordinal));
        Assert.All(telling.Talk, talk => Assert.DoesNotContain(field.Graph.Concepts, c => talk.Contains(c.Name, StringComparison.Ordinal)));
        foreach (var question in telling.Questions)
        {
            var words = telling.Facts[question.Fact].Split(' ', '.', ',', ';', ':', '?');
            // Some word of the message is the answer, and no other message's words are all it takes.
            Assert.Contains(words, word => word.Length > 0 && question.Episode.After(word).Outcome is { Score: 1 });
        }
    }

    [Fact]
    public void A_field_that_tells_no_facts_is_no_telling() =>
        Assert.Throws<ArgumentException>(() => FactTelling.Of(FieldCatalogue.Resolve("algebra?concepts=4"), 3));
}
