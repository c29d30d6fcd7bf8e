using System.Diagnostics;
using System.Globalization;
using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Chemistry;

/// <summary>The two ways of answering: taking substances apart, and carrying conserved quantities through.</summary>
internal sealed class ChemistryEngines
{
    private const int UnitsMax = 20;
    private readonly FieldPlan _plan;
    private readonly ChemistryWorld _world;

    public ChemistryEngines(FieldPlan plan, ChemistryWorld world)
    {
        _plan = plan;
        _world = world;
    }

    /// <summary>"2 dako, 1 bafi".</summary>
    public string Mixture(IEnumerable<(int Substance, int Units)> mixture) => string.Join(
        ", ", mixture.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Units} {_plan.Name(m.Substance)}")));

    public string? Answer(Probe probe, Engine engine) => probe switch
    {
        QuantityProbe p => Text(p.Mixture.Sum(m => m.Units * Quantity(m.Substance, p.Quantity, engine))),
        CountProbe p => Text(Count(p.Substance, p.Element, engine)),
        UnitsProbe p => Units(p, engine) is { } units ? Text(units) : null,
        ContentProbe p => string.Join(", ", Elements(p.Substance).Select(
            e => (Name: _plan.Name(e), Units: p.Units * Count(p.Substance, e, engine)))
            .Where(c => c.Units != 0).Select(c => $"{Text(c.Units)} {c.Name}")),
        YieldProbe p => Text(engine == Engine.First ? YieldStepwise(p) : YieldByDivision(p)),
        UnknownProbe p => Text(
            p.Mixture.Sum(m => m.Units * Quantity(m.Substance, p.Quantity, engine)) - Quantity(
                p.Known, p.Quantity, engine)),
        MixtureProbe p => Mixed(p),
        _ => throw new UnreachableException(),
    };

    /// <summary>Whether amounts such as "2 dako, 3 bafi" reach the total.</summary>
    public bool Accepts(MixtureProbe probe, string reply, Engine engine)
    {
        long total = 0;
        var seen = new HashSet<int>();
        foreach (var part in reply.Replace(" and ", ",", StringComparison.Ordinal)
            .Split(',', StringSplitOptions.TrimEntries))
        {
            var words = part.Split(' ');
            var substance = words.Length == 2
                ? probe.Substances.FirstOrDefault(s => words.Contains(_plan.Name(s)), -1) : -1;
            var number = substance < 0 ? "" : words[0] == _plan.Name(substance) ? words[1] : words[0];
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var units)
                || units is < 1 or > 1_000_000 || !seen.Add(substance))
            {
                return false;
            }

            total += units * Quantity(substance, probe.Quantity, engine);
        }

        return seen.Count == probe.Substances.Count && total == probe.Total;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private long Quantity(int substance, int quantity, Engine engine) => engine == Engine.First
        ? _world.ByParts(substance, quantity)
        : _world.ByConservation(substance, element => _world.OfElement(element, quantity));

    private long Count(int substance, int element, Engine engine) => engine == Engine.First
        ? _world.TakeApart(substance).GetValueOrDefault(element)
        : _world.ByConservation(substance, e => e == element ? 1 : 0);

    private IEnumerable<int> Elements(int substance) =>
        Enumerable.Range(0, substance + 1).Where(c => _world[c] is null).OrderBy(_plan.Name, StringComparer.Ordinal);

    // The first engine reads the reaction; the second finds the only amount for which the elements balance.
    private long? Units(UnitsProbe probe, Engine engine)
    {
        var reaction = _world[probe.Substance]!;
        if (engine == Engine.First)
        {
            return reaction.Inputs.First(i => i.Substance == probe.Input).Units;
        }

        var fitting = Enumerable.Range(1, 9).Where(units => _world.TakeApart(probe.Input).Keys.All(element =>
            reaction.Inputs.Sum(i =>
                (i.Substance == probe.Input ? units : i.Units) * Count(i.Substance, element, engine))
            - (reaction.Left == element ? 1 : 0) == Count(probe.Substance, element, Engine.First))).ToList();
        return fitting.Count == 1 ? fitting[0] : null;
    }

    private long YieldStepwise(YieldProbe probe)
    {
        var stock = probe.Stock.ToArray();
        var inputs = _world[probe.Substance]!.Inputs;
        for (long made = 0; ; made++)
        {
            for (var i = 0; i < stock.Length; i++)
            {
                stock[i] -= inputs[i].Units;
                if (stock[i] < 0)
                {
                    return made;
                }
            }
        }
    }

    private long YieldByDivision(YieldProbe probe) =>
        _world[probe.Substance]!.Inputs.Select((input, i) => probe.Stock[i] / input.Units).Min();

    private string? Mixed(MixtureProbe probe)
    {
        var first = _world.ByParts(probe.Substances[0], probe.Quantity);
        var second = _world.ByParts(probe.Substances[1], probe.Quantity);
        for (var units = 1; units <= UnitsMax; units++)
        {
            var rest = probe.Total - (units * first);
            if (rest > 0 && rest % second == 0)
            {
                var (one, two) = (_plan.Name(probe.Substances[0]), _plan.Name(probe.Substances[1]));
                return $"{Text(units)} {one}, {Text(rest / second)} {two}";
            }
        }

        return null;
    }
}
