using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentMemory.Weights;

/// <summary>Row operations of attention on eight numbers at a time.</summary>
internal static unsafe class VectorMath
{
    private const int Wide = 8;

    // e^x = 2^n e^r with |r| <= ln 2 / 2; ln 2 in two parts and the polynomial are those of Cephes' expf (Moshier 1992).
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;
    private const float ExponentMin = -87.3f;

    /// <summary>
    /// Replaces the first numbers of a row by softmax(scale * x) and the rest by zero; the logarithm of the denominator, with
    /// the maximum in it.
    /// </summary>
    public static float SoftMax(float* row, int count, int length, float scale)
    {
        var highest = Max(row, count) * scale;
        var sums = Vector256<float>.Zero;
        var sum = 0f;
        var i = 0;
        for (; i + Wide <= count; i += Wide)
        {
            var e = Exp((Vector256.Load(row + i) * scale) - Vector256.Create(highest));
            e.Store(row + i);
            sums += e;
        }

        for (; i < count; i++)
        {
            row[i] = MathF.Exp((row[i] * scale) - highest);
            sum += row[i];
        }

        sum += Vector256.Sum(sums);
        var share = 1 / sum;
        for (i = 0; i + Wide <= count; i += Wide)
        {
            (Vector256.Load(row + i) * share).Store(row + i);
        }

        for (; i < count; i++)
        {
            row[i] *= share;
        }

        new Span<float>(row + count, length - count).Clear();
        return highest + MathF.Log(sum);
    }

    /// <summary>
    /// From scores x and the gradients g of their shares p: x becomes p = exp(scale * x - denominator), g becomes the scores'
    /// gradient scale * p * (g - mixed), where mixed is the sum of p g; both zero behind the count.
    /// </summary>
    public static void SoftMaxBack(
        float* scores, float* gradients, int count, int length, float scale, float denominator, float mixed)
    {
        var i = 0;
        for (; i + Wide <= count; i += Wide)
        {
            var p = Exp((Vector256.Load(scores + i) * scale) - Vector256.Create(denominator));
            p.Store(scores + i);
            (p * (Vector256.Load(gradients + i) - Vector256.Create(mixed)) * scale).Store(gradients + i);
        }

        for (; i < count; i++)
        {
            scores[i] = MathF.Exp((scores[i] * scale) - denominator);
            gradients[i] = scores[i] * (gradients[i] - mixed) * scale;
        }

        new Span<float>(scores + count, length - count).Clear();
        new Span<float>(gradients + count, length - count).Clear();
    }

    /// <summary>The sum of products.</summary>
    public static float Dot(float* a, float* b, int count)
    {
        var sums = Vector256<float>.Zero;
        var i = 0;
        for (; i + Wide <= count; i += Wide)
        {
            sums = Vector256.FusedMultiplyAdd(Vector256.Load(a + i), Vector256.Load(b + i), sums);
        }

        var sum = Vector256.Sum(sums);
        for (; i < count; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static float Max(float* row, int count)
    {
        var highest = row[0];
        var i = 0;
        if (count >= Wide)
        {
            var all = Vector256.Load(row);
            for (; i + Wide <= count; i += Wide)
            {
                all = Vector256.Max(all, Vector256.Load(row + i));
            }

            for (var lane = 0; lane < Wide; lane++)
            {
                highest = MathF.Max(highest, all[lane]);
            }
        }

        for (; i < count; i++)
        {
            highest = MathF.Max(highest, row[i]);
        }

        return highest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.Max(x, Vector256.Create(ExponentMin));
        var n = Vector256.Floor(Vector256.FusedMultiplyAdd(x, Vector256.Create(Log2E), Vector256.Create(0.5f)));
        var r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-Ln2High), x);
        r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-Ln2Low), r);
        var y = Vector256.Create(1.9875691500e-4f);
        y = Vector256.FusedMultiplyAdd(y, r, Vector256.Create(1.3981999507e-3f));
        y = Vector256.FusedMultiplyAdd(y, r, Vector256.Create(8.3334519073e-3f));
        y = Vector256.FusedMultiplyAdd(y, r, Vector256.Create(4.1665795894e-2f));
        y = Vector256.FusedMultiplyAdd(y, r, Vector256.Create(1.6666665459e-1f));
        y = Vector256.FusedMultiplyAdd(y, r, Vector256.Create(5.0000001201e-1f));
        y = Vector256.FusedMultiplyAdd(y, r * r, r + Vector256<float>.One);
        var power = (Vector256.ConvertToInt32(n) + Vector256.Create(127)) << 23;
        return y * power.AsSingle();
    }
}
