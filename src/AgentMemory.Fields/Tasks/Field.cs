using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Tasks;

/// <summary>
/// An invented field as a task: its chapters are the documents, practice gives an exercise, the exam an exam item.
/// Both are single questions, scored 1 or 0. Immutable and safe to share between threads.
/// </summary>
public sealed class Field : ITask, IDemonstrable
{
    private const ulong MetSeed = 0x6D6574;
    private readonly FieldDesign _design;
    private readonly ItemDrawer _drawer;
    private readonly Wordings _words = Wordings.Of("common");
    private readonly Lazy<IReadOnlyList<Document>> _documents;
    private readonly Lazy<double> _floor;
    private readonly FieldPartition _partition;
    private readonly Lock _lock = new();
    private Textbook? _textbook;

    internal Field(FieldDesign design, FieldDesign? original)
    {
        _design = design;
        _drawer = new ItemDrawer(design, original);
        Settings = design.Plan.Settings;
        _documents = new Lazy<IReadOnlyList<Document>>(
            () => [.. Textbook.Chapters.Select(c => new Document(c.Title, c.Text, Settings.OpenBook))]);
        _floor = new Lazy<double>(MeanFloor);
        _partition = new FieldPartition(
            _drawer.IsPractice, seed => new FieldEpisode(ItemOfPractice(Rng.Mix(MetSeed, seed)), tells: false, _words));
    }

    public FieldSettings Settings { get; }

    /// <summary>The laws that its family made.</summary>
    internal FieldDesign Design => _design;

    /// <inheritdoc/>
    public string Id => Settings.Id;

    /// <inheritdoc/>
    public string Family => Settings.Family;

    /// <inheritdoc/>
    public TaskKind Kind => TaskKind.Field;

    /// <summary>The chapters, without their exercises: those come by practice.</summary>
    public IReadOnlyList<Document> Documents => _documents.Value;

    /// <summary>The textbook tells all.</summary>
    public HiddenShare Hidden => HiddenShare.Nothing;

    /// <summary>
    /// Mean guessing rate over the levels asked for, from twenty exam items of each; a written answer without a grammar of
    /// few replies counts 0.
    /// </summary>
    public double Floor => _floor.Value;

    /// <summary>The textbook tells all.</summary>
    public Known<double> HiddenBits => 0;

    /// <summary>The textbook tells all.</summary>
    public Known<IEvidence> Evidence => NothingToFind.Instance;

    /// <summary>By <see cref="FieldItem.Fact"/>.</summary>
    public Known<IQuestionPartition> Partition => _partition;

    /// <inheritdoc/>
    public Known<IStateExam> StateExam { get; } = Known<IStateExam>.Not("its episodes are single questions");

    /// <inheritdoc/>
    public double Ceiling => 1;

    public Textbook Textbook => Written(CancellationToken.None);

    /// <summary>The textbook tells all.</summary>
    public IReadOnlyList<string> TrueNotes => [];

    /// <inheritdoc/>
    public IDemonstrator Demonstrate() => AnsweringDemonstrator.Instance;

    /// <summary>The concepts of this storey.</summary>
    public ConceptGraph Graph =>
        new([.. Enumerable.Range(_design.Plan.First, Settings.Concepts).Select(c => new Concept(
        _design.Plan.Name(c),
        _design.KindOf(c),
        [.. _design.DefinedFrom(c).Distinct().Select(_design.Plan.Name)],
        _design.Plan.Layer(c),
        _design.Plan.Chapter(c) + 1))]);

    /// <inheritdoc/>
    public IEpisode Practice(ulong seed) => new FieldEpisode(ItemOfPractice(seed), tells: true, _words);

    /// <inheritdoc/>
    public IEpisode Exam(ulong seed) => new FieldEpisode(ItemOfExam(seed), tells: false, _words);

    /// <summary>The exercise behind a practice episode; each level is as likely.</summary>
    public FieldItem ItemOfPractice(ulong seed)
    {
        var rng = new Rng(Rng.Mix(Settings.Seed, seed)).Fork("practice");
        lock (_lock)
        {
            return _drawer.Practice(rng.Pick(Settings.Levels), rng);
        }
    }

    /// <summary>The item behind an exam episode; each level is as likely.</summary>
    public FieldItem ItemOfExam(ulong seed)
    {
        var rng = new Rng(Rng.Mix(Settings.Seed, seed)).Fork("exam");
        var book = Textbook;
        lock (_lock)
        {
            return _drawer.Exam(rng.Pick(Settings.Levels), rng, book);
        }
    }

    /// <summary>
    /// A sheet of different items, the levels in turn. A shorter sheet of the same seed is the beginning of a
    /// longer one. A small field may hold fewer items than asked for.
    /// </summary>
    public ExamPaper Paper(int items, ulong seed, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(items);
        var root = new Rng(Rng.Mix(Settings.Seed, seed)).Fork("paper");
        var book = Written(cancellation);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var exhausted = new HashSet<ItemLevel>();
        var paper = new List<ExamItem>();
        for (var i = 0; i < items; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var level = Settings.Levels[i % Settings.Levels.Count];
            FieldItem? item = null;
            lock (_lock)
            {
                item = exhausted.Contains(level) ? null : _drawer.TryExam(level, root.Fork("item", i), book, taken);
            }

            if (item is null)
            {
                exhausted.Add(level);
                continue;
            }

            taken.Add(item.Fact);
            paper.Add(new ExamItem(ExamItem.IdOf(level, (i / Settings.Levels.Count) + 1), item));
        }

        return new ExamPaper(Id, paper);
    }

    // Once; a large book takes a second or more to write.
    private Textbook Written(CancellationToken cancellation)
    {
        lock (_lock)
        {
            return _textbook ??= new TextbookWriter(_design, _drawer, _words).Write(cancellation);
        }
    }

    private double MeanFloor()
    {
        var book = Textbook;
        lock (_lock)
        {
            return Settings.Levels.Average(level => Enumerable.Range(0, 20).Average(
                i => _drawer.Exam(level, new Rng(Settings.Seed).Fork("floor", i), book).Floor));
        }
    }
}
