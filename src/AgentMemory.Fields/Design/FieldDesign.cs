using System.Diagnostics;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Design;

/// <summary>
/// A family's laws made from a plan: what is defined from what, what the textbook states, what can be asked, and two
/// engines that answer. Nothing is asked about a concept that needs a later one.
/// </summary>
internal abstract class FieldDesign
{
    private const int ClaimsPerItem = 4;
    private readonly List<int>?[] _cones;
    private readonly IReadOnlyList<Statement>?[] _statements;

    protected FieldDesign(FieldPlan plan, string wordings)
    {
        Plan = plan;
        Words = Wordings.Of(wordings);
        _cones = new List<int>?[plan.Total];
        _statements = new IReadOnlyList<Statement>?[plan.Total];
    }

    public FieldPlan Plan { get; }

    protected Wordings Words { get; }

    /// <summary>Factor of the number of worked examples; more where they are short or many concepts have
    /// none.</summary>
    public virtual double ExampleFactor => 1;

    /// <summary>What a concept is, in a word or two.</summary>
    public abstract string KindOf(int concept);

    public abstract IReadOnlyList<int> DefinedFrom(int concept);

    /// <summary>A concept's law, free of names: two designs differ where these differ.</summary>
    public abstract string LawOf(int concept);

    /// <summary>What a reader has to know before the first concept.</summary>
    public abstract Statement Introduction();

    /// <summary>
    /// Facts of levels that a small field has few of, group by group: practice and exams both get some of each group.
    /// </summary>
    public virtual IEnumerable<IReadOnlyList<string>> ScarceFacts() => [];

    /// <summary>What a chapter says in its own order, or null where it goes from concept to concept.</summary>
    public virtual IReadOnlyList<Statement>? Narrate(int chapter) => null;

    /// <summary>The answer in its canonical form, or null where the question has none.</summary>
    public abstract string? Answer(Probe probe, Engine engine);

    /// <summary>Whether a free answer holds up, for questions of <see cref="AnswerShape.Checked"/>.</summary>
    public virtual bool Accepts(Probe probe, string reply, Engine engine) =>
        throw new UnreachableException($"{probe} has no checker");

    /// <summary>Definitions, laws and remarks of a concept, in the order in which they are read.</summary>
    public IReadOnlyList<Statement> StatementsOf(int concept) =>
        _statements[concept] ??= State(concept, Plan.For("text").Fork("concept", concept));

    /// <summary>A question about the concept, or null where this draw gave none.</summary>
    /// <param name="level">What it asks of the reader.</param>
    /// <param name="concept">What it is about; nothing later is needed.</param>
    /// <param name="rng">Rules the draw.</param>
    /// <param name="mayTell">Facts that a claim to be judged may speak of.</param>
    public Draft? Ask(ItemLevel level, int concept, Rng rng, Func<string, bool> mayTell) => level switch
    {
        ItemLevel.Recall => Recall(concept, rng),
        ItemLevel.Apply => Apply(concept, rng),
        ItemLevel.Compose => Compose(concept, rng),
        ItemLevel.Critique => Critique(concept, rng, mayTell),
        ItemLevel.Build => Build(concept, rng),
        _ => throw new UnreachableException(),
    };

    /// <summary>A concept and all that it rests on, ascending.</summary>
    public IReadOnlyList<int> Cone(int concept) => _cones[concept] ??= ConeOf(DefinedFrom(concept).Append(concept));

    /// <summary>All that several concepts rest on, and they themselves, ascending.</summary>
    public List<int> ConeOf(IEnumerable<int> concepts)
    {
        var isIn = new bool[Plan.Total];
        var open = new Stack<int>();
        foreach (var concept in concepts)
        {
            open.Push(concept);
        }

        while (open.TryPop(out var concept))
        {
            if (isIn[concept])
            {
                continue;
            }

            isIn[concept] = true;
            foreach (var below in _cones[concept] ?? DefinedFrom(concept))
            {
                open.Push(below);
            }
        }

        var cone = new List<int>();
        for (var i = 0; i < isIn.Length; i++)
        {
            if (isIn[i])
            {
                cone.Add(i);
            }
        }

        return cone;
    }

    protected abstract IReadOnlyList<Statement> State(int concept, Rng rng);

    protected abstract Draft? Recall(int concept, Rng rng);

    protected abstract Draft? Apply(int concept, Rng rng);

    protected abstract Draft? Compose(int concept, Rng rng);

    protected abstract Draft? Build(int concept, Rng rng);

    /// <summary>Something that can be claimed of the concept, or null.</summary>
    protected abstract Claimable? Claim(int concept, Rng rng);

    /// <summary>
    /// Several claims, one of them false. A claim is taken only if a false form of it is at hand, and the one to be false
    /// is drawn afterwards: so no kind of claim is false more often than another.
    /// </summary>
    private Draft? Critique(int concept, Rng rng, Func<string, bool> mayTell)
    {
        var sources = new List<(Claimable Source, string Value, string Wrong)>();
        for (var attempt = 0; attempt < 60 && sources.Count < ClaimsPerItem; attempt++)
        {
            var about = sources.Count == 0 ? concept : NotAfter(concept, rng);
            if (Claim(about, rng) is { } source && sources.All(s => s.Source.Fact != source.Fact)
                && mayTell(source.Fact)
                && Answer(source.Probe, Engine.First) is { } value
                && WrongValue(source, value, concept, rng) is { } other)
            {
                sources.Add((source, value, other));
            }
        }

        if (sources.Count < ClaimsPerItem)
        {
            return null;
        }

        var wrong = rng.Next(ClaimsPerItem);
        var right = sources[wrong].Source.Write(sources[wrong].Value);
        var claims = sources.Select((s, i) => (s.Source, Value: i == wrong ? s.Wrong : s.Value))
            .Select(s => new Claim(s.Source.Write(s.Value), s.Source.Probe, s.Value)).ToArray();
        rng.Shuffle<Claim>(claims);
        return new Draft
        {
            Level = ItemLevel.Critique,
            Concepts = [.. sources.SelectMany(s => s.Source.Concepts).Distinct().Order()],
            Fact = $"critique:{string.Join('|', sources.Select(s => s.Source.Fact).Order(StringComparer.Ordinal))}",
            Question = Words.Say(rng, "critique"),
            Claims = claims,
            Floor = 1.0 / ClaimsPerItem,
            Why = Words.Say(rng, "critique.why", ("claim", right)),
            Told = [.. sources.Select(s => s.Source.Fact)],
        };
    }

    /// <summary>A concept of this storey that does not stand behind the given one.</summary>
    protected int NotAfter(int concept, Rng rng) => Plan.First + rng.Next(concept - Plan.First + 1);

    // As long as the right one, or length would tell them apart; from another question if one has such an answer, else
    // a number near by.
    private string? WrongValue(Claimable source, string value, int concept, Rng rng)
    {
        const int OthersTried = 12;
        if (source.Wrong is { } wrong)
        {
            return wrong(rng) is var own && own != value ? own : null;
        }

        for (var attempt = 0; attempt < OthersTried; attempt++)
        {
            if (Claim(NotAfter(concept, rng), rng) is { } other && other.Kind == source.Kind
                && Answer(other.Probe, Engine.First) is { } answer && answer != value && answer.Length == value.Length)
            {
                return answer;
            }
        }

        return Near(value, rng);
    }

    private static string? Near(string value, Rng rng)
    {
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var reach = (int)Math.Clamp(Math.Abs(number) / 4, 2, 1000);
        for (var attempt = 0; attempt < 8; attempt++)
        {
            var near = (number + (rng.Chance(0.5) ? 1 : -1) * (1 + rng.Next(reach))).ToString(
                CultureInfo.InvariantCulture);
            if (near.Length == value.Length && near[0] == '-' == (value[0] == '-'))
            {
                return near;
            }
        }

        return null;
    }
}
