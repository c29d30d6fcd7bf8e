using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Gguf;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>How fast stored numbers become F32 and BF16, on one thread, for every type that can be read.</summary>
internal static class DequantizeBench
{
    private const int Elements = 1 << 22;
    private static readonly TimeSpan Each = TimeSpan.FromMilliseconds(400);

    public static void Run(BenchContext context)
    {
        context.Output.WriteLine($"one thread, {Elements >> 20} x 2^20 numbers at a time; the fastest of the passes in {Each.TotalSeconds:0.0} s");
        var values = new float[Elements];
        var bits = new ushort[Elements];
        foreach (var type in Enum.GetValues<GgmlType>().Where(Dequantizer.CanRead))
        {
            var blocks = new byte[GgmlTypeLayout.RowBytes(type, Elements)];
            var rng = new Rng(context.Seed);
            for (var i = 0; i < blocks.Length; i++)
            {
                blocks[i] = (byte)rng.Next(256);
            }

            var full = Fastest(context, () => Dequantizer.ToF32(type, blocks, values));
            var half = Fastest(context, () => Dequantizer.ToBF16(type, blocks, bits));
            context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{type,-7} billion numbers/s: to F32 {Elements / full / 1e9,5:F2} (reads {blocks.Length / full / 1e9,5:F2} GB/s), ")
                + string.Create(CultureInfo.InvariantCulture, $"to BF16 {Elements / half / 1e9,5:F2}"));
        }
    }

    private static double Fastest(BenchContext context, Action pass)
    {
        var start = context.Time.GetTimestamp();
        var fastest = double.PositiveInfinity;
        while (context.Time.GetElapsedTime(start) < Each)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var began = context.Time.GetTimestamp();
            pass();
            fastest = Math.Min(fastest, context.Time.GetElapsedTime(began).TotalSeconds);
        }

        return fastest;
    }
}
