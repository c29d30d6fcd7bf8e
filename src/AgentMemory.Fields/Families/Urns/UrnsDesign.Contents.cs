using System.Numerics;

namespace AgentMemory.Fields.Families.Urns;

/// <summary>What is in an urn, counted in two ways.</summary>
internal sealed partial class UrnsDesign
{
    // First engine: from the urn down to the ones it is filled from.
    private BigInteger Unfold(int urn, int colour)
    {
        if (_contents[urn, colour] is { } known)
        {
            return known;
        }

        var u = _urns[urn];
        var content = u.Filling switch
        {
            Filling.Given => u.Balls[colour],
            Filling.Added => Unfold(u.Parts[0], colour) + (u.Colour == colour ? u.Amount : 0),
            Filling.Doubled => Unfold(u.Parts[0], colour) * (u.Colour == colour ? 2 : 1),
            _ => Unfold(u.Parts[0], colour) + Unfold(u.Parts[1], colour),
        };
        _contents[urn, colour] = content;
        return content;
    }

    // Second engine: from below, how many copies of each urn's own balls end up in this one; all urns are gone through
    // backwards, each handing its copies on to the urns it is filled from.
    private BigInteger Gather(int urn, int colour)
    {
        var copies = new BigInteger[urn + 1];
        copies[urn] = 1;
        var sum = BigInteger.Zero;
        for (var i = urn; i >= 0; i--)
        {
            var u = _urns[i];
            if (copies[i].IsZero)
            {
                continue;
            }

            if (u.Filling == Filling.Given)
            {
                sum += copies[i] * u.Balls[colour];
            }

            if (u.Filling == Filling.Added && u.Colour == colour)
            {
                sum += copies[i] * u.Amount;
            }

            foreach (var part in u.Parts)
            {
                copies[part] += copies[i] * (u.Filling == Filling.Doubled && u.Colour == colour ? 2 : 1);
            }
        }

        return sum;
    }
}
