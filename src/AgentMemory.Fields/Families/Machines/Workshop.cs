using System.Diagnostics;
using AgentMemory.Core;
using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Machines;

/// <summary>
/// Machines of three dials each, with their buttons and lamps. The first engine runs a machine step by step; the second
/// writes down, for each button, where every setting leads, and composes these tables.
/// </summary>
internal sealed class Workshop
{
    private const int DialsPerMachine = 3;
    private readonly FieldPlan _plan;
    private readonly Part[] _parts;
    private readonly int[] _machines;
    private readonly Dictionary<int, List<int>> _dials = [];
    private readonly Dictionary<int, int[]> _tables = [];

    public Workshop(FieldPlan plan)
    {
        _plan = plan;
        _parts = new Part[plan.Total];
        _machines = new int[plan.Total];
        for (var i = 0; i < plan.Total; i++)
        {
            if (plan.IsPrimitive(i))
            {
                _machines[i] = i / DialsPerMachine;
                (_dials.TryGetValue(_machines[i], out var dials) ? dials : _dials[_machines[i]] = []).Add(i);
                _parts[i] = new Part.Dial(plan.LawOf(i).Next(4, 8));
            }
            else
            {
                _parts[i] = Make(i);
            }
        }
    }

    public Part this[int concept] => _parts[concept];

    public int MachineOf(int concept) => _machines[concept];

    /// <summary>All dials of a concept's machine, in order.</summary>
    public IReadOnlyList<int> DialsOf(int concept) => _dials[_machines[concept]];

    /// <summary>First engine: one press, in place.</summary>
    public void Press(int button, Dictionary<int, int> dials)
    {
        switch (_parts[button])
        {
            case Part.Turn turn:
                Step(turn.First, turn.FirstSteps, dials);
                if (turn.Second is { } second)
                {
                    Step(second, turn.SecondSteps, dials);
                }

                break;
            case Part.Macro macro:
                foreach (var inner in macro.Buttons)
                {
                    Press(inner, dials);
                }

                break;
            case Part.Guarded guarded:
                if (IsLit(guarded.Lamp, dials))
                {
                    Press(guarded.Button, dials);
                }

                break;
            default:
                throw new UnreachableException($"part {button} is no button");
        }
    }

    /// <summary>First engine: a lamp as the dials stand.</summary>
    public bool IsLit(int lamp, Dictionary<int, int> dials) => _parts[lamp] switch
    {
        Part.AtLeast at => dials[at.Follows] >= at.Position,
        Part.LitAndDark two => IsLit(two.Lit, dials) && !IsLit(two.Unlit, dials),
        Part.Dark dark => !IsLit(dark.Lamp, dials),
        _ => throw new UnreachableException($"part {lamp} is no lamp"),
    };

    /// <summary>
    /// Second engine: for a button, the setting each setting leads to; for a lamp, 1 where it is lit. Settings of the
    /// machine's dials are numbered, the first dial counting least.
    /// </summary>
    public int[] TableOf(int part)
    {
        if (_tables.TryGetValue(part, out var known))
        {
            return known;
        }

        var dials = DialsOf(part);
        var size = dials.Aggregate(1, (n, d) => n * Positions(d));
        var table = Enumerable.Range(0, size).ToArray();
        switch (_parts[part])
        {
            case Part.Turn turn:
                Turned(table, dials, turn.First, turn.FirstSteps);
                if (turn.Second is { } second)
                {
                    Turned(table, dials, second, turn.SecondSteps);
                }

                break;
            case Part.Macro macro:
                foreach (var next in macro.Buttons.Select(TableOf))
                {
                    table = [.. table.Select(s => next[s])];
                }

                break;
            case Part.Guarded guarded:
                var (lit, then) = (TableOf(guarded.Lamp), TableOf(guarded.Button));
                table = [.. table.Select(s => lit[s] == 1 ? then[s] : s)];
                break;
            case Part.AtLeast at:
                table = [.. table.Select(s => At(s, dials, at.Follows) / at.Position > 0 ? 1 : 0)];
                break;
            case Part.LitAndDark two:
                var (a, b) = (TableOf(two.Lit), TableOf(two.Unlit));
                table = [.. table.Select(s => a[s] * (1 - b[s]))];
                break;
            case Part.Dark dark:
                var other = TableOf(dark.Lamp);
                table = [.. table.Select(s => 1 - other[s])];
                break;
        }

        return _tables[part] = table;
    }

    /// <summary>Second engine: a setting's number; dials that are not set count as 0.</summary>
    public int NumberOf(Setting setting, IReadOnlyList<int> dials)
    {
        var (number, unit) = (0, 1);
        foreach (var dial in dials)
        {
            for (var i = 0; i < setting.Dials.Count; i++)
            {
                number += setting.Dials[i] == dial ? unit * setting.Positions[i] : 0;
            }

            unit *= Positions(dial);
        }

        return number;
    }

    /// <summary>Second engine: where a dial stands in a numbered setting.</summary>
    public int At(int setting, IReadOnlyList<int> dials, int dial)
    {
        foreach (var d in dials)
        {
            if (d == dial)
            {
                return setting % Positions(d);
            }

            setting /= Positions(d);
        }

        throw new UnreachableException($"dial {dial} belongs to another machine");
    }

    public int Positions(int dial) => ((Part.Dial)_parts[dial]).Positions;

    private void Step(int dial, int steps, Dictionary<int, int> dials)
    {
        for (var i = 0; i < steps; i++)
        {
            dials[dial] = dials[dial] == Positions(dial) - 1 ? 0 : dials[dial] + 1;
        }
    }

    private void Turned(int[] table, IReadOnlyList<int> dials, int dial, int steps)
    {
        var unit = dials.TakeWhile(d => d != dial).Aggregate(1, (n, d) => n * Positions(d));
        for (var i = 0; i < table.Length; i++)
        {
            var at = At(table[i], dials, dial);
            table[i] += unit * (((at + steps) % Positions(dial)) - at);
        }
    }

    // No two parts have the same law, as far as a few draws can help it.
    private Part Make(int concept)
    {
        const int AttemptsMax = 8;
        var rng = _plan.LawOf(concept);
        var part = Make(concept, _plan.ShapeOf(concept), rng);
        for (var attempt = 1; attempt < AttemptsMax && _parts.Take(concept).Any(p => Part.HaveOneLaw(p, part)); attempt++)
        {
            part = Make(concept, _plan.ShapeOf(concept).Fork("attempt", attempt), rng);
        }

        return part;
    }

    private Part Make(int concept, Rng shape, Rng rng)
    {
        var near = _plan.JustBelow(concept, shape, _ => true)!.Value;
        var machine = _machines[concept] = _machines[near];
        int? Other(Func<Part, bool> fits) => _plan.Below(
            concept, shape, c => c != near && _machines[c] == machine && fits(_parts[c]));
        var button = Other(p => p.IsButton);
        var lamp = Other(p => p.IsLamp);
        switch (_parts[near])
        {
            case Part.Dial dial:
                // A machine's first part above its dials is a button, so that everything can be moved.
                if (button is not null && shape.Chance(0.4))
                {
                    return new Part.AtLeast(near, rng.Next(1, dial.Positions));
                }

                var second = shape.Chance(0.5) ? Other(p => p is Part.Dial) : null;
                return new Part.Turn(
                    near, rng.Next(1, dial.Positions), second, second is { } s ? rng.Next(1, Positions(s)) : 0);
            case var part when part.IsButton:
                if (lamp is { } guard && shape.Chance(0.5))
                {
                    return new Part.Guarded(guard, near);
                }

                var after = button ?? near;
                return rng.Next(3) switch
                {
                    0 => new Part.Macro([near, after]),
                    1 => new Part.Macro([after, near, near]),
                    _ => new Part.Macro([near, after, near]),
                };
            default:
                if (button is { } guarded && shape.Chance(0.6))
                {
                    return new Part.Guarded(near, guarded);
                }

                return lamp is { } more
                    ? rng.Chance(0.5) ? new Part.LitAndDark(near, more) : new Part.LitAndDark(more, near)
                    : new Part.Dark(near);
        }
    }
}
