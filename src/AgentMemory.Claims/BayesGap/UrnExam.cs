using AgentMemory.Core;

namespace AgentMemory.Claims.BayesGap;

/// <summary>The worlds and sequences of one size, the exact reader's losses on them, and how a reader's beliefs become losses in draws.</summary>
public sealed class UrnExam
{
    private const int YardstickDoublings = 2;
    private readonly IReadOnlyList<UrnWorld> _worlds;
    private readonly IReadOnlyList<Yardstick> _yardsticks;

    /// <param name="size">Of the worlds.</param>
    /// <param name="words">Names for colours, at least as many.</param>
    /// <param name="draws">Of each sequence.</param>
    /// <param name="seeds">The worlds'.</param>
    /// <param name="sequences">In each world.</param>
    /// <param name="yardstickSequences">By which the exact reader's curve is measured, in each world.</param>
    /// <param name="seed">Rules the sequences.</param>
    public UrnExam(
        UrnSize size, IReadOnlyList<string> words, int draws, IReadOnlyList<ulong> seeds, int sequences, int yardstickSequences, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        Draws = draws;
        _worlds = [.. seeds.Select(world => UrnWorld.Draw(size, words, world))];
        Sequences =
        [
            .. _worlds.Select(world => Enumerable.Range(0, sequences)
                .Select(i => DrawSequence.Draw(world, draws, new Rng(Rng.Mix(seed, world.Seed)).Fork("sequence", i))).ToList()),
        ];
        _yardsticks = [.. _worlds.Select(world => Yardstick.Of(world, YardstickDoublings * draws, yardstickSequences, new Rng(Rng.Mix(seed, world.Seed))))];
    }

    /// <summary>Draws of each sequence.</summary>
    public int Draws { get; }

    /// <summary>By world.</summary>
    public IReadOnlyList<IReadOnlyList<DrawSequence>> Sequences { get; }

    /// <summary>The first world; all are of one size.</summary>
    public UrnWorld First => _worlds[0];

    /// <summary>Beliefs of a reader on all sequences: [world][sequence][point].</summary>
    /// <param name="reader">Anything.</param>
    /// <param name="grid">Draws known.</param>
    /// <param name="each">So many sequences of each world, the first ones.</param>
    /// <param name="change">What is done to a sequence before it is read.</param>
    /// <param name="cancellation">Stops it.</param>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<double[]>>> Ask(
        IDrawReader reader, IReadOnlyList<int> grid, int each, Func<DrawSequence, int, DrawSequence>? change, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return
        [
            .. Sequences.Select(world => reader.Read(
                [.. world.Take(each).Select((sequence, i) => change is null ? sequence : change(sequence, i))], grid, cancellation)),
        ];
    }

    /// <summary>Beliefs corrected by what was fitted on the other half of the worlds: even ones by odd ones, odd ones by even ones.</summary>
    /// <param name="beliefs">[world][sequence][point]; the first point is before any draw.</param>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<double[]>>> Recalibrated(IReadOnlyList<IReadOnlyList<IReadOnlyList<double[]>>> beliefs)
    {
        ArgumentNullException.ThrowIfNull(beliefs);
        var fits = Enumerable.Range(0, 2).Select(half => Recalibration.Fit(
        [
            .. beliefs.Index().Where(world => world.Index % 2 != half).SelectMany(world => world.Item.SelectMany((sequence, i) => sequence.Select(
                log => new RecalibrationCase(log, sequence[0], Shares(Sequences[world.Index][i]))))),
        ])).ToList();
        return
        [
            .. beliefs.Select((world, at) => (IReadOnlyList<IReadOnlyList<double[]>>)
                [.. world.Select(sequence => sequence.Select(log => fits[at % 2].Apply(log, sequence[0])).ToList())]),
        ];
    }

    /// <summary>Losses by world.</summary>
    /// <param name="beliefs">[world][sequence][point].</param>
    /// <param name="grid">The points.</param>
    public IReadOnlyList<GapWorld> Losses(IReadOnlyList<IReadOnlyList<IReadOnlyList<double[]>>> beliefs, IReadOnlyList<int> grid)
    {
        ArgumentNullException.ThrowIfNull(beliefs);
        var each = beliefs[0].Count;
        var exact = Ask(ReferenceReaders.Exact, grid, each, null, CancellationToken.None);
        double[] Mean(IReadOnlyList<IReadOnlyList<double[]>> of, int world) =>
            [.. grid.Select((_, at) => of.Select((sequence, i) => Sequences[world][i].ExcessNats(sequence[at])).Average())];
        return [.. _worlds.Select((world, at) => new GapWorld(world.Seed, Mean(beliefs[at], at), Mean(exact[at], at), _yardsticks[at]))];
    }

    /// <summary>By world, how far beliefs are from others about the same draws: mean divergence in nats from four draws on; 0 for the exact reader.</summary>
    /// <param name="beliefs">[world][sequence][point].</param>
    /// <param name="others">The same after a change that means nothing to the exact reader.</param>
    /// <param name="grid">The points.</param>
    public IReadOnlyList<double> Moved(
        IReadOnlyList<IReadOnlyList<IReadOnlyList<double[]>>> beliefs, IReadOnlyList<IReadOnlyList<IReadOnlyList<double[]>>> others, IReadOnlyList<int> grid)
    {
        const int DrawsFrom = 4;
        int[] points = [.. grid.Index().Where(point => point.Item >= DrawsFrom).Select(point => point.Index)];
        return
        [
            .. beliefs.Zip(others, (world, other) => world.Zip(other, (left, right) => points.Average(
                at => left[at].Zip(right[at], (p, q) => Math.Exp(p) * (p - q)).Sum())).Average()),
        ];
    }

    private static double[] Shares(DrawSequence sequence) =>
        [.. Enumerable.Range(0, sequence.World.Colours).Select(colour => sequence.World.Share(sequence.Hidden, colour))];
}
