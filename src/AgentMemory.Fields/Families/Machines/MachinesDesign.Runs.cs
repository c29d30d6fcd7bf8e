using AgentMemory.Core;

namespace AgentMemory.Fields.Families.Machines;

/// <summary>Running machines, and finding presses that bring something about.</summary>
internal sealed partial class MachinesDesign
{
    private Setting Start(IReadOnlyList<int> cone, Rng rng)
    {
        var dials = cone.Where(c => _workshop[c] is Part.Dial).ToList();
        return new Setting(dials, [.. dials.Select(d => rng.Next(_workshop.Positions(d)))]);
    }

    // A part of the same machine, as early or earlier.
    private int? Neighbour(int concept, Func<Part, bool> fits, Rng rng)
    {
        var found = new List<int>();
        for (var c = 0; c <= concept; c++)
        {
            if (fits(_workshop[c]) && _workshop.MachineOf(c) == _workshop.MachineOf(concept))
            {
                found.Add(c);
            }
        }

        return found.Count == 0 ? null : rng.Pick(found);
    }

    private string Describe(Setting setting) =>
        string.Join(", ", setting.Dials.Zip(setting.Positions, (d, p) => $"{Plan.Name(d)} {p}"));

    private Dictionary<int, int> Run(Setting start, IEnumerable<int> presses)
    {
        var dials = start.Dials.Zip(start.Positions).ToDictionary(p => p.First, p => p.Second);
        foreach (var button in presses)
        {
            _workshop.Press(button, dials);
        }

        return dials;
    }

    private int Lead(Setting start, IEnumerable<int> presses, int part) => presses.Aggregate(
        _workshop.NumberOf(start, _workshop.DialsOf(part)), (setting, button) => _workshop.TableOf(button)[setting]);

    private string Trace(Setting start, IReadOnlyList<int> presses) => string.Join("; ", presses.Select((button, i) =>
    {
        var dials = Run(start, presses.Take(i + 1));
        return $"{Plan.Name(button)}: {string.Join(", ", start.Dials.Select(d => $"{Plan.Name(d)} {dials[d]}"))}";
    }));

    // Breadth first over sequences, the shortest found first.
    private List<int>? Search(ControlProbe probe)
    {
        List<List<int>> open = [[]];
        for (var length = 1; length <= probe.PressesMax; length++)
        {
            open = [.. open.SelectMany(run => probe.Buttons.Select(b => new List<int>(run) { b }))];
            if (open.FirstOrDefault(run => Run(probe.Start, run)[probe.Dial] == probe.Goal) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // What a blind presser gets who draws how often to press and then each press.
    private double Share(ControlProbe probe)
    {
        List<List<int>> open = [[]];
        var share = 0.0;
        for (var length = 1; length <= probe.PressesMax; length++)
        {
            open = [.. open.SelectMany(run => probe.Buttons.Select(b => new List<int>(run) { b }))];
            share += (double)open.Count(run => Run(probe.Start, run)[probe.Dial] == probe.Goal) / open.Count;
        }

        return share / probe.PressesMax;
    }

    private string? CycleByRunning(CycleProbe probe)
    {
        const int PressesMax = 400;
        var start = Run(probe.Start, []);
        var dials = Run(probe.Start, []);
        for (var presses = 1; presses <= PressesMax; presses++)
        {
            _workshop.Press(probe.Button, dials);
            if (start.All(d => dials[d.Key] == d.Value))
            {
                return Text(presses);
            }
        }

        return null;
    }

    private string? CycleByTable(CycleProbe probe)
    {
        var table = _workshop.TableOf(probe.Button);
        var start = _workshop.NumberOf(probe.Start, _workshop.DialsOf(probe.Button));
        var seen = new HashSet<int>();
        var presses = 0;
        for (var at = start; seen.Add(at); presses++)
        {
            at = table[at];
            if (at == start)
            {
                return Text(presses + 1);
            }
        }

        return null;
    }
}
