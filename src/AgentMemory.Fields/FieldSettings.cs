using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Fields;

/// <summary>What a field is made from.</summary>
public sealed record FieldSettings
{
    /// <summary>Most storeys of a tower.</summary>
    public const int StoreysMax = 4;

    /// <summary>What N may be.</summary>
    public static NumberRange<int> ConceptCounts { get; } = new(4, 256);

    public required string Family { get; init; }

    /// <summary>N, 4 to 256; of this storey alone where the field is part of a tower.</summary>
    public required int Concepts { get; init; }

    /// <summary>Layers of the graph, per storey.</summary>
    public required int Depth { get; init; }

    public required int Chapters { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>1 stands on the ground; storey n is defined with the concepts of the n-1 below it.</summary>
    public required int Storey { get; init; }

    public required FieldTwin Twin { get; init; }

    /// <summary>The textbook is shown at the exam too.</summary>
    public required bool OpenBook { get; init; }

    /// <summary>Unrelated messages between the last fact and the question; of the family "facts" alone.</summary>
    public required int Gap { get; init; }

    /// <summary>What practice and exam ask for, each as likely; all of them unless told otherwise.</summary>
    public required IReadOnlyList<ItemLevel> Levels { get; init; }

    /// <summary>The canonical and complete name.</summary>
    public string Id
    {
        get
        {
            var parts = new List<string>
            {
                OpenBook ? "book=open" : "book=closed",
                string.Create(CultureInfo.InvariantCulture, $"chapters={Chapters}"),
                string.Create(CultureInfo.InvariantCulture, $"concepts={Concepts}"),
                string.Create(CultureInfo.InvariantCulture, $"depth={Depth}"),
            };
            if (Family == "facts")
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"gap={Gap}"));
            }

            if (Levels.Count < AllLevels.Length)
            {
                parts.Add($"levels={string.Join('+', Levels.Select(ExamItem.LevelName))}");
            }

            parts.Add(string.Create(CultureInfo.InvariantCulture, $"seed={Seed}"));
            if (Storey > 1)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"tower={Storey}"));
            }

            if (Twin != FieldTwin.None)
            {
                parts.Add(Twin == FieldTwin.Scrambled ? "twin=scrambled" : "twin=varied");
            }

            return $"{Family}?{string.Join('&', parts)}";
        }
    }

    /// <summary>Reads a task name's parameters.</summary>
    /// <exception cref="UserErrorException">A parameter is unknown or out of range.</exception>
    public static FieldSettings Read(TaskParameters parameters)
    {
        var concepts = parameters.Whole("concepts", 16, ConceptCounts.Least, ConceptCounts.Most);
        var settings = new FieldSettings
        {
            Family = parameters.Family,
            Concepts = concepts,
            Depth = parameters.Whole("depth", DefaultDepth(concepts), 3, Math.Min(10, concepts - 1)),
            Chapters = parameters.Whole("chapters", Math.Clamp(concepts / 8, 1, 16), 1, concepts),
            Seed = parameters.Seed,
            Storey = parameters.Whole("tower", 1, 1, StoreysMax),
            OpenBook = parameters.Word("book", "open", "open", "closed") == "open",
            Gap = parameters.Family == "facts" ? parameters.Whole("gap", 10, 0, 1000) : 0,
            Levels = [.. parameters.Words("levels", [.. AllLevels.Select(ExamItem.LevelName)]).Select(LevelNamed)],
            Twin = parameters.Word("twin", "none", "none", "scrambled", "varied") switch
            {
                "scrambled" => FieldTwin.Scrambled,
                "varied" => FieldTwin.Varied,
                _ => FieldTwin.None,
            },
        };
        parameters.RefuseUnread();
        return settings;
    }

    private static readonly ItemLevel[] AllLevels = Enum.GetValues<ItemLevel>();

    private static ItemLevel LevelNamed(string name) => AllLevels.Single(level => ExamItem.LevelName(level) == name);

    private static int DefaultDepth(int concepts) => Math.Clamp(1 + (int)Math.Log2(concepts), 3, 6);
}
