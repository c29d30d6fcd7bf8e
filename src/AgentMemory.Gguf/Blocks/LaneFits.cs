using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentMemory.Gguf.Blocks;

/// <summary>How <see cref="LaneFits.WithMinimum"/> searches.</summary>
/// <param name="CodeMax">The codes are 0 to this.</param>
/// <param name="First">The first candidate maps the range onto codes up to the greatest plus this.</param>
/// <param name="Steps">Further candidates, each 0.1 more than the one before.</param>
/// <param name="Absolute">Errors are counted as they are, else squared.</param>
internal readonly record struct MinimumSearch(int CodeMax, float First, int Steps, bool Absolute);

/// <summary>
/// The searches for the scale of a part of a K-quant (ggml-quants.c, make_qx_quants, make_q3_quants, make_qkx2_quants), eight parts at once:
/// vector i holds number i of each part, so that each part's sums are taken in ggml's order and each rounding is ggml's. A lane takes no part
/// in what does not concern it: both ways are computed, and one is chosen.
/// </summary>
internal static class LaneFits
{
    /// <summary>Parts at once.</summary>
    internal const int Parts = 8;

    // A part whose numbers are all nearer to zero counts as zeros (GROUP_MAX_EPS).
    private const float Negligible = 1e-15f;

    /// <summary>Codes -magnitude to magnitude - 1, stored from 0 on; nineteen scales are tried, the squared numbers weigh the errors.</summary>
    /// <returns>The scales.</returns>
    internal static Vector256<float> Symmetric(ReadOnlySpan<Vector256<float>> numbers, Span<Vector256<float>> codes, int magnitude)
    {
        var extreme = Extreme(numbers, out var isNegligible);
        var factor = Vector256.Create((float)-magnitude) / extreme;
        var (product, square) = Sums(numbers, codes, factor, magnitude);
        var scale = Vector256.ConditionalSelect(Vector256.Equals(square, Vector256<float>.Zero), Vector256<float>.Zero, product / square);
        var best = scale * product;
        Span<Vector256<float>> tried = stackalloc Vector256<float>[16];
        for (var step = -9; step <= 9; step++)
        {
            if (step == 0)
            {
                continue;
            }

            factor = Vector256.Create(-(magnitude + (0.1f * step))) / extreme;
            (product, square) = Sums(numbers, tried, factor, magnitude);
            var isBetter = Vector256.GreaterThan(square, Vector256<float>.Zero) & Vector256.GreaterThan(product * product, best * square);
            if (isBetter.AsInt32() == Vector256<int>.Zero)
            {
                continue;
            }

            Choose(isBetter, tried, codes);
            scale = Vector256.ConditionalSelect(isBetter, product / square, scale);
            best = Vector256.ConditionalSelect(isBetter, scale * product, best);
        }

        return Finish(isNegligible, codes, magnitude, scale);
    }

    /// <summary>
    /// Codes -magnitude to magnitude - 1, stored from 0 on: one code at a time is changed where that lessens the weighted square of the error,
    /// in at most five rounds. A part without a change in one round has none in the next.
    /// </summary>
    /// <returns>The scales.</returns>
    internal static Vector256<float> SymmetricByTurns(ReadOnlySpan<Vector256<float>> numbers, Span<Vector256<float>> codes, int magnitude)
    {
        var zero = Vector256<float>.Zero;
        var extreme = Extreme(numbers, out var isNegligible);
        var (product, square) = Sums(numbers, codes, Vector256.Create((float)-magnitude) / extreme, magnitude);
        for (var round = 0; round < 5; round++)
        {
            var changed = zero;
            for (var i = 0; i < numbers.Length; i++)
            {
                var (number, code) = (numbers[i], codes[i]);
                var weight = number * number;
                var productWithout = product - (weight * number * code);
                var squareWithout = square - (weight * code * code);
                var other = EncodedBits.Nearest(number * squareWithout / productWithout, -magnitude, magnitude - 1);
                var productWith = productWithout + (weight * number * other);
                var squareWith = squareWithout + (weight * other * other);
                var isBetter = Vector256.GreaterThan(productWithout, zero)
                    & ~Vector256.Equals(other, code)
                    & Vector256.GreaterThan(squareWith, zero)
                    & Vector256.GreaterThan(productWith * productWith * square, product * product * squareWith);
                codes[i] = Vector256.ConditionalSelect(isBetter, other, code);
                product = Vector256.ConditionalSelect(isBetter, productWith, product);
                square = Vector256.ConditionalSelect(isBetter, squareWith, square);
                changed |= isBetter;
            }

            if (changed.AsInt32() == Vector256<int>.Zero)
            {
                break;
            }
        }

        var scale = Vector256.ConditionalSelect(Vector256.GreaterThan(square, zero), product / square, zero);
        return Finish(isNegligible, codes, magnitude, scale);
    }

    /// <summary>Codes from 0 on with a minimum of at most zero: candidates of the scale are tried, each time with the best minimum for it.</summary>
    /// <param name="numbers">Of eight parts.</param>
    /// <param name="weights">What an error of each number counts.</param>
    /// <param name="codes">Filled.</param>
    /// <param name="search">What is tried.</param>
    /// <returns>The scales, and the minima without their sign.</returns>
    internal static (Vector256<float> Scale, Vector256<float> Minimum) WithMinimum(
        ReadOnlySpan<Vector256<float>> numbers, ReadOnlySpan<Vector256<float>> weights, Span<Vector256<float>> codes, MinimumSearch search)
    {
        var zero = Vector256<float>.Zero;
        var (minimum, maximum) = (numbers[0], numbers[0]);
        var weightSum = weights[0];
        var numberSum = weightSum * numbers[0];
        for (var i = 1; i < numbers.Length; i++)
        {
            var number = numbers[i];
            minimum = Vector256.ConditionalSelect(Vector256.LessThan(number, minimum), number, minimum);
            maximum = Vector256.ConditionalSelect(Vector256.GreaterThan(number, maximum), number, maximum);
            weightSum += weights[i];
            numberSum += weights[i] * number;
        }

        minimum = Vector256.ConditionalSelect(Vector256.GreaterThan(minimum, zero), zero, minimum);
        var isFlat = Vector256.Equals(maximum, minimum);
        var flatMinimum = minimum;
        var factor = Vector256.Create((float)search.CodeMax) / (maximum - minimum);
        var scale = Vector256<float>.One / factor;
        for (var i = 0; i < numbers.Length; i++)
        {
            codes[i] = EncodedBits.Nearest(factor * (numbers[i] - minimum), 0, search.CodeMax);
        }

        var leastError = Error(numbers, weights, codes, scale, minimum, search.Absolute);
        Span<Vector256<float>> tried = stackalloc Vector256<float>[32];
        tried = tried[..numbers.Length];
        for (var step = 0; step <= search.Steps; step++)
        {
            // From the minimum that is the best so far, not from the least number.
            factor = Vector256.Create(search.First + (0.1f * step) + search.CodeMax) / (maximum - minimum);
            var (codeSum, squareSum, productSum) = (zero, zero, zero);
            for (var i = 0; i < numbers.Length; i++)
            {
                var code = EncodedBits.Nearest(factor * (numbers[i] - minimum), 0, search.CodeMax);
                tried[i] = code;
                var weighted = weights[i] * code;
                codeSum += weighted;
                squareSum += weighted * code;
                productSum += weighted * numbers[i];
            }

            // The least squares' two equations.
            var determinant = (weightSum * squareSum) - (codeSum * codeSum);
            var isSolvable = Vector256.GreaterThan(determinant, zero);
            if (isSolvable.AsInt32() == Vector256<int>.Zero)
            {
                continue;
            }

            var newScale = ((weightSum * productSum) - (numberSum * codeSum)) / determinant;
            var newMinimum = ((squareSum * numberSum) - (codeSum * productSum)) / determinant;
            var isAbove = Vector256.GreaterThan(newMinimum, zero);
            newScale = Vector256.ConditionalSelect(isAbove, productSum / squareSum, newScale);
            newMinimum = Vector256.ConditionalSelect(isAbove, zero, newMinimum);
            var error = Error(numbers, weights, tried, newScale, newMinimum, search.Absolute);
            var isBetter = isSolvable & Vector256.LessThan(error, leastError);
            Choose(isBetter, tried, codes);
            leastError = Vector256.ConditionalSelect(isBetter, error, leastError);
            scale = Vector256.ConditionalSelect(isBetter, newScale, scale);
            minimum = Vector256.ConditionalSelect(isBetter, newMinimum, minimum);
        }

        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = Vector256.ConditionalSelect(isFlat, zero, codes[i]);
        }

        return (Vector256.ConditionalSelect(isFlat, zero, scale), -Vector256.ConditionalSelect(isFlat, flatMinimum, minimum));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Error(
        ReadOnlySpan<Vector256<float>> numbers,
        ReadOnlySpan<Vector256<float>> weights,
        ReadOnlySpan<Vector256<float>> codes,
        Vector256<float> scale,
        Vector256<float> minimum,
        bool absolute)
    {
        var error = Vector256<float>.Zero;
        for (var i = 0; i < numbers.Length; i++)
        {
            var difference = (scale * codes[i]) + minimum - numbers[i];
            error += weights[i] * (absolute ? Vector256.Abs(difference) : difference * difference);
        }

        return error;
    }

    // The codes of a scale's reciprocal, and the sums of weight * number * code and of weight * code^2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Product, Vector256<float> Square) Sums(
        ReadOnlySpan<Vector256<float>> numbers, Span<Vector256<float>> codes, Vector256<float> factor, int magnitude)
    {
        var (product, square) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var i = 0; i < numbers.Length; i++)
        {
            var number = numbers[i];
            var code = EncodedBits.Nearest(factor * number, -magnitude, magnitude - 1);
            codes[i] = code;
            var weight = number * number;
            product += weight * number * code;
            square += weight * code * code;
        }

        return (product, square);
    }

    // The number furthest from zero of each part; of two equally far the first.
    private static Vector256<float> Extreme(ReadOnlySpan<Vector256<float>> numbers, out Vector256<float> isNegligible)
    {
        var (extreme, magnitude) = (Vector256<float>.Zero, Vector256<float>.Zero);
        foreach (var number in numbers)
        {
            var isFurther = Vector256.GreaterThan(Vector256.Abs(number), magnitude);
            magnitude = Vector256.ConditionalSelect(isFurther, Vector256.Abs(number), magnitude);
            extreme = Vector256.ConditionalSelect(isFurther, number, extreme);
        }

        isNegligible = Vector256.LessThan(magnitude, Vector256.Create(Negligible));
        return extreme;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Choose(Vector256<float> isBetter, ReadOnlySpan<Vector256<float>> tried, Span<Vector256<float>> codes)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = Vector256.ConditionalSelect(isBetter, tried[i], codes[i]);
        }
    }

    // Codes are stored from 0 on; those of zeros are the lowest.
    private static Vector256<float> Finish(
        Vector256<float> isNegligible, Span<Vector256<float>> codes, int magnitude, Vector256<float> scale)
    {
        foreach (ref var code in codes)
        {
            code = Vector256.ConditionalSelect(isNegligible, Vector256<float>.Zero, code + Vector256.Create((float)magnitude));
        }

        return Vector256.ConditionalSelect(isNegligible, Vector256<float>.Zero, scale);
    }
}
