using AgentMemory.Core;
using AgentMemory.Fields;

namespace AgentMemory.Tests.Fields;

/// <summary>Every family keeps the promises of a field, over many seeds and three sizes.</summary>
public sealed class FieldConformanceTests
{
    private const int Seeds = 100;
    private const int ItemsPerSheet = 10;
    private const int PracticeItems = 6;

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
    public void Engines_agree_every_level_has_items_and_no_exam_item_repeats_practice(string family, int concepts)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var field = FieldCatalogue.Resolve($"{family}?concepts={concepts}&seed={seed}");
            // Making a key throws where the two engines disagree.
            var exam = field.Paper(ItemsPerSheet, 1).Items.Select(i => i.Item).ToList();
            var practice = Enumerable.Range(0, PracticeItems).Select(i => field.ItemOfPractice((ulong)i))
                .Concat(field.Textbook.Chapters.SelectMany(c => c.Exercises)).ToList();
            Assert.Equal(5, exam.Select(i => i.Level).Distinct().Count());
            Assert.Empty(exam.Select(i => i.Fact).Intersect(practice.Select(i => i.Fact)));
            Assert.Empty(exam.Select(i => i.Question + Choices(i))
                .Intersect(practice.Select(i => i.Question + Choices(i))));
            foreach (var item in exam)
            {
                CheckItem(field, item);
            }
        }
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
        Assert.Equal(field.Paper(20, 7).ToJson(), again.Paper(20, 7).ToJson());
        Assert.NotEqual(field.Textbook.ToMarkdown(),
            FieldCatalogue.Resolve($"{family}?concepts=8&seed=6").Textbook.ToMarkdown());
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Textbook_grows_from_a_page_to_a_book(string family)
    {
        Assert.InRange(Tokens(FieldCatalogue.Resolve($"{family}?concepts=4")), 250, 1200);
        Assert.True(Tokens(FieldCatalogue.Resolve($"{family}?concepts=256")) > 100_000);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Upper_storey_is_defined_with_concepts_of_the_storey_below(string family)
    {
        var tower = FieldCatalogue.Tower($"{family}?concepts=8&seed=2", 3);
        var below = new HashSet<string>();
        foreach (var field in tower)
        {
            var own = field.Graph.Concepts.Select(c => c.Name).ToHashSet();
            if (below.Count > 0)
            {
                Assert.Contains(field.Graph.Concepts, c => c.DefinedFrom.Any(below.Contains));
                Assert.All(field.Graph.Concepts, c => Assert.NotEmpty(c.DefinedFrom));
                Assert.Contains(field.Paper(20, 1).Items, i => i.Item.Concepts.Any(below.Contains));
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
    public void Varied_twin_changes_one_law_and_marks_items_whose_answers_change(string family)
    {
        var twin = FieldCatalogue.Resolve($"{family}?concepts=16&seed=4&twin=varied");
        var field = FieldCatalogue.Resolve($"{family}?concepts=16&seed=4");
        Assert.Equal(field.Graph.Concepts.Select(c => c.Name), twin.Graph.Concepts.Select(c => c.Name));
        Assert.NotEqual(field.Textbook.ToMarkdown(), twin.Textbook.ToMarkdown());
        var items = Enumerable.Range(0, 300).Select(i => twin.ItemOfExam((ulong)i)).ToList();
        Assert.Contains(items, i => i.Changed);
        Assert.Contains(items, i => !i.Changed);
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

    private static string Any(ReplyForm form) => form is ReplyForm.OneOf listed ? listed.Replies[0] : "zzz";

    private static string Choices(FieldItem item) => string.Join('|', item.Choices ?? []);

    // Words and marks: fewer than any tokenizer makes of invented words.
    private static int Tokens(Field field) => field.Documents.Sum(
        d => System.Text.RegularExpressions.Regex.Count(d.Text, @"\w+|[^\w\s]"));

    private static void CheckItem(Field field, FieldItem item)
    {
        Assert.True(item.Key.Accepts(item.Key.Right), $"{field.Id}: {item.Question} refuses {item.Key.Right}");
        Assert.False(item.Key.Accepts("zzz"));
        Assert.InRange(item.Floor, 0, 0.5);
        Assert.NotEmpty(item.Concepts);
        Assert.DoesNotContain('{', item.Question + item.Explanation);
        if (item.Level == ItemLevel.Recall)
        {
            Assert.Contains(item.Fact, field.Textbook.Facts);
        }
        else
        {
            Assert.DoesNotContain(item.Fact, field.Textbook.Facts);
        }

        if (item.Level == ItemLevel.Build)
        {
            Assert.Empty(item.Unstated.Intersect(field.Textbook.Facts));
        }

        if (item.Choices is { } choices)
        {
            Assert.Equal(choices.Count, choices.Distinct().Count());
            Assert.Contains(item.Key.Right, choices);
        }
    }
}
