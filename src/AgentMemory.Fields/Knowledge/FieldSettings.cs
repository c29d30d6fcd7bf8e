using AgentMemory.Core;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Fields.Knowledge;

/// <summary>What a field is made from: the parameters of all families, read and checked, and the family's own.</summary>
public sealed record FieldSettings
{
    private const int ConceptsMin = 4;
    private const int ConceptsMax = 256;
    private const int DepthMin = 3;
    private const int DepthMax = 10;
    private const int DepthByDefaultMax = 6;
    private const int ConceptsPerChapter = 8;
    private const int ChaptersByDefaultMax = 16;

    private static readonly WordParameter<bool> Book = new(
        "book", "open shows the textbook at the exam too, closed only while learning", ("open", true), ("closed", false));

    private static readonly NumberParameter<int> ChapterCount = TaskParameter.Whole(
        "chapters", $"concepts/{ConceptsPerChapter}, 1 to {ChaptersByDefaultMax}", 1, ConceptsMax, "chapters of the textbook").NoMoreThan("concepts");

    private static readonly NumberParameter<int> ConceptCount = TaskParameter.Whole(
        "concepts", 16, ConceptsMin, ConceptsMax, "how many concepts the field has; of a tower, how many each storey has");

    private static readonly NumberParameter<int> LayerCount = TaskParameter.Whole(
        "depth", $"1+log2(concepts), {DepthMin} to {DepthByDefaultMax}", DepthMin, DepthMax, "layers of definitions").NoMoreThan("concepts less one");

    private static readonly WordsParameter AskedLevels = new(
        "levels", "what is asked for, each level as likely", [.. ItemLevels.All.Select(ItemLevels.Name)]);

    private static readonly WordParameter<bool> NameKind = new(
        "names", "what things are called; common: everyday English words", ("invented", false), ("common", true));

    private static readonly NumberParameter<int> Tower = TaskParameter.Whole(
        "tower", 1, 1, 4, "storey of a tower; each is defined with the concepts of those below") with
    { KeepsWorld = true };

    private static readonly WordParameter<TaskTwin> TwinKind = TaskParameter.Twin("other names", "one law changed");

    private readonly TaskParameters _given;
    private readonly IReadOnlyList<TaskParameter> _own;

    private FieldSettings(TaskParameters given, IReadOnlyList<TaskParameter> own) => (_given, _own) = (given, own);

    /// <summary>The parameters that all families take, in alphabetical order.</summary>
    public static IReadOnlyList<TaskParameter> Parameters { get; } =
        [Book, ChapterCount, ConceptCount, LayerCount, AskedLevels, NameKind, TaskParameter.Seed, Tower, TwinKind];

    /// <summary>Most storeys of a tower.</summary>
    public static int StoreysMax => Tower.Bounds.Most;

    /// <summary>What N may be.</summary>
    public static NumberRange<int> ConceptCounts => ConceptCount.Bounds;

    public string Family => _given.Family;

    /// <summary>N; of this storey alone where the field is part of a tower.</summary>
    public required int Concepts { get; init; }

    /// <summary>Layers of the graph, per storey.</summary>
    public required int Depth { get; init; }

    public required int Chapters { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>1 is the ground; storey n is defined with the concepts of the n-1 below it.</summary>
    public required int Storey { get; init; }

    public required TaskTwin Twin { get; init; }

    /// <summary>Things are called by everyday English words in place of invented ones.</summary>
    public required bool HasCommonNames { get; init; }

    /// <summary>The textbook is shown at the exam too.</summary>
    public required bool OpenBook { get; init; }

    /// <summary>What practice and exam ask for, each as likely; all of them unless told otherwise.</summary>
    public required IReadOnlyList<ItemLevel> Levels { get; init; }

    /// <summary>The canonical and complete name: what was left out is written too, but for what says that nothing is special.</summary>
    public string Id
    {
        get
        {
            var id = new (TaskParameter Parameter, string Value, bool IsUsual)[]
            {
                (Book, OpenBook ? "open" : "closed", false),
                (ChapterCount, Text(Chapters), false),
                (ConceptCount, Text(Concepts), false),
                (LayerCount, Text(Depth), false),
                (AskedLevels, string.Join('+', Levels.Select(ItemLevels.Name)), Levels.Count == ItemLevels.All.Count),
                (NameKind, "common", !HasCommonNames),
                (TaskParameter.Seed, Text(Seed), false),
                (Tower, Text(Storey), Storey == 1),
                (TwinKind, Twin.ToString().ToLowerInvariant(), Twin == TaskTwin.None),
            };
            var own = _own.Select(p => (Parameter: p, Value: p.Spelling(_given), IsUsual: false));
            return $"{Family}?{string.Join('&', id.Concat(own).Where(p => !p.IsUsual)
                .OrderBy(p => p.Parameter.Name, StringComparer.Ordinal).Select(p => $"{p.Parameter.Name}={p.Value}"))}";
        }
    }

    /// <summary>The task's name as a storey of its tower.</summary>
    public static TaskParameters WithStorey(TaskParameters task, int storey) => task.With(Tower, Text(storey));

    /// <summary>Reads a task name's parameters.</summary>
    /// <param name="given">Of the task.</param>
    /// <param name="own">Parameters of its family alone.</param>
    /// <exception cref="UserErrorException">A parameter is unknown or out of range.</exception>
    public static FieldSettings Read(TaskParameters given, IReadOnlyList<TaskParameter> own)
    {
        var concepts = given.Read(ConceptCount);
        var settings = new FieldSettings(given, own)
        {
            Concepts = concepts,
            Depth = given.ReadUpTo(LayerCount, concepts - 1, Math.Clamp(1 + (int)Math.Log2(concepts), DepthMin, DepthByDefaultMax)),
            Chapters = given.ReadUpTo(ChapterCount, concepts, Math.Clamp(concepts / ConceptsPerChapter, 1, ChaptersByDefaultMax)),
            Seed = given.Seed,
            Storey = given.Read(Tower),
            HasCommonNames = given.Read(NameKind),
            OpenBook = given.Read(Book),
            Levels = [.. given.Read(AskedLevels).Select(ItemLevels.Named)],
            Twin = given.Read(TwinKind),
        };
        foreach (var parameter in own)
        {
            _ = parameter.Spelling(given);
        }

        given.RefuseUnread([.. Parameters, .. own]);
        return settings;
    }

    /// <summary>The value of one of the family's own parameters.</summary>
    public T Own<T>(TaskParameter<T> parameter) => _given.Read(parameter);

    private static string Text(IFormattable number) => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
