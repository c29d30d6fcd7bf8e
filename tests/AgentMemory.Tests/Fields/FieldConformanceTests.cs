using System.Text.RegularExpressions;
using AgentMemory.Cli.Texts;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Core.Words;
using AgentMemory.Fields;
using AgentMemory.Fields.Audit;
using AgentMemory.Fields.Knowledge;
using AgentMemory.Fields.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Fields;

/// <summary>Every family keeps the promises of a field, over many seeds and three sizes.</summary>
public sealed partial class FieldConformanceTests
{
    // AGENTMEMORY_FIELD_SEEDS=100 is the full size, some minutes long; "agentmemory fields check" runs the same.
    private static readonly int Seeds =
        int.TryParse(Environment.GetEnvironmentVariable("AGENTMEMORY_FIELD_SEEDS"), out var seeds) ? seeds : 3;

    public static TheoryData<string, int> FamiliesAndSizes
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var family in FieldCatalogue.Families)
            {
                foreach (var concepts in (int[])[4, 16, 64])
                {
                    data.Add(family.Name, concepts);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> Families => [.. FieldCatalogue.Families.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(FamiliesAndSizes))]
    public void Every_promise_holds_and_blind_choosers_stay_at_the_floor(string family, int concepts)
    {
        var report = FieldAudit.Run(family, concepts, Seeds, CancellationToken.None);
        Assert.True(report.Holds, FieldText.Audit(report));
        Assert.Equal(5, report.Levels.Count);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_field_of_everyday_names_keeps_its_promises_and_calls_nothing_by_a_word_of_its_own_sentences(string family)
    {
        var report = FieldAudit.Run(family, 16, 2, CancellationToken.None, hasCommonNames: true);
        Assert.True(report.Holds, FieldText.Audit(report));
        var (common, invented) = (FieldCatalogue.Resolve($"{family}?names=common&seed=3"), FieldCatalogue.Resolve($"{family}?names=invented&seed=3"));
        Assert.Equal(FieldCatalogue.Resolve($"{family}?seed=3").Textbook.ToMarkdown(), invented.Textbook.ToMarkdown());
        Assert.Equal(common.Id, FieldCatalogue.Resolve(common.Id).Id);
        var said = Letters().Matches(invented.Textbook.ToMarkdown().ToLowerInvariant()).Select(match => match.Value).ToHashSet();
        Assert.All(common.Graph.Concepts, concept => Assert.Contains(concept.Name.ToLowerInvariant(), CommonWords.Pool));
        Assert.DoesNotContain(common.Graph.Concepts, concept => said.Contains(concept.Name.ToLowerInvariant()));
        Assert.Contains("lower concepts or tower", Assert.Throws<UserErrorException>(
            () => FieldCatalogue.Resolve($"{family}?names=common&concepts=256&tower=4")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Graph_is_in_order_has_the_asked_depth_and_follows_the_chapters(string family)
    {
        var field = FieldCatalogue.Resolve($"{family}?concepts=20&depth=5&chapters=4&seed=3");
        var seen = new Dictionary<string, Concept>();
        var chapter = 1;
        foreach (var concept in field.Graph.Concepts)
        {
            Assert.InRange(concept.Chapter, chapter, chapter + 1);
            chapter = concept.Chapter;
            Assert.All(concept.DefinedFrom, parent => Assert.True(seen[parent].Layer < concept.Layer));
            Assert.Equal(concept.Layer, concept.DefinedFrom.Select(p => seen[p].Layer + 1).DefaultIfEmpty(0).Max());
            Assert.True(seen.TryAdd(concept.Name, concept));
        }

        Assert.Equal(20, seen.Count);
        Assert.Equal(5, field.Graph.Depth);
        Assert.Equal(4, field.Documents.Count);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Same_id_makes_the_same_field_and_another_seed_another(string family)
    {
        var field = FieldCatalogue.Resolve($"{family}?concepts=8&seed=5");
        var again = FieldCatalogue.Resolve(field.Id);
        Assert.Equal(field.Id, again.Id);
        Assert.Equal(field.Textbook.ToMarkdown(), again.Textbook.ToMarkdown());
        Assert.Equal(FieldJson.Exam(field.Paper(20, 7)), FieldJson.Exam(again.Paper(20, 7)));
        Assert.NotEqual(field.Textbook.ToMarkdown(),
            FieldCatalogue.Resolve($"{family}?concepts=8&seed=6").Textbook.ToMarkdown());
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Textbook_grows_from_a_page_to_a_book(string family)
    {
        Assert.InRange(Tokens(FieldCatalogue.Resolve($"{family}?concepts=4")), 330, 700);
        Assert.True(Tokens(FieldCatalogue.Resolve($"{family}?concepts=256")) > 100_000);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Upper_storey_cannot_be_passed_without_the_storey_below(string family)
    {
        var tower = FieldCatalogue.Tower($"{family}?concepts=8&seed=2", 3);
        var below = new HashSet<string>();
        foreach (var field in tower)
        {
            var own = field.Graph.Concepts.Select(c => c.Name).ToHashSet();
            if (below.Count > 0)
            {
                Assert.All(field.Graph.Concepts, c => Assert.NotEmpty(c.DefinedFrom));
                Assert.Contains(field.Graph.Concepts, c => c.DefinedFrom.Any(below.Contains));
                Assert.All(below, name => Assert.DoesNotContain(field.Documents, d => d.Text.Contains(
                    $"## {name}\n", StringComparison.Ordinal)));
                Assert.All(
                    field.Paper(30, 1).Items.Where(i => i.Item.Level == ItemLevel.Compose),
                    i => Assert.Contains(i.Item.Concepts, below.Contains));
            }

            Assert.Empty(own.Intersect(below));
            below.UnionWith(own);
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Scrambled_twin_asks_the_same_under_other_names(string family)
    {
        var field = FieldCatalogue.Resolve($"{family}?concepts=16&seed=4");
        var twin = FieldCatalogue.Resolve($"{family}?concepts=16&seed=4&twin=scrambled");
        Assert.Equal(field.Graph.Concepts.Select(c => (c.Kind, c.Layer)),
            twin.Graph.Concepts.Select(c => (c.Kind, c.Layer)));
        Assert.NotEqual(field.Graph.Concepts[0].Name, twin.Graph.Concepts[0].Name);
        Assert.All(twin.Paper(25, 1).Items, i => Assert.False(i.Item.Changed));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Varied_twin_marks_exactly_the_items_whose_answers_change(string family)
    {
        var (compared, changed) = (0, 0);
        for (var seed = 1; seed <= 4; seed++)
        {
            var field = FieldCatalogue.Resolve($"{family}?concepts=16&seed={seed}");
            var twin = FieldCatalogue.Resolve($"{family}?concepts=16&seed={seed}&twin=varied");
            Assert.Equal(field.Graph.Concepts.Select(c => c.Name), twin.Graph.Concepts.Select(c => c.Name));
            Assert.NotEqual(field.Textbook.ToMarkdown(), twin.Textbook.ToMarkdown());
            // The same question on both sheets: its answers differ where, and only where, the twin says so.
            var answers = Written(field).GroupBy(i => i.Question).ToDictionary(g => g.Key, g => g.First());
            foreach (var item in Written(twin).Where(i => answers.ContainsKey(i.Question)).DistinctBy(i => i.Question))
            {
                compared++;
                changed += item.Changed ? 1 : 0;
                Assert.Equal(item.Changed, !answers[item.Question].Key.Accepts(item.Key.Right));
            }
        }

        Assert.InRange(compared, 100, int.MaxValue);
        Assert.InRange(changed, 1, compared - 1);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Episode_scores_the_key_1_and_tells_nothing_at_the_exam(string family)
    {
        ITask task = FieldCatalogue.Resolve($"{family}?concepts=8&seed=9&book=closed");
        Assert.All(task.Documents, d => Assert.False(d.OpenBook));
        Assert.InRange(task.Floor, 0, 0.6);
        for (ulong seed = 0; seed < 30; seed++)
        {
            var item = ((Field)task).ItemOfExam(seed);
            var exam = task.Exam(seed);
            var reply = item.Key is AnswerKey.Choice choice ? choice.Letter : item.Key.Right;
            var end = exam.After(reply);
            Assert.Equal(1, end.Outcome!.Score);
            Assert.Equal("right", end.Outcome.Feedback);
            Assert.Throws<ArgumentException>(() => end.After(reply));
            Assert.DoesNotContain(
                '\n', task.Practice(seed).After(Any(task.Practice(seed).View.Reply)).Outcome!.Feedback);
        }
    }

    private static IEnumerable<FieldItem> Written(Field field) => Enumerable.Range(0, 300)
        .Select(i => field.ItemOfExam((ulong)i)).Where(i => i.Choices is null);

    private static string Any(ReplyForm form) => form is ReplyForm.OneOf listed ? listed.Replies[0] : "zzz";

    // A quarter of the letters: fewer than any tokenizer makes of invented words.
    private static int Tokens(Field field) => field.Documents.Sum(d => d.Text.Length) / 4;

    [Theory]
    [InlineData("machines")]
    [InlineData("urns")]
    public Task An_audit_of_large_fields_stops_within_two_seconds(string family) => Stopping.WithinTwoSeconds(
        token => FieldAudit.Run(family, FieldSettings.ConceptCounts.Most, 1000, token), TimeSpan.FromSeconds(1.5));

    [GeneratedRegex("[a-z]+")]
    private static partial Regex Letters();
}
