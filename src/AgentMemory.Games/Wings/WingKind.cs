using AgentMemory.Core;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Games.Wings;

/// <summary>
/// What a wing of a world can be: the functions from its things to four words that are possible, all as likely, and which of its things
/// practice never shows. A thing has a first feature, one of four, and a second one.
/// </summary>
internal sealed class WingKind
{
    /// <summary>Words that a thing may have.</summary>
    public const int Words = 4;

    /// <summary>First features.</summary>
    public const int Firsts = 4;

    private const int NounsOfPractice = 5;
    private const int NounsAsked = 8;
    private const double BitsOfWord = 2;

    // 30 of 65 bits are told at a score of 0.02.
    private const double ScoreOfSum = 0.2;
    private readonly Lazy<FunctionSpace>? _functions;

    private WingKind(string name, int seconds, Func<FunctionSpace>? functions)
    {
        Name = name;
        Seconds = seconds;
        _functions = functions is null ? null : new Lazy<FunctionSpace>(functions);
    }

    /// <summary>Two latent classes of each feature.</summary>
    public static WingKind Rules2 { get; } = new("rules2", 4, FunctionSpace.TwoFeatures);

    /// <summary>One relevant feature of two.</summary>
    public static WingKind Rules1 { get; } = new("rules1", 4, FunctionSpace.OneFeature);

    /// <summary>The words in a circle, and a number for every feature.</summary>
    public static WingKind Sum { get; } = new("sum", 4, FunctionSpace.Sum) { ReadableFrom = ScoreOfSum };

    /// <summary>A word of its own for every thing: information without a rule.</summary>
    public static WingKind None { get; } = new("none", 4, null);

    /// <summary>A label for each of four categories.</summary>
    public static WingKind Labels { get; } = new("labels", NounsAsked, () => FunctionSpace.Labels(areDifferent: false));

    /// <summary>A different label for each of four categories.</summary>
    public static WingKind InjectiveLabels { get; } = new("labels!", NounsAsked, () => FunctionSpace.Labels(areDifferent: true));

    public string Name { get; }

    /// <summary>Second features that are asked about; of categories there may be further nouns, which are never asked.</summary>
    public int Seconds { get; }

    /// <summary>A thing's word follows from its first feature, a category, alone.</summary>
    public bool IsOfCategories => Seconds == NounsAsked;

    /// <summary>Practice tells something about things that it does not show.</summary>
    public bool HasRule => _functions is not null;

    /// <summary>Below this score an exact reader's curve is too flat to say how many bits a score is worth.</summary>
    public double ReadableFrom { get; private init; }

    /// <summary>All functions that are possible; null where they are too many to list.</summary>
    public FunctionSpace? Functions => _functions?.Value;

    /// <summary>How many cells a wing has: things that are sure to have one word share a cell.</summary>
    public int Cells => IsOfCategories ? Firsts : Firsts * Seconds;

    /// <summary>Hidden bits of one wing that practice can reveal.</summary>
    public double Bits => _functions is null ? BitsOfWord * PracticeOf(0).Count() : Math.Log2(_functions.Value.Count);

    /// <summary>How many wings come nearest to so many hidden bits.</summary>
    public int WingsFor(int bits) => Math.Max(1, (int)Math.Floor((bits / Bits) + 0.5));

    public int CellOf(WingThing thing) => IsOfCategories ? thing.First : (thing.First * Seconds) + thing.Second;

    /// <summary>
    /// Of the pairs of features a broken diagonal is never met, another one in each wing, so that every feature is never met exactly once
    /// and met three times. Of the nouns of a category the last three that are asked about are never met.
    /// </summary>
    public QuestionPart PartOf(WingThing thing) =>
        thing.Second >= Seconds ? QuestionPart.Spare
        : (IsOfCategories ? thing.Second >= NounsOfPractice : thing.Second == (thing.First + thing.Wing) % Seconds) ? QuestionPart.Exam
        : QuestionPart.Practice;

    /// <summary>The things of a wing that are asked about, by first feature and then by second.</summary>
    public IEnumerable<WingThing> ThingsOf(int wing) => Enumerable.Range(0, Firsts * Seconds)
        .Select(number => new WingThing(wing, number / Seconds, number % Seconds));

    public IEnumerable<WingThing> PracticeOf(int wing) => ThingsOf(wing).Where(thing => PartOf(thing) == QuestionPart.Practice);

    public IEnumerable<WingThing> ExamOf(int wing) => ThingsOf(wing).Where(thing => PartOf(thing) == QuestionPart.Exam);

    /// <summary>The word of every cell, drawn uniformly from the functions that are possible.</summary>
    public IReadOnlyList<byte> Draw(Rng rng) => _functions is null
        ? [.. Enumerable.Range(0, Cells).Select(_ => (byte)rng.Next(Words))]
        : _functions.Value[rng.Next(_functions.Value.Count)];

    /// <summary>One who knows of a wing what can be and nothing else.</summary>
    public WingPosterior Begin() => _functions is null ? new FreePosterior(Cells) : new RulePosterior(_functions.Value);
}

/// <summary>A thing of a world, by the numbers of its wing and its features.</summary>
internal readonly record struct WingThing(int Wing, int First, int Second);
