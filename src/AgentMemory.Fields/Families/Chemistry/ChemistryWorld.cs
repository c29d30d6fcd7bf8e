using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Chemistry;

/// <summary>
/// Elements with two quantities, and reactions that conserve both. The first engine takes substances apart into
/// elements, unit by unit; the second never does: it carries a conserved quantity up through the reactions, and an
/// element's count is one more such quantity.
/// </summary>
internal sealed class ChemistryWorld
{
    private readonly FieldPlan _plan;
    private readonly Reaction?[] _reactions;
    private readonly int[][] _elementQuantities;
    private readonly SortedDictionary<int, long>?[] _contents;

    public ChemistryWorld(FieldPlan plan)
    {
        _plan = plan;
        _reactions = new Reaction?[plan.Total];
        _elementQuantities = new int[plan.Total][];
        _contents = new SortedDictionary<int, long>?[plan.Total];
        for (var i = 0; i < plan.Total; i++)
        {
            if (plan.IsPrimitive(i))
            {
                var rng = plan.LawOf(i);
                _elementQuantities[i] = [rng.Next(1, 10), rng.Next(-3, 4)];
            }
            else
            {
                _reactions[i] = React(i);
            }
        }
    }

    /// <summary>How a substance forms, or null for an element.</summary>
    public Reaction? this[int substance] => _reactions[substance];

    /// <summary>A quantity of an element, as the textbook states it.</summary>
    public int OfElement(int element, int quantity) => _elementQuantities[element][quantity];

    /// <summary>First engine: what a substance is made of when taken apart.</summary>
    public SortedDictionary<int, long> TakeApart(int substance)
    {
        if (_contents[substance] is { } known)
        {
            return known;
        }

        var content = new SortedDictionary<int, long>();
        if (_reactions[substance] is not { } reaction)
        {
            content[substance] = 1;
        }
        else
        {
            foreach (var (input, units) in reaction.Inputs)
            {
                foreach (var (element, count) in TakeApart(input))
                {
                    content[element] = content.GetValueOrDefault(element) + (units * count);
                }
            }

            if (reaction.Left is { } left && --content[left] == 0)
            {
                content.Remove(left);
            }
        }

        return _contents[substance] = content;
    }

    /// <summary>First engine: a quantity as the sum over the elements found.</summary>
    public long ByParts(int substance, int quantity) =>
        TakeApart(substance).Sum(part => part.Value * OfElement(part.Key, quantity));

    /// <summary>Second engine: what goes in comes out, for any quantity of elements.</summary>
    public long ByConservation(int substance, Func<int, long> ofElement)
    {
        var values = new long[substance + 1];
        for (var i = 0; i <= substance; i++)
        {
            values[i] = _reactions[i] is { } reaction
                ? reaction.Inputs.Sum(input => input.Units * values[input.Substance])
                    - (reaction.Left is { } left ? values[left] : 0)
                : ofElement(i);
        }

        return values[substance];
    }

    private Reaction React(int concept)
    {
        var shape = _plan.ShapeOf(concept);
        var near = _plan.JustBelow(concept, shape, _ => true)!.Value;
        var far = _plan.Below(concept, shape, c => c != near)!.Value;
        var third = shape.Chance(0.25) ? _plan.Below(concept, shape, c => c != near && c != far) : null;
        var leaves = shape.Chance(0.35);
        var rng = _plan.LawOf(concept);
        // Smaller amounts higher up, so that counts stay readable in deep fields.
        var unitsMax = _plan.Layer(concept) <= 2 ? 4 : 2;
        var inputs = new List<(int, int)> { (near, rng.Next(1, unitsMax + 1)), (far, rng.Next(1, unitsMax + 1)) };
        if (third is { } more)
        {
            inputs.Add((more, 1));
        }

        var content = new SortedDictionary<int, long>();
        foreach (var (input, units) in inputs)
        {
            foreach (var (element, count) in TakeApart(input))
            {
                content[element] = content.GetValueOrDefault(element) + (units * count);
            }
        }

        var spare = content.Where(c => c.Value > 1).Select(c => c.Key).ToList();
        return new Reaction(inputs, leaves && spare.Count > 0 ? rng.Pick(spare) : null);
    }
}
