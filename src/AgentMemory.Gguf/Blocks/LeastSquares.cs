namespace AgentMemory.Gguf.Blocks;

/// <summary>
/// The searches of the K-quants for the scale of a group, in the order of ggml's float operations (make_qx_quants, make_q3_quants and
/// make_qkx2_quants in ggml-quants.c): each tries some scales and keeps the one with the least weighted error.
/// </summary>
internal static class LeastSquares
{
    private const int Passes = 5;

    /// <summary>How <see cref="Affine"/> searches.</summary>
    /// <param name="Most">The largest code.</param>
    /// <param name="First">What is added to it in the first try.</param>
    /// <param name="Step">By how much each further try adds more.</param>
    /// <param name="Tries">Tries behind the first.</param>
    /// <param name="Absolute">Whether errors count by size, not by square.</param>
    internal readonly record struct AffineSearch(int Most, float First, float Step, int Tries, bool Absolute);

    /// <summary>Codes 0 to 2 * <paramref name="half"/> - 1 with half as their zero; larger numbers weigh more.</summary>
    /// <returns>The scale; 0 for a group of zeros.</returns>
    internal static float Symmetric(int half, ReadOnlySpan<float> values, Span<byte> codes)
    {
        var extreme = Rounding.Extreme(values);
        if (MathF.Abs(extreme) < Rounding.Nothing)
        {
            codes.Clear();
            return 0;
        }

        var (products, squares) = Sums(-half / extreme, values, half);
        Put(-half / extreme, values, half, codes);
        var scale = squares != 0 ? products / squares : 0;
        var best = scale * products;
        for (var attempt = -9; attempt <= 9; attempt++)
        {
            if (attempt == 0)
            {
                continue;
            }

            var inverse = -(half + (0.1f * attempt)) / extreme;
            (products, squares) = Sums(inverse, values, half);
            if (squares > 0 && products * products > best * squares)
            {
                Put(inverse, values, half, codes);
                scale = products / squares;
                best = scale * products;
            }
        }

        return scale;
    }

    /// <summary>As <see cref="Symmetric"/>, but one code after the other is moved as long as that helps.</summary>
    internal static float SymmetricByTurns(int half, ReadOnlySpan<float> values, Span<byte> codes)
    {
        var extreme = Rounding.Extreme(values);
        if (MathF.Abs(extreme) < Rounding.Nothing)
        {
            codes.Clear();
            return 0;
        }

        var inverse = -half / extreme;
        Span<int> chosen = stackalloc int[values.Length];
        var (products, squares) = (0f, 0f);
        for (var i = 0; i < values.Length; i++)
        {
            var code = Code(inverse * values[i], half);
            chosen[i] = code;
            var weight = values[i] * values[i];
            products += weight * values[i] * code;
            squares += weight * code * code;
        }

        for (var pass = 0; pass < Passes && Turn(half, values, chosen, ref products, ref squares); pass++)
        {
        }

        for (var i = 0; i < values.Length; i++)
        {
            codes[i] = (byte)(chosen[i] + half);
        }

        return squares > 0 ? products / squares : 0;
    }

    /// <summary>Codes 0 to most with a scale and a minimum, which is at most 0.</summary>
    /// <param name="search">What is tried.</param>
    /// <param name="values">The group.</param>
    /// <param name="weights">How much each number's error counts.</param>
    /// <param name="codes">Filled with the codes that were found.</param>
    /// <returns>The scale, and the minimum's size.</returns>
    internal static (float Scale, float Minimum) Affine(
        AffineSearch search, ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> codes)
    {
        var (least, most) = (values[0], values[0]);
        var weightSum = weights[0];
        var valueSum = weightSum * values[0];
        for (var i = 1; i < values.Length; i++)
        {
            least = values[i] < least ? values[i] : least;
            most = values[i] > most ? values[i] : most;
            weightSum += weights[i];
            valueSum += weights[i] * values[i];
        }

        least = least > 0 ? 0 : least;
        if (most == least)
        {
            codes.Clear();
            return (0, -least);
        }

        Span<byte> tried = stackalloc byte[values.Length];
        var inverse = search.Most / (most - least);
        var scale = 1 / inverse;
        Put(inverse, least, search.Most, values, codes);
        var best = Error(search, scale, least, values, weights, codes);
        var minimum = least;
        for (var attempt = 0; attempt <= search.Tries; attempt++)
        {
            inverse = (search.First + (search.Step * attempt) + search.Most) / (most - minimum);
            Put(inverse, minimum, search.Most, values, tried);
            var (codeSum, squareSum, productSum) = Sums(values, weights, tried);
            var determinant = (weightSum * squareSum) - (codeSum * codeSum);
            if (determinant > 0)
            {
                var thisScale = ((weightSum * productSum) - (valueSum * codeSum)) / determinant;
                var thisMinimum = ((squareSum * valueSum) - (codeSum * productSum)) / determinant;
                if (thisMinimum > 0)
                {
                    thisMinimum = 0;
                    thisScale = productSum / squareSum;
                }

                var error = Error(search, thisScale, thisMinimum, values, weights, tried);
                if (error < best)
                {
                    tried.CopyTo(codes);
                    (best, scale, minimum) = (error, thisScale, thisMinimum);
                }
            }
        }

        return (scale, -minimum);
    }

    private static int Code(float scaled, int half) => Math.Clamp(Rounding.Nearest(scaled), -half, half - 1);

    private static bool Turn(int half, ReadOnlySpan<float> values, Span<int> chosen, ref float products, ref float squares)
    {
        var moved = false;
        for (var i = 0; i < values.Length; i++)
        {
            var weight = values[i] * values[i];
            var otherProducts = products - (weight * values[i] * chosen[i]);
            if (otherProducts > 0)
            {
                var otherSquares = squares - (weight * chosen[i] * chosen[i]);
                var code = Code(values[i] * otherSquares / otherProducts, half);
                if (code != chosen[i])
                {
                    otherProducts += weight * values[i] * code;
                    otherSquares += weight * code * code;
                    if (otherSquares > 0 && otherProducts * otherProducts * squares > products * products * otherSquares)
                    {
                        (chosen[i], products, squares, moved) = (code, otherProducts, otherSquares, true);
                    }
                }
            }
        }

        return moved;
    }

    private static (float Products, float Squares) Sums(float inverse, ReadOnlySpan<float> values, int half)
    {
        var (products, squares) = (0f, 0f);
        foreach (var value in values)
        {
            var code = Code(inverse * value, half);
            var weight = value * value;
            products += weight * value * code;
            squares += weight * code * code;
        }

        return (products, squares);
    }

    private static void Put(float inverse, ReadOnlySpan<float> values, int half, Span<byte> codes)
    {
        for (var i = 0; i < values.Length; i++)
        {
            codes[i] = (byte)(half + Code(inverse * values[i], half));
        }
    }

    private static void Put(float inverse, float minimum, int most, ReadOnlySpan<float> values, Span<byte> codes)
    {
        for (var i = 0; i < values.Length; i++)
        {
            codes[i] = (byte)Math.Clamp(Rounding.Nearest(inverse * (values[i] - minimum)), 0, most);
        }
    }

    private static (float Codes, float Squares, float Products) Sums(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, ReadOnlySpan<byte> codes)
    {
        var (codeSum, squareSum, productSum) = (0f, 0f, 0f);
        for (var i = 0; i < values.Length; i++)
        {
            codeSum += weights[i] * codes[i];
            squareSum += weights[i] * codes[i] * codes[i];
            productSum += weights[i] * codes[i] * values[i];
        }

        return (codeSum, squareSum, productSum);
    }

    private static float Error(
        AffineSearch search, float scale, float minimum, ReadOnlySpan<float> values, ReadOnlySpan<float> weights, ReadOnlySpan<byte> codes)
    {
        var error = 0f;
        for (var i = 0; i < values.Length; i++)
        {
            var difference = (scale * codes[i]) + minimum - values[i];
            error += weights[i] * (search.Absolute ? MathF.Abs(difference) : difference * difference);
        }

        return error;
    }
}
