using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Algebra;

/// <summary>What element is this term?</summary>
internal sealed record ValueProbe(Term Term) : Probe;

/// <summary>Which element x gives the target, with x as the only variable?</summary>
internal sealed record EquationProbe(Term Term, int Target) : Probe;

/// <summary>How often must a unary operation be applied before every element is back?</summary>
internal sealed record OrderProbe(int Operation) : Probe;

/// <summary>A term that uses one operation and one element alone and has the target as its value.</summary>
internal sealed record TermProbe(int Operation, int Element, int Target) : Probe;
