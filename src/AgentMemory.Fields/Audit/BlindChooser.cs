namespace AgentMemory.Fields.Audit;

/// <summary>How a chooser that does not know the field fares against the guessing rate.</summary>
/// <param name="Name">What it goes by: the first choice, the longest, the most frequent answer.</param>
/// <param name="Right">Items it got right.</param>
/// <param name="Of">Items it answered.</param>
/// <param name="Expected">Sum of the items' guessing rates: what guessing gets right on the mean.</param>
/// <param name="Deviation">Standard deviation of that number for independent guesses.</param>
/// <param name="MayBeBelow">A chooser far under the floor tells as much as one above, where it can be turned
/// round; with more than two answers to a written question it cannot.</param>
public sealed record BlindChooser(
    string Name, int Right, int Of, double Expected, double Deviation, bool MayBeBelow)
{
    /// <summary>
    /// Deviations that chance is given. Some 250 choosers are looked at in a full audit; with 4 the chance that any of
    /// them is refused without a leak is under 2%.
    /// </summary>
    public const double DeviationsMax = 4;

    /// <summary>The score is what guessing gives, as far as chance goes.</summary>
    public bool IsAtFloor => (MayBeBelow ? Right - Expected : Math.Abs(Right - Expected))
        <= (DeviationsMax * Deviation) + 0.5;
}
