using System.Buffers;
using System.Numerics.Tensors;
using AgentMemory.Core;

namespace AgentMemory.Inference.Replies;

/// <summary>Arithmetic on the logits behind one position. A logit of minus infinity forbids its token.</summary>
internal static class Distribution
{
    /// <summary>Natural logarithm of the sum of exponentials, computed around the greatest logit.</summary>
    /// <exception cref="UserErrorException">The logits are not numbers: the model's weights are damaged.</exception>
    internal static double LogSumExp(ReadOnlySpan<float> logits)
    {
        var greatest = TensorPrimitives.Max(logits);
        if (!float.IsFinite(greatest))
        {
            throw new UserErrorException(
                "the model computes values that are not numbers; its file is damaged or was trained badly, take "
                    + "another one");
        }

        var shares = ArrayPool<float>.Shared.Rent(logits.Length);
        try
        {
            var span = shares.AsSpan(0, logits.Length);
            TensorPrimitives.Subtract(logits, greatest, span);
            TensorPrimitives.Exp(span, span);
            return greatest + Math.Log(TensorPrimitives.Sum<float>(span));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(shares);
        }
    }

    /// <summary>
    /// Draws a token among those that are not forbidden: at temperature 0 the likeliest, the lowest number among
    /// equals; otherwise from the softmax of the logits over the temperature.
    /// </summary>
    internal static int Choose(ReadOnlySpan<float> logits, double temperature, Rng rng)
    {
        var likeliest = 0;
        for (var token = 1; token < logits.Length; token++)
        {
            if (logits[token] > logits[likeliest])
            {
                likeliest = token;
            }
        }

        if (temperature == 0)
        {
            return likeliest;
        }

        double greatest = logits[likeliest];
        double sum = 0;
        foreach (var logit in logits)
        {
            sum += Math.Exp((logit - greatest) / temperature);
        }

        var left = rng.NextDouble() * sum;
        var drawn = likeliest;
        for (var token = 0; token < logits.Length; token++)
        {
            var share = Math.Exp((logits[token] - greatest) / temperature);
            if (share > 0)
            {
                drawn = token;
                left -= share;
                if (left < 0)
                {
                    break;
                }
            }
        }

        return drawn;
    }
}
