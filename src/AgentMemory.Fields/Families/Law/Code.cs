using System.Diagnostics;
using AgentMemory.Core;
using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Law;

/// <summary>
/// The whole code of law. The first engine goes forward from the facts, notion by notion; the second searches for the
/// one world in which every definition is true, knowing nothing of which notion follows from which.
/// </summary>
internal sealed class Code
{
    private readonly FieldPlan _plan;
    private readonly Norm[] _norms;

    // Truth of every notion in 64 random worlds, one a bit: a notion that is nearly always or never true says nothing.
    private readonly ulong[] _samples;

    public Code(FieldPlan plan, int acts, int offices)
    {
        _plan = plan;
        _norms = new Norm[plan.Total];
        _samples = new ulong[plan.Total];
        for (var i = 0; i < plan.Total; i++)
        {
            _norms[i] = plan.IsPrimitive(i)
                ? new Norm(Connective.Given, [], null, plan.LawOf(i).Next(offices))
                : Make(i, acts);
            _samples[i] = plan.IsPrimitive(i) ? plan.For("worlds").Fork("trait", i).NextBits() : Sample(_norms[i]);
        }
    }

    public Norm this[int concept] => _norms[concept];

    /// <summary>First engine: forward chaining over the cone, lowest first.</summary>
    public bool Follows(int concept, IReadOnlyList<int> cone, Case person)
    {
        var isTrue = new Dictionary<int, bool>();
        for (var i = 0; i < person.Traits.Count; i++)
        {
            isTrue[person.Traits[i]] = person.Holds[i];
        }

        foreach (var c in cone)
        {
            if (!isTrue.ContainsKey(c))
            {
                var norm = _norms[c];
                isTrue[c] = norm.Connective switch
                {
                    Connective.Single => isTrue[norm.Parts[0]],
                    Connective.Both => isTrue[norm.Parts[0]] && isTrue[norm.Parts[1]],
                    Connective.Either => isTrue[norm.Parts[0]] || isTrue[norm.Parts[1]],
                    Connective.ButNot => isTrue[norm.Parts[0]] && !isTrue[norm.Parts[1]],
                    Connective.TwoOfThree => norm.Parts.Count(p => isTrue[p]) >= 2,
                    _ => throw new UnreachableException($"trait {c} is not part of the case"),
                };
            }
        }

        return isTrue[concept];
    }

    /// <summary>Second engine: all worlds over the cone, pruned where a definition is already broken.</summary>
    public bool HoldsInOnlyModel(int concept, IReadOnlyList<int> cone, Case person)
    {
        var world = new Dictionary<int, int>();
        for (var i = 0; i < person.Traits.Count; i++)
        {
            world[person.Traits[i]] = person.Holds[i] ? 1 : 0;
        }

        var open = cone.Where(c => !world.ContainsKey(c)).ToList();
        var models = new List<int>();
        Search(open, 0, world, concept, models);
        return models.Count == 1
            ? models[0] == 1
            : throw new UnreachableException($"{models.Count} worlds fit notion {concept}");
    }

    private void Search(List<int> open, int at, Dictionary<int, int> world, int concept, List<int> models)
    {
        if (at == open.Count)
        {
            models.Add(world[concept]);
            return;
        }

        for (var value = 1; value >= 0; value--)
        {
            world[open[at]] = value;
            if (IsUnbroken(open[at], world))
            {
                Search(open, at + 1, world, concept, models);
            }
        }

        world.Remove(open[at]);
    }

    // A definition as arithmetic on 0 and 1, true in a world where both sides are the same number.
    private bool IsUnbroken(int concept, Dictionary<int, int> world)
    {
        var norm = _norms[concept];
        var parts = norm.Parts.Select(p => world.GetValueOrDefault(p, -1)).ToList();
        if (parts.Contains(-1))
        {
            return true;
        }

        var side = norm.Connective switch
        {
            Connective.Single => parts[0],
            Connective.Both => parts[0] * parts[1],
            Connective.Either => parts[0] + parts[1] - (parts[0] * parts[1]),
            Connective.ButNot => parts[0] * (1 - parts[1]),
            _ => (parts[0] + parts[1] + parts[2]) / 2,
        };
        return side == world[concept];
    }

    private ulong Sample(Norm norm)
    {
        ulong Part(int i) => _samples[norm.Parts[i]];
        return norm.Connective switch
        {
            Connective.Single => Part(0),
            Connective.Both => Part(0) & Part(1),
            Connective.Either => Part(0) | Part(1),
            Connective.ButNot => Part(0) & ~Part(1),
            _ => (Part(0) & Part(1)) | (Part(0) & Part(2)) | (Part(1) & Part(2)),
        };
    }

    private bool SaysSomething(Norm norm) => System.Numerics.BitOperations.PopCount(Sample(norm)) is >= 6 and <= 58;

    private Norm Make(int concept, int acts)
    {
        const int AttemptsMax = 24;
        var rng = _plan.LawOf(concept);
        var norm = Make(concept, acts, _plan.ShapeOf(concept), rng);
        for (var attempt = 1; attempt < AttemptsMax && !SaysSomething(norm); attempt++)
        {
            norm = Make(concept, acts, _plan.ShapeOf(concept).Fork("attempt", attempt), rng);
        }

        return norm;
    }

    private Norm Make(int concept, int acts, Rng shape, Rng rng)
    {
        var near = _plan.JustBelow(concept, shape, _ => true)!.Value;
        var far = _plan.Below(concept, shape, c => c != near)!.Value;
        var third = _plan.Below(concept, shape, c => c != near && c != far);
        // Every second notion is a statute, and the last one of a storey always is.
        var isStatute = (_plan.Settings.Concepts - (concept % _plan.Settings.Concepts)) % 2 == 1;
        if (!isStatute)
        {
            return rng.Next(third is null ? 3 : 4) switch
            {
                0 => new Norm(Connective.Both, [near, far], null, 0),
                1 => new Norm(Connective.Either, [near, far], null, 0),
                2 => new Norm(Connective.ButNot, rng.Chance(0.5) ? [near, far] : [far, near], null, 0),
                _ => new Norm(Connective.TwoOfThree, [near, far, third!.Value], null, 0),
            };
        }

        // The last one of a storey is about coins, so that even the smallest law has something to reckon.
        var isLast = concept % _plan.Settings.Concepts == _plan.Settings.Concepts - 1;
        var effect = isLast || shape.Chance(0.5) ? new Effect(rng.Next(2, 10), -1, false)
            : new Effect(0, shape.Next(acts), rng.Chance(0.6));
        return shape.Chance(0.75)
            ? new Norm(Connective.ButNot, rng.Chance(0.5) ? [near, far] : [far, near], effect, 0)
            : new Norm(Connective.Single, [near], effect, 0);
    }
}
