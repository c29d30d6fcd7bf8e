using AgentMemory.Fields;

namespace AgentMemory.Tests.Fields;

/// <summary>Choices give nothing away by place, length or frequency.</summary>
public sealed class FieldLeakTests
{
    private const int Items = 600;

    public static TheoryData<string> Families => [.. FieldCatalogue.Families.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Blind_choosers_score_at_the_floor(string family)
    {
        var items = new List<FieldItem>();
        for (var seed = 1; items.Count < Items; seed++)
        {
            items.AddRange(FieldCatalogue.Resolve($"{family}?concepts=12&seed={seed}").Paper(60, 1).Items
                .Select(i => i.Item).Where(i => i.Choices is not null));
        }

        var frequency = items.SelectMany(i => i.Choices!).GroupBy(Shape).ToDictionary(g => g.Key, g => g.Count());
        AtFloor("first", items, i => i.Choices![0]);
        AtFloor("last", items, i => i.Choices![^1]);
        AtFloor("longest", items, i => i.Choices!.OrderByDescending(c => c.Length).First());
        AtFloor("shortest", items, i => i.Choices!.OrderBy(c => c.Length).First());
        AtFloor("most frequent", items, i => i.Choices!.OrderByDescending(c => frequency[Shape(c)]).First());
    }

    // What a claim says in the end, free of what it is about.
    private static string Shape(string claim) => claim.TrimEnd('.').Split(' ')[^1];

    // The 99.9% interval of the share right has to hold the floor: five baselines over eight families are tried.
    private static void AtFloor(string baseline, List<FieldItem> items, Func<FieldItem, string> choose)
    {
        const double Z = 3.29;
        var right = items.Count(i => i.Key.Accepts(choose(i)));
        var floor = items.Average(i => i.Floor);
        var deviation = Math.Sqrt(floor * (1 - floor) / items.Count);
        Assert.True(
            Math.Abs(((double)right / items.Count) - floor) < Z * deviation,
            $"{baseline}: {right} of {items.Count} right, floor {floor:0.000}");
    }
}
