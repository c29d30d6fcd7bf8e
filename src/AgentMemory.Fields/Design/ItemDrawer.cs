using AgentMemory.Core;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Design;

/// <summary>
/// Draws items for practice or for exams. Every fact belongs to one side for good, by its hash, so that no seed can
/// bring an exam's question into practice.
/// </summary>
internal sealed class ItemDrawer
{
    private const int AttemptsMax = 2000;
    private readonly FieldDesign _design;
    private readonly FieldDesign? _original;
    private readonly ulong _salt;
    private readonly HashSet<string> _stated = new(StringComparer.Ordinal);

    public ItemDrawer(FieldDesign design, FieldDesign? original)
    {
        _design = design;
        _original = original;
        for (var i = 0; i < design.Plan.Total; i++)
        {
            _stated.UnionWith(design.StatementsOf(i).SelectMany(s => s.Facts));
        }

        _salt = BalancedSalt();
    }

    /// <summary>A practice item about a concept, or null where this draw gave none.</summary>
    public (FieldItem Item, Draft Draft)? TryPractice(ItemLevel level, int concept, Rng rng) =>
        _design.Ask(level, concept, rng, MayTell) is { } draft && SuitsPractice(draft) && Make(draft) is { } item
            ? (item, draft)
            : null;

    /// <summary>A practice item of the level about any concept of this storey.</summary>
    public FieldItem Practice(ItemLevel level, Rng rng) => Draw(level, rng, MayTell, SuitsPractice)
        ?? throw Exhausted(level);

    /// <summary>
    /// An exam item of the level that asks for none of the facts taken; null where there is no further one. Recall asks
    /// for what the book states; what other levels ask for stands nowhere in it.
    /// </summary>
    public FieldItem? TryExam(ItemLevel level, Rng rng, Textbook book, IReadOnlySet<string> taken) =>
        Draw(level, rng, _ => true, draft =>
            !IsPractice(draft.Fact) && !taken.Contains(draft.Fact) && Suits(draft, book));

    /// <summary>As above, with nothing taken.</summary>
    public FieldItem Exam(ItemLevel level, Rng rng, Textbook book) =>
        TryExam(level, rng, book, new HashSet<string>()) ?? throw Exhausted(level);

    /// <summary>Whether practice may ask for the fact; otherwise only an exam may.</summary>
    public bool IsPractice(string fact) => (Rng.Mix(_salt, Rng.Hash(fact)) & 1) == 0;

    private static bool Suits(Draft draft, Textbook book) => draft.Level == ItemLevel.Recall
        ? book.Facts.Contains(draft.Fact)
        : !book.Facts.Contains(draft.Fact) && !book.Facts.Overlaps(draft.Unstated);

    // What an exercise tells on the way is either in the book anyway or no exam's fact.
    private bool SuitsPractice(Draft draft) =>
        IsPractice(draft.Fact) && draft.Told.All(MayTell);

    private bool MayTell(string fact) => _stated.Contains(fact) || IsPractice(fact);

    private FieldItem? Draw(ItemLevel level, Rng rng, Func<string, bool> mayTell, Func<Draft, bool> suits)
    {
        var plan = _design.Plan;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var concept = plan.First + rng.Next(plan.Settings.Concepts);
            if (_design.Ask(level, concept, rng, mayTell) is { } draft && suits(draft) && Make(draft) is { } item)
            {
                return item;
            }
        }

        return null;
    }

    private FieldItem? Make(Draft draft) => KeyMaker.Make(_design, _original, draft);

    // A small field states few facts: the first salt that leaves a fair share of each group on each side is taken.
    private ulong BalancedSalt()
    {
        var plan = _design.Plan;
        var stated = Enumerable.Range(plan.First, Math.Min(plan.Settings.Concepts, 16))
            .SelectMany(c => _design.StatementsOf(c)).Append(_design.Introduction()).SelectMany(s => s.Facts).ToList();
        var groups = _design.ScarceFacts().Prepend(stated).Select(g => g.Select(Rng.Hash).ToList()).ToList();
        for (ulong salt = 1; ; salt++)
        {
            if (groups.All(facts => IsBalanced(facts, salt)))
            {
                return salt;
            }
        }
    }

    private static bool IsBalanced(List<ulong> facts, ulong salt)
    {
        var practice = facts.Count(f => (Rng.Mix(salt, f) & 1) == 0);
        return 3 * Math.Min(practice, facts.Count - practice) >= facts.Count - 2;
    }

    private InvalidOperationException Exhausted(ItemLevel level) => new(
        $"{_design.Plan.Settings.Id} has no item of level {level}: the family states or asks too little");
}
