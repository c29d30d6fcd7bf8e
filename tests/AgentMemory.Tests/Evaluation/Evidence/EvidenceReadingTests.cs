using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Verdicts.Evidence;

namespace AgentMemory.Tests.Evaluation.Evidence;

/// <summary>The scale and the readings on cases that can be worked out by hand.</summary>
public sealed class EvidenceReadingTests
{
    private static readonly int[] Grid = [0, 8, 16, 32, 64, 128];

    // The score is bits / 128 along a straight line, and each game tells one bit.
    private static EvidenceCurve Line { get; } =
        new([.. Enumerable.Range(0, EvidenceCurve.Points).Select(i => i / 64.0)], [.. Enumerable.Range(0, EvidenceCurve.Points).Select(i => i * 2.0)]);

    [Fact]
    public void A_score_between_two_points_of_a_curve_is_worth_bits_between_theirs()
    {
        Assert.Equal((64.0, false), EvidenceScale.BitsOf(Line, 0.5));
        Assert.Equal(65, EvidenceScale.BitsOf(Line, 32.5 / 64).Bits, 1e-9);
        Assert.Equal((0.0, false), EvidenceScale.BitsOf(Line, -0.2));
        Assert.True(EvidenceScale.BitsOf(Line, 0.99).IsAtLeast);
        Assert.Equal(0.98 * 128, EvidenceScale.BitsOf(Line, 2).Bits, 1e-9);
    }

    [Fact]
    public void Bits_are_worth_the_games_after_which_they_were_told()
    {
        double[] available = [0, 2, 4, 4, 5];
        Assert.Equal(0, EvidenceScale.GamesOf(-1, available));
        Assert.Equal(0.5, EvidenceScale.GamesOf(1, available), 1e-12);
        Assert.Equal(2, EvidenceScale.GamesOf(4, available), 1e-12);
        Assert.Equal(3.5, EvidenceScale.GamesOf(4.5, available), 1e-12);
        Assert.Equal(4, EvidenceScale.GamesOf(9, available), 1e-12);
    }

    [Fact]
    public void Learners_of_known_shape_read_as_what_they_are()
    {
        Assert.Equal(EvidenceReading.OnDiagonal, Read(n => n));
        Assert.Equal(EvidenceReading.Behind, Read(n => n / 2.0));
        Assert.Equal(EvidenceReading.OutOfCapacity, Read(n => Math.Min(n, 20)));
        Assert.Equal(EvidenceReading.DoesNotInfer, Read(_ => 0));
        Assert.Equal(EvidenceReading.Undecided, Read(n => n, noise: 60));
    }

    [Fact]
    public void A_bend_that_moves_with_the_memory_is_of_capacity_and_one_that_stays_is_not()
    {
        var (small, large) = (Use(n => Math.Min(n, 20)), Use(n => Math.Min(n, 40)));
        Assert.Equal(KneeReading.Capacity, EvidenceReadings.Knee(small, large).Reading);
        Assert.Equal(1, EvidenceReadings.Knee(small, large).Shift.Value!.Value, 0.05);
        Assert.Equal(KneeReading.NotCapacity, EvidenceReadings.Knee(small, small).Reading);
        Assert.Equal(WindowReading.OfWindow, EvidenceReadings.Window(small, small).Reading);
        Assert.Equal(WindowReading.BelowWindow, EvidenceReadings.Window(small, large).Reading);
    }

    [Fact]
    public void Who_is_told_all_and_errs_sets_the_top()
    {
        var exams = Exams(n => n / 2.0, noise: 0);
        var fit = EvidenceUse.Of(exams with { Told = [.. Enumerable.Repeat(0.5, exams.Worlds)] }).Value!.Fit;
        Assert.Equal(fit.Games[3], EvidenceUse.Of(Exams(n => n, noise: 0)).Value!.Fit.Games[3], 1e-9);
        Assert.NotNull(EvidenceUse.Of(exams with { Told = [.. Enumerable.Repeat(0.0, exams.Worlds)] }).WhyNot);
        Assert.NotNull(EvidenceUse.Of(exams with { Available = [exams.Available[0]] }).WhyNot);
    }

    [Fact]
    public void Met_things_that_are_answered_better_than_before_are_stored()
    {
        Assert.True(EvidenceReadings.Stores(EvidenceUse.GainOfMet([[0, 0.5, 0.5, 0.6], [0, 0.5, 0.6, 0.6], [0, 0.4, 0.5, 0.5]])));
        Assert.False(EvidenceReadings.Stores(EvidenceUse.GainOfMet([[0, -0.1, 0.1, 0], [0, 0.1, 0.1, 0.1], [0, -0.1, -0.1, 0]])));
    }

    private static EvidenceReading Read(Func<int, double> bitsAfter, double noise = 1) => EvidenceReadings.Of(Use(bitsAfter, noise));

    private static EvidenceUse Use(Func<int, double> bitsAfter, double noise = 0.2) => EvidenceUse.Of(Exams(bitsAfter, noise)).Value!;

    private static NeverMetExams Exams(Func<int, double> bitsAfter, double noise)
    {
        var rng = new Rng(4);
        return new NeverMetExams
        {
            Grid = Grid,
            Available = [.. Enumerable.Range(0, 8).Select(_ => (IReadOnlyList<double>)[.. Enumerable.Range(0, 129).Select(n => (double)n)])],
            Scores = [.. Enumerable.Range(0, 8).Select(_ => (IReadOnlyList<double>)[
                .. Grid.Select(n => n == 0 ? 0 : (bitsAfter(n) + (noise * rng.NextGaussian())) / 128)])],
            Curves = [.. Enumerable.Range(0, 8).Select(_ => (IReadOnlyList<EvidenceCurve>)[.. Grid.Select(_ => Line)])],
        };
    }
}
