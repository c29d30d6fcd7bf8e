using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Core.Words;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Design;

/// <summary>
/// The skeleton that every family fills: names, layers, chapters, and one generator per concept. Concept i depends on
/// the seed, i and the concepts before it alone, so that a storey finds the storeys below it unchanged, and so that
/// redrawing one concept's law leaves every other law as it was.
/// </summary>
internal sealed class FieldPlan
{
    private readonly Rng _root;
    private readonly IReadOnlyList<string> _words;
    private readonly int _reserved;
    private readonly int _ground;

    /// <summary>A plan.</summary>
    /// <param name="settings">What the user asked for.</param>
    /// <param name="reserved">Invented words set aside for other things than concepts.</param>
    /// <param name="groundShare">Share of the concepts on a storey's lowest layer; at the ground these are
    /// primitive.</param>
    /// <param name="redrawn">The concept whose law is drawn anew, or -1.</param>
    /// <param name="attempt">Which redraw this is.</param>
    public FieldPlan(FieldSettings settings, int reserved, double groundShare, int redrawn, int attempt)
    {
        Settings = settings;
        _root = new Rng(settings.Seed).Fork(settings.Family);
        _reserved = reserved;
        Redrawn = redrawn;
        Attempt = attempt;
        var names = settings.Twin == TaskTwin.Scrambled ? "scrambled names" : "names";
        _ground = Math.Clamp((int)(groundShare * settings.Concepts), 2, settings.Concepts - settings.Depth + 1);
        _words = settings.HasCommonNames ? Common(reserved + Total, _root.Fork(names)) : InventedWords.Draw(reserved + Total, _root.Fork(names));
    }

    public FieldSettings Settings { get; }

    /// <summary>Concepts of this storey and all below it.</summary>
    public int Total => Settings.Concepts * Settings.Storey;

    /// <summary>Index of this storey's first concept.</summary>
    public int First => Settings.Concepts * (Settings.Storey - 1);

    /// <summary>The concept whose law is drawn anew in a varied twin, or -1.</summary>
    public int Redrawn { get; }

    /// <summary>Which redraw this is.</summary>
    public int Attempt { get; }

    /// <summary>A concept's name.</summary>
    public string Name(int concept) => _words[_reserved + concept];

    /// <summary>A word set aside for the family's other needs.</summary>
    public string Word(int index) => _words[index];

    /// <summary>All words set aside.</summary>
    public IReadOnlyList<string> Words(int from, int count) => _words.Skip(from).Take(count).ToList();

    /// <summary>Generator of what belongs to no concept.</summary>
    public Rng For(string what) => _root.Fork(what);

    /// <summary>Generator of a concept's kind and of what it is defined from; the same in every twin.</summary>
    public Rng ShapeOf(int concept) => _root.Fork("shape", concept);

    /// <summary>Generator of a concept's law.</summary>
    public Rng LawOf(int concept) => concept == Redrawn
        ? _root.Fork("redrawn", concept).Fork("attempt", Attempt)
        : _root.Fork("law", concept);

    /// <summary>0 for a primitive; the layers of a storey stand on those of the storey below.</summary>
    public int Layer(int concept)
    {
        var (storey, index) = int.DivRem(concept, Settings.Concepts);
        var above = Settings.Concepts - _ground;
        return (storey * Settings.Depth)
            + (index < _ground ? 0 : 1 + (int)((long)(index - _ground) * (Settings.Depth - 1) / above));
    }

    /// <summary>Given, not defined from others.</summary>
    public bool IsPrimitive(int concept) => Layer(concept) == 0;

    /// <summary>Chapter within the storey; 0 is the first.</summary>
    public int Chapter(int concept) =>
        (int)((long)(concept % Settings.Concepts) * Settings.Chapters / Settings.Concepts);

    /// <summary>A concept of the layer right below, or null where none fits.</summary>
    public int? JustBelow(int concept, Rng rng, Func<int, bool> fits) => Among(concept, Layer(concept) - 1, rng, fits);

    /// <summary>A concept of any lower layer, or null where none fits.</summary>
    public int? Below(int concept, Rng rng, Func<int, bool> fits) => Among(concept, -1, rng, fits);

    // A name that the family's own sentences use would be taken for what it usually means.
    private string[] Common(int count, Rng rng)
    {
        string[] pool = [.. CommonWords.Pool.Where(word => !Wordings.Of(Settings.Family).Says(word))];
        if (count > pool.Length)
        {
            throw new UserErrorException(
                $"{Settings.Family}: names=common has {pool.Length} words and {count} are needed; lower concepts or tower, or take names=invented");
        }

        rng.Shuffle<string>(pool);
        return pool[..count];
    }

    private int? Among(int concept, int layer, Rng rng, Func<int, bool> fits)
    {
        var found = new List<int>();
        var own = Layer(concept);
        for (var i = 0; i < concept; i++)
        {
            var l = Layer(i);
            if (l < own && (layer < 0 || l == layer) && fits(i))
            {
                found.Add(i);
            }
        }

        return found.Count == 0 ? null : rng.Pick(found);
    }
}
