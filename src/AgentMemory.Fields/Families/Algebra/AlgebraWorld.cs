using AgentMemory.Core;
using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Algebra;

/// <summary>Ax + By + C modulo m; a unary operation has B = 0.</summary>
internal readonly record struct Affine(int A, int B, int C);

/// <summary>An operation: primitive ones are given by their table, others by a term over earlier ones.</summary>
/// <param name="Arity">1 or 2.</param>
/// <param name="Definition">Null for a primitive.</param>
/// <param name="Coefficients">Of the whole operation; what the second engine computes with.</param>
internal sealed record Operation(int Arity, Term? Definition, Affine Coefficients);

/// <summary>
/// Operations on a few elements. All are affine maps modulo a prime, which no text says: the first engine looks up
/// tables and unfolds definitions, the second composes coefficients.
/// </summary>
internal sealed class AlgebraWorld
{
    private readonly FieldPlan _plan;
    private readonly Operation[] _operations;
    private readonly int[]?[] _tables;

    public AlgebraWorld(FieldPlan plan, int elements)
    {
        _plan = plan;
        Elements = elements;
        _operations = new Operation[plan.Total];
        _tables = new int[]?[plan.Total];
        for (var i = 0; i < plan.Total; i++)
        {
            _operations[i] = plan.IsPrimitive(i) ? Primitive(i) : Derived(i);
        }
    }

    /// <summary>Size of the carrier; prime, so that equations have one solution.</summary>
    public int Elements { get; }

    public Operation this[int operation] => _operations[operation];

    /// <summary>First engine: tables and definitions, from the inside out.</summary>
    public int ByTable(Term term, ReadOnlySpan<int> arguments) => term switch
    {
        Term.Variable v => arguments[v.Slot],
        Term.Element e => e.Value,
        Term.Applied a when a.Arguments.Count == 1 => TableOf(a.Operation)[ByTable(a.Arguments[0], arguments)],
        Term.Applied a => TableOf(a.Operation)[
            (ByTable(a.Arguments[0], arguments) * Elements) + ByTable(a.Arguments[1], arguments)],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Second engine: coefficients of the whole term.</summary>
    public Affine ByCoefficients(Term term)
    {
        switch (term)
        {
            case Term.Variable v:
                return v.Slot == 0 ? new Affine(1, 0, 0) : new Affine(0, 1, 0);
            case Term.Element e:
                return new Affine(0, 0, e.Value);
            default:
                var applied = (Term.Applied)term;
                var f = _operations[applied.Operation].Coefficients;
                var x = ByCoefficients(applied.Arguments[0]);
                var y = applied.Arguments.Count == 2 ? ByCoefficients(applied.Arguments[1]) : default;
                return new Affine(
                    ((f.A * x.A) + (f.B * y.A)) % Elements,
                    ((f.A * x.B) + (f.B * y.B)) % Elements,
                    ((f.A * x.C) + (f.B * y.C) + f.C) % Elements);
        }
    }

    /// <summary>Values of an operation, row by row.</summary>
    public int[] TableOf(int operation)
    {
        if (_tables[operation] is { } known)
        {
            return known;
        }

        var (arity, definition, k) = _operations[operation];
        var table = new int[arity == 1 ? Elements : Elements * Elements];
        for (var i = 0; i < table.Length; i++)
        {
            var (x, y) = arity == 1 ? (i, 0) : (i / Elements, i % Elements);
            table[i] = definition is null
                ? ((k.A * x) + (k.B * y) + k.C) % Elements
                : ByTable(definition, [x, y]);
        }

        return _tables[operation] = table;
    }

    private Operation Primitive(int concept)
    {
        var rng = _plan.LawOf(concept);
        // The first two primitives are one of each arity, so that every later definition finds both.
        var unary = concept == 1 || (concept > 1 && _plan.ShapeOf(concept).Chance(0.4));
        while (true)
        {
            var k = new Affine(rng.Next(1, Elements), unary ? 0 : rng.Next(1, Elements), rng.Next(Elements));
            if (!unary || k.A != 1 || k.C != 0)
            {
                return new Operation(unary ? 1 : 2, null, k);
            }
        }
    }

    private Operation Derived(int concept)
    {
        var shape = _plan.ShapeOf(concept);
        var near = _plan.JustBelow(concept, shape, _ => true)!.Value;
        var otherArity = _operations[near].Arity == 1 ? 2 : 1;
        var far = _plan.Below(concept, shape, c => _operations[c].Arity == otherArity)!.Value;
        var (one, two) = otherArity == 1 ? (far, near) : (near, far);
        var third = _plan.Below(concept, shape, c => c != two && _operations[c].Arity == 2) ?? two;
        var rng = _plan.LawOf(concept);
        while (true)
        {
            var (arity, term) = Definition(one, two, third, shape, rng);
            var k = ByCoefficients(term);
            var isUseful = arity == 1 ? k.A != 0 && (k.A != 1 || k.C != 0) : k.A != 0 && k.B != 0;
            if (isUseful)
            {
                return new Operation(arity, term, k);
            }
        }
    }

    private (int Arity, Term Term) Definition(int one, int two, int third, Rng shape, Rng rng)
    {
        Term x = new Term.Variable(0);
        Term y = new Term.Variable(1);
        Term element = new Term.Element(rng.Next(Elements));
        return shape.Next(6) switch
        {
            0 => (1, Apply(two, Apply(one, x), rng.Chance(0.5) ? x : element)),
            1 => (1, Apply(one, rng.Chance(0.5) ? Apply(two, x, element) : Apply(two, element, x))),
            2 => (2, Apply(one, rng.Chance(0.5) ? Apply(two, x, y) : Apply(two, y, x))),
            3 => (2, rng.Chance(0.5) ? Apply(two, Apply(one, x), y) : Apply(two, y, Apply(one, x))),
            4 => (2, rng.Chance(0.5) ? Apply(two, x, Apply(one, y)) : Apply(two, Apply(one, y), x)),
            _ => (2, Apply(two, Apply(third, x, y), rng.Chance(0.5) ? Apply(one, x) : Apply(one, y))),
        };
    }

    private static Term Apply(int operation, params Term[] arguments) => new Term.Applied(operation, arguments);
}
