using System.Globalization;
using System.Numerics;
using System.Text;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Design;

/// <summary>Writes a field's textbook and keeps account of every fact it states.</summary>
internal sealed class TextbookWriter
{
    private const int ExercisesPerChapterMax = 8;
    private readonly FieldDesign _design;
    private readonly ItemDrawer _drawer;
    private readonly Wordings _words;
    private readonly HashSet<string> _facts = new(StringComparer.Ordinal);

    public TextbookWriter(FieldDesign design, ItemDrawer drawer, Wordings words)
    {
        _design = design;
        _drawer = drawer;
        _words = words;
    }

    /// <summary>
    /// Worked examples per concept: more of them the larger the field, so that a small one is a page and a large one a
    /// book.
    /// </summary>
    private int ExamplesPerConcept => (int)Math.Round(_design.ExampleFactor * Math.Max(
        _design.Plan.Settings.Concepts < 8 ? 4 : 2 + BitOperations.Log2((uint)_design.Plan.Settings.Concepts / 4), _design.Plan.Settings.Concepts / 22));

    /// <param name="cancellation">Looked at before every concept and every exercise.</param>
    public Textbook Write(CancellationToken cancellation)
    {
        var plan = _design.Plan;
        var chapters = new List<Chapter>();
        for (var chapter = 0; chapter < plan.Settings.Chapters; chapter++)
        {
            var concepts = Enumerable.Range(plan.First, plan.Settings.Concepts)
                .Where(c => plan.Chapter(c) == chapter).ToList();
            var text = new StringBuilder();
            if (chapter == 0)
            {
                Add(text, _design.Introduction());
            }

            if (_design.Narrate(chapter) is { } narration)
            {
                foreach (var statement in narration)
                {
                    Add(text, statement);
                }
            }
            else
            {
                concepts.ForEach(concept => WriteConcept(text, concept, cancellation));
            }

            chapters.Add(new Chapter(Title(chapter), text.ToString().TrimEnd('\n'), Exercises(chapter, concepts, cancellation)));
        }

        return new Textbook(chapters, _facts);
    }

    private string Title(int chapter) => _words.Say(
        _design.Plan.For("title"),
        _design.Plan.Settings.Storey == 1 ? "title" : "title.storey",
        ("field", _design.Plan.Word(0)),
        ("storey", _design.Plan.Settings.Storey.ToString(CultureInfo.InvariantCulture)),
        ("number", (chapter + 1).ToString(CultureInfo.InvariantCulture)));

    private void WriteConcept(StringBuilder text, int concept, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        text.Append("\n## ").Append(_design.Plan.Name(concept)).Append("\n\n");
        foreach (var statement in _design.StatementsOf(concept))
        {
            Add(text, statement);
        }

        var rng = _design.Plan.For("examples").Fork("concept", concept);
        var told = new HashSet<string>(StringComparer.Ordinal);
        for (var attempt = 0; attempt < 6 * ExamplesPerConcept && told.Count < ExamplesPerConcept; attempt++)
        {
            var level = rng.Chance(0.5) ? ItemLevel.Apply : ItemLevel.Compose;
            if (_drawer.TryPractice(level, concept, rng) is { } drawn && told.Add(drawn.Item.Fact))
            {
                Tell(drawn.Draft);
                text.Append(told.Count == 1 ? "\n- " : "- ").Append(_words.Say(
                    rng,
                    "example",
                    ("question", drawn.Item.Question),
                    ("answer", drawn.Item.Key.Right),
                    ("why", drawn.Item.Explanation))).Append('\n');
            }
        }
    }

    private List<FieldItem> Exercises(int chapter, List<int> concepts, CancellationToken cancellation)
    {
        var rng = _design.Plan.For("exercises").Fork("chapter", chapter);
        var exercises = new List<FieldItem>();
        var levels = Enum.GetValues<ItemLevel>();
        var wanted = Math.Min(ExercisesPerChapterMax, Math.Max(4, concepts.Count));
        for (var attempt = 0; attempt < 40 * wanted && exercises.Count < wanted; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            var level = levels[attempt % levels.Length];
            if (_drawer.TryPractice(level, rng.Pick(concepts), rng) is { } drawn
                && exercises.All(e => e.Fact != drawn.Item.Fact))
            {
                Tell(drawn.Draft);
                exercises.Add(drawn.Item);
            }
        }

        return exercises;
    }

    private void Tell(Draft draft)
    {
        _facts.Add(draft.Fact);
        _facts.UnionWith(draft.Told);
        _facts.UnionWith(draft.Unstated);
    }

    private void Add(StringBuilder text, Statement statement)
    {
        _facts.UnionWith(statement.Facts);
        text.Append(statement.Text).Append('\n');
    }
}
