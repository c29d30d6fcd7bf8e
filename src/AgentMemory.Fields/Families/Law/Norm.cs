using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Law;

/// <summary>How a status follows from others.</summary>
internal enum Connective
{
    /// <summary>A trait: a matter of fact that follows from nothing.</summary>
    Given,

    /// <summary>The first alone.</summary>
    Single,

    Both,

    Either,

    /// <summary>The first, except where the second holds too.</summary>
    ButNot,

    /// <summary>At least two of the three.</summary>
    TwoOfThree,
}

/// <summary>What a statute does to those it binds.</summary>
/// <param name="Coins">Coins they owe for each unit of the good they hold, or 0.</param>
/// <param name="Act">Index of the act it rules, or -1.</param>
/// <param name="Forbids">Else it allows the act.</param>
internal sealed record Effect(int Coins, int Act, bool Forbids);

/// <summary>A notion of the law: a trait, a status, or a statute, which binds whom its condition fits.</summary>
internal sealed record Norm(Connective Connective, IReadOnlyList<int> Parts, Effect? Effect, int Office);

/// <summary>A person: which traits hold, among those listed.</summary>
internal sealed record Case(IReadOnlyList<int> Traits, IReadOnlyList<bool> Holds)
{
    /// <summary>Free of names.</summary>
    public string Signature => string.Join(',', Traits.Select((t, i) => Holds[i] ? $"{t}" : $"-{t}"));
}

/// <summary>Does a notion hold in the case?</summary>
internal sealed record HoldsProbe(int Concept, Case Case) : Probe;

/// <summary>Which of several notions hold in the case?</summary>
internal sealed record WhichProbe(IReadOnlyList<int> Concepts, Case Case) : Probe;

/// <summary>How many coins are owed in all under some statutes by one who holds some units of the good?</summary>
internal sealed record CoinsProbe(IReadOnlyList<int> Statutes, Case Case, int Units) : Probe;

/// <summary>How many units of the good does one hold who owes so many coins?</summary>
internal sealed record UnitsHeldProbe(IReadOnlyList<int> Statutes, Case Case, int Coins) : Probe;

/// <summary>Which of some statutes on one act decides: the latest that binds, or none.</summary>
internal sealed record RulingProbe(IReadOnlyList<int> Statutes, Case Case) : Probe;

/// <summary>Traits of a person who is the one thing and not the other.</summary>
internal sealed record PersonProbe(int Wanted, int Unwanted, IReadOnlyList<int> Traits) : Probe;
