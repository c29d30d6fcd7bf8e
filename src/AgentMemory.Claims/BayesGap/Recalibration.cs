namespace AgentMemory.Claims.BayesGap;

/// <summary>
/// A correction of what a reader believes by two parameters, the same at every number of draws: log p' = s log p + c log p0 + constant, with
/// p0 the reader's own belief before any draw. s is an inverse temperature; c = -1 takes away the prior liking for words (contextual
/// calibration, Zhao et al. 2021). It is fitted on other worlds than it is used in.
/// </summary>
/// <param name="Sharpness">s.</param>
/// <param name="Prior">c.</param>
public sealed record Recalibration(double Sharpness, double Prior)
{
    private const int StepsMost = 100;
    private const double Enough = 1e-10;
    private const double SizeMost = 20;

    /// <summary>Changes nothing.</summary>
    public static Recalibration None { get; } = new(1, 0);

    /// <summary>The belief corrected.</summary>
    /// <param name="log">Natural logs by colour.</param>
    /// <param name="before">The same before any draw.</param>
    public double[] Apply(IReadOnlyList<double> log, IReadOnlyList<double> before)
    {
        double[] mixed = [.. log.Zip(before, (now, then) => (Sharpness * now) + (Prior * then))];
        var max = mixed.Max();
        var total = max + Math.Log(mixed.Sum(value => Math.Exp(value - max)));
        return Array.ConvertAll(mixed, value => value - total);
    }

    /// <summary>The least sum of cross-entropies to the hidden urns, by Newton's method: it is convex in both parameters.</summary>
    /// <param name="cases">Each with its belief, the belief before any draw, and the hidden urn's shares.</param>
    public static Recalibration Fit(IReadOnlyList<RecalibrationCase> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        var (fit, loss) = (None, Loss(None, cases));
        for (var step = 0; step < StepsMost; step++)
        {
            var (gs, gc, ss, sc, cc) = Derivatives(fit, cases);
            // A flat direction (a constant reader) is left as it is.
            const double Ridge = 1e-6;
            var weight = Ridge * cases.Count;
            var (a, d) = (ss + weight, cc + weight);
            var determinant = (a * d) - (sc * sc);
            var (ds, dc) = (((d * gs) - (sc * gc)) / determinant, ((a * gc) - (sc * gs)) / determinant);
            var size = 1.0;
            Recalibration next;
            double lossNext;
            do
            {
                next = new Recalibration(
                    Math.Clamp(fit.Sharpness - (size * ds), -SizeMost, SizeMost), Math.Clamp(fit.Prior - (size * dc), -SizeMost, SizeMost));
                lossNext = Loss(next, cases);
                size /= 2;
            }
            while (lossNext > loss && size > 1e-6);

            if (lossNext > loss - Enough)
            {
                return fit;
            }

            (fit, loss) = (next, lossNext);
        }

        return fit;
    }

    private static double Loss(Recalibration fit, IReadOnlyList<RecalibrationCase> cases) => cases.Sum(one =>
    {
        var corrected = fit.Apply(one.Log, one.Before);
        return -one.Shares.Zip(corrected, (share, log) => share * log).Sum();
    });

    // First and second derivatives of the loss: differences of means and covariances of the two features under the corrected belief.
    private static (double S, double C, double SS, double SC, double CC) Derivatives(Recalibration fit, IReadOnlyList<RecalibrationCase> cases)
    {
        var sum = (S: 0.0, C: 0.0, SS: 0.0, SC: 0.0, CC: 0.0);
        foreach (var one in cases)
        {
            double[] belief = Array.ConvertAll(fit.Apply(one.Log, one.Before), Math.Exp);
            double Mean(Func<int, double> of) => Enumerable.Range(0, belief.Length).Sum(colour => belief[colour] * of(colour));
            var (now, then) = (Mean(colour => one.Log[colour]), Mean(colour => one.Before[colour]));
            for (var colour = 0; colour < belief.Length; colour++)
            {
                var (fromNow, fromThen) = (one.Log[colour] - now, one.Before[colour] - then);
                sum.S -= one.Shares[colour] * fromNow;
                sum.C -= one.Shares[colour] * fromThen;
                sum.SS += belief[colour] * fromNow * fromNow;
                sum.SC += belief[colour] * fromNow * fromThen;
                sum.CC += belief[colour] * fromThen * fromThen;
            }
        }

        return sum;
    }
}

/// <summary>One belief with what it should have been.</summary>
/// <param name="Log">Natural logs by colour.</param>
/// <param name="Before">The same reader's before any draw.</param>
/// <param name="Shares">The hidden urn's composition.</param>
public sealed record RecalibrationCase(IReadOnlyList<double> Log, IReadOnlyList<double> Before, IReadOnlyList<double> Shares);
