using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Machines;

/// <summary>What the book says of a part, and how to ask for it.</summary>
internal sealed partial class MachinesDesign
{
    // All that the book says of a part beside its maker: what is asked for it, the answer, and what the question names.
    private IEnumerable<(string Fact, string Section, string Value, string Other)> Stated(int concept)
    {
        string Name(int part) => Plan.Name(part);
        return _workshop[concept] switch
        {
            Part.Dial d => [($"size:{concept}", "ask.size", Text(d.Positions), "")],
            Part.Turn { Second: { } s } t =>
            [
                ($"steps:{concept}", "ask.steps", Text(t.FirstSteps), Name(t.First)),
                ($"steps2:{concept}", "ask.steps", Text(t.SecondSteps), Name(s)),
            ],
            Part.Turn t =>
            [
                ($"turned:{concept}", "ask.turned", Name(t.First), ""),
                ($"steps:{concept}", "ask.steps", Text(t.FirstSteps), Name(t.First)),
            ],
            Part.Guarded g =>
            [
                ($"guard:{concept}", "ask.guard", Name(g.Lamp), Name(g.Button)),
                ($"does:{concept}", "ask.does", Name(g.Button), Name(g.Lamp)),
            ],
            Part.AtLeast at =>
            [
                ($"reads:{concept}", "ask.reads", Name(at.Follows), ""),
                ($"level:{concept}", "ask.level", Text(at.Position), Name(at.Follows)),
            ],
            Part.LitAndDark two =>
            [
                ($"lit:{concept}", "ask.lit", Name(two.Lit), Name(two.Unlit)),
                ($"dark:{concept}", "ask.dark", Name(two.Unlit), Name(two.Lit)),
            ],
            Part.Dark dark => [($"dark:{concept}", "ask.dark", Name(dark.Lamp), "")],
            _ => [],
        };
    }

    private Reading? Read(StatedProbe probe)
    {
        var concept = probe.Concept;
        var text = StatementsOf(concept).FirstOrDefault(s => s.Facts.Contains(probe.Fact))?.Text;
        if (text is null)
        {
            return null;
        }

        if (probe.Fact == $"maker:{concept}")
        {
            var makers = Plan.Words(1, Makers);
            return new Reading(text, makers.First(m => text.Contains(m, StringComparison.Ordinal)), makers);
        }

        var (_, _, value, other) = Stated(concept).FirstOrDefault(s => s.Fact == probe.Fact);
        return value is null ? null : new Reading(text, value, char.IsAsciiDigit(value[0])
            ? [.. (_workshop[concept] is Part.Dial ? Enumerable.Range(4, 4) : Enumerable.Range(1, 6)).Select(Text)]
            : [.. Enumerable.Range(0, Plan.Total).Select(Plan.Name).Where(n => n != Plan.Name(concept) && n != other)]);
    }
}
