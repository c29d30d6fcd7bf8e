using System.Numerics;
using System.Numerics.Tensors;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Vectors;

/// <summary>
/// All sketches in memory, and the two sieves over them: first the signs, one bit a dimension, by Hamming distance (Charikar
/// 2002: the expected distance of signs grows with the angle), then the codes, one byte a dimension. 1 million vectors of 256
/// dimensions take 300 MB.
/// </summary>
internal sealed class SketchScan
{
    private const int SegmentVectors = 1 << 16;

    /// <summary>
    /// Vectors that pass the first sieve: a thirty-second of all, and no fewer than these. Measured on a million texts: see
    /// eval/LOG.md.
    /// </summary>
    private const int FirstSieveMin = 2_000;
    private const int FirstSieveShare = 24;
    private readonly int _dimensions;
    private readonly int _words;
    private readonly List<Segment> _segments = [];
    private long _generation;
    private long _places;

    public SketchScan(int dimensions)
    {
        _dimensions = dimensions;
        _words = (dimensions + 63) / 64;
    }

    /// <summary>Reads what was written since the last time, by this process or another.</summary>
    public void Refresh(SketchTable table) => _generation = table.ReadBehind(_generation, Take);

    /// <summary>What passes the first sieve, with its score by the second.</summary>
    public SketchedVectors Near(float[] query)
    {
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude<float>(query));
        var codes = new sbyte[_dimensions];
        SketchCode.Quantise(query, largest, codes);
        var signs = new ulong[_words];
        SketchCode.Signs(codes, signs);
        var histogram = new int[_segments.Count][];
        Parallel.For(0, _segments.Count, i => histogram[i] = _segments[i].Measure(signs, _dimensions));
        var limit = Limit(histogram, (int)Math.Max(FirstSieveMin, _places / FirstSieveShare));
        var passed = new List<Ranked>[_segments.Count];
        Parallel.For(0, _segments.Count, i => passed[i] = _segments[i].Score(limit, codes));
        return new SketchedVectors(passed);
    }

    /// <summary>The smallest distance within which so many vectors lie.</summary>
    private int Limit(int[][] histograms, int wanted)
    {
        var sum = 0;
        for (var distance = 0; distance <= _dimensions; distance++)
        {
            sum += histograms.Sum(h => h[distance]);
            if (sum >= wanted)
            {
                return distance;
            }
        }

        return _dimensions;
    }

    private void Take(long firstPlace, byte[] row)
    {
        var bytes = SketchCode.Bytes(_dimensions);
        for (var slot = 0; slot < row.Length / bytes; slot++)
        {
            var (segment, index) = Math.DivRem(firstPlace + slot, SegmentVectors);
            while (_segments.Count <= segment)
            {
                _segments.Add(new Segment(_dimensions, _words));
            }

            _segments[(int)segment].Take((int)index, row.AsSpan(slot * bytes, bytes));
        }

        _places = Math.Max(_places, firstPlace + (row.Length / bytes));
    }

    /// <summary>A stretch of places. Arrays of one segment never grow, so that a growing store copies nothing.</summary>
    private sealed class Segment(int dimensions, int words)
    {
        private readonly long[] _ids = new long[SegmentVectors];
        private readonly float[] _factors = new float[SegmentVectors];
        private readonly sbyte[] _codes = new sbyte[SegmentVectors * dimensions];
        private readonly ulong[] _signs = new ulong[SegmentVectors * words];
        private readonly ushort[] _distances = new ushort[SegmentVectors];
        private int _used;

        public void Take(int index, ReadOnlySpan<byte> entry)
        {
            _ids[index] = SketchCode.Id(entry);
            _factors[index] = SketchCode.Factor(entry);
            var codes = SketchCode.Codes(entry);
            codes.CopyTo(_codes.AsSpan(index * dimensions));
            SketchCode.Signs(codes, _signs.AsSpan(index * words, words));
            _used = Math.Max(_used, index + 1);
        }

        /// <summary>Keeps the Hamming distance of every place and counts how many there are of each.</summary>
        public int[] Measure(ulong[] query, int distanceMax)
        {
            var histogram = new int[distanceMax + 1];
            var signs = _signs.AsSpan(0, _used * words);
            for (var i = 0; i < _used; i++)
            {
                var own = signs.Slice(i * words, words);
                var distance = 0;
                for (var w = 0; w < own.Length; w++)
                {
                    distance += BitOperations.PopCount(own[w] ^ query[w]);
                }

                _distances[i] = (ushort)distance;
                histogram[distance]++;
            }

            return histogram;
        }

        /// <summary>Those within the distance, with the product of their codes; the query's own factor changes no order.</summary>
        public List<Ranked> Score(int distanceMax, sbyte[] query)
        {
            var scored = new List<Ranked>();
            for (var i = 0; i < _used; i++)
            {
                if (_distances[i] <= distanceMax && _ids[i] != 0)
                {
                    var dot = SketchCode.Dot(_codes.AsSpan(i * dimensions, dimensions), query);
                    scored.Add(new Ranked(_ids[i], dot * (double)_factors[i]));
                }
            }

            return scored;
        }
    }
}
