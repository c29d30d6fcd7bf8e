namespace AgentMemory.Fields.Families.Algebra;

/// <summary>Equations and orders, by trial and by coefficients.</summary>
internal sealed partial class AlgebraDesign
{
    private string? Solutions(EquationProbe probe, Func<int, int> value)
    {
        var found = Enumerable.Range(0, _world.Elements).Where(x => value(x) == probe.Target).ToList();
        return found.Count == 1 ? _text.Element(found[0]) : null;
    }

    // Ax + C = t has the one solution (t - C) / A; the inverse of A is A^(m-2) by Fermat.
    private string? SolvedByCoefficients(EquationProbe probe)
    {
        var m = _world.Elements;
        var (a, _, c) = _world.ByCoefficients(probe.Term);
        if (a == 0)
        {
            return null;
        }

        var x = (probe.Target - c + m) % m;
        for (var i = 0; i < m - 2; i++)
        {
            x = x * a % m;
        }

        return _text.Element(x);
    }

    // A map Ax + C comes back after m applications or after a divisor of m - 1 of them.
    private IEnumerable<int> Orders() =>
        Enumerable.Range(2, _world.Elements - 1).Where(n => n == _world.Elements || (_world.Elements - 1) % n == 0);

    private int OrderByCycles(int operation)
    {
        var table = _world.TableOf(operation);
        var at = Enumerable.Range(0, _world.Elements).ToArray();
        for (var times = 1; ; times++)
        {
            at = [.. at.Select(x => table[x])];
            if (at.Select((x, i) => x == i).All(isBack => isBack))
            {
                return times;
            }
        }
    }

    // x -> Ax + C returns after m steps where A is 1, else after the multiplicative order of A.
    private int OrderByCoefficients(int operation)
    {
        var m = _world.Elements;
        var a = _world[operation].Coefficients.A;
        var order = 1;
        for (var power = a; power != 1; power = power * a % m)
        {
            order++;
        }

        return a == 1 ? m : order;
    }
}
