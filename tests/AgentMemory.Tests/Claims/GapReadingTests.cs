using AgentMemory.Claims.BayesGap;
using AgentMemory.Core;

namespace AgentMemory.Tests.Claims;

/// <summary>Readers of known make are called what they are, in nearly every draw of worlds.</summary>
public sealed class GapReadingTests
{
    private const int Draws = 512;
    private const int Worlds = 8;
    private const int Sequences = 16;
    private const int Tries = 100;
    private const int Pool = 100;
    private static readonly UrnSize Size = new(16, 4, 24);
    private static readonly IReadOnlyList<int> Grid = BayesGapPlan.Grid(Draws);
    private static readonly Lazy<UrnExam> Exam = new(() => new UrnExam(
        Size, ["p", "q", "r", "s"], Draws, [.. Enumerable.Range(1, Pool).Select(seed => (ulong)seed)], Sequences, yardstickSequences: 128, seed: 11));

    public static TheoryData<string, string> Readers => new()
    {
        { "exact", "i" }, { "half", "b" }, { "two thirds", "b" }, { "last 32", "c" }, { "counter", "sublinear" }, { "constant", "a" },
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_reader_of_known_make_is_read_rightly_in_ninety_of_a_hundred_draws_of_worlds(string name, string reading)
    {
        var losses = Exam.Value.Losses(Exam.Value.Ask(Reader(name), Grid, Sequences, null, CancellationToken.None), Grid);
        var rng = new Rng(5);
        var right = Enumerable.Range(0, Tries).Count(_ =>
        {
            var worlds = losses.ToArray();
            rng.Shuffle<GapWorld>(worlds);
            return GapWords.Of(GapReading.Of(Grid, worlds[..Worlds]).Word) == reading;
        });
        Assert.InRange(right, 90, Tries);
    }

    [Fact]
    public void A_window_bends_where_it_ends()
    {
        var losses = Exam.Value.Losses(Exam.Value.Ask(Reader("last 32"), Grid, Sequences, null, CancellationToken.None), Grid);
        var knee = GapReading.Of(Grid, [.. losses.Take(24)]).KneeDraws;
        Assert.InRange(32, knee.Low!.Value - 4, knee.High!.Value + 4);
        Assert.InRange(knee.High!.Value / knee.Low!.Value, 1, 2.5);
    }

    [Fact]
    public void A_sharpened_reader_is_exact_again_after_recalibration_on_other_worlds()
    {
        var exam = new UrnExam(Size, ["p", "q", "r", "s"], 64, [1, 2, 3, 4, 5, 6], 8, 64, 3);
        var grid = BayesGapPlan.Grid(64);
        var exact = exam.Ask(ReferenceReaders.Exact, grid, 8, null, CancellationToken.None);
        IReadOnlyList<IReadOnlyList<IReadOnlyList<double[]>>> sharpened =
            [.. exact.Select(world => world.Select(sequence => sequence.Select(log => new Recalibration(3, 0).Apply(log, log)).ToList()).ToList())];
        var raw = exam.Losses(sharpened, grid).Average(world => world.Excess.Average());
        var mended = exam.Losses(exam.Recalibrated(sharpened), grid).Average(world => world.Excess.Average());
        var least = exam.Losses(exact, grid).Average(world => world.Excess.Average());
        Assert.True(raw > 1.5 * least, $"{raw} {least}");
        Assert.InRange(mended, 0, 1.1 * least);
    }

    [Fact]
    public void Loss_is_the_divergence_from_the_hidden_urns_composition()
    {
        var world = new UrnWorld { Seed = 1, Balls = [[1, 3]], Words = ["p", "q"] };
        // 1/4 ln(1/4 / 1/2) + 3/4 ln(3/4 / 1/2) by hand.
        Assert.Equal(0.1308120359, new DrawSequence(world, 0, []).ExcessNats([Math.Log(0.5), Math.Log(0.5)]), 9);
        Assert.Equal(0, new DrawSequence(world, 0, []).ExcessNats(new UrnPosterior(world).LogPredictive()), 12);
    }

    private static IDrawReader Reader(string name) => name switch
    {
        "exact" => ReferenceReaders.Exact,
        "half" => ReferenceReaders.Thinned(1, 2),
        "two thirds" => ReferenceReaders.Thinned(2, 3),
        "last 32" => ReferenceReaders.Window(32),
        "counter" => ReferenceReaders.Counter,
        _ => ReferenceReaders.Constant,
    };
}
