using static AgentMemory.Native.Ggml;

namespace AgentMemory.Weights;

/// <summary>Operations that some architectures need and whose gradients ggml does not know.</summary>
internal sealed partial class Tape
{
    // gelu(x) = x/2 (1 + tanh(c (x + a x^3))), Hendrycks and Gimpel 2016, section 2.
    private const float GeluCube = 0.044715f;
    private const float GeluRoot = 0.7978845608f;

    /// <summary>
    /// gelu(a) * b, with the tanh form of gelu. The processor's kernel looks gelu up in a table of halves, so forward is the
    /// engine's very number and has steps of 2^-11; the gradient is that of the smooth function.
    /// </summary>
    public nint GeGlu(nint a, nint b) => Record(ggml_geglu_split(_context, a, b), g =>
    {
        if (Needs(a))
        {
            Accumulate(a, ggml_mul(_context, ggml_mul(_context, g, b), GeluSlope(a)));
        }

        if (Needs(b))
        {
            Accumulate(b, ggml_mul(_context, g, ggml_gelu(_context, a)));
        }
    }, a, b);

    /// <summary>cap * tanh(x / cap); its slope is 1 - (y / cap)^2.</summary>
    public nint SoftCap(nint x, float cap)
    {
        var tanh = ggml_tanh(_context, ggml_scale(_context, x, 1 / cap));
        return Record(
            ggml_scale(_context, tanh, cap),
            g => Accumulate(x, ggml_mul(_context, g, ggml_scale_bias(_context, ggml_sqr(_context, tanh), -1, 1))),
            x);
    }

    /// <summary>Numbers start .. start + count - 1 of dimension 0 of x[d,n], made contiguous; the gradient is padded with zeros.</summary>
    public nint Slice(nint x, long start, long count)
    {
        var (d0, d1, _, _) = Tensors.Extents(x);
        if (start < 0 || count <= 0 || start + count > d0)
        {
            throw new ArgumentOutOfRangeException(nameof(start), $"{start} .. {start + count - 1} do not lie within {d0} numbers");
        }

        var view = ggml_view_2d(_context, x, count, d1, (nuint)(d0 * sizeof(float)), (nuint)(start * sizeof(float)));
        return Record(
            ggml_cont(_context, view),
            g => Accumulate(x, ggml_pad_ext(_context, g, (int)start, (int)(d0 - start - count), 0, 0, 0, 0, 0, 0)),
            x);
    }

    // 1/2 (1 + t) + x/2 (1 - t^2) c (1 + 3 a x^2) with t = tanh(c x (1 + a x^2)).
    private nint GeluSlope(nint x)
    {
        var square = ggml_sqr(_context, x);
        var inner = ggml_mul(_context, x, ggml_scale_bias(_context, square, GeluRoot * GeluCube, GeluRoot));
        var tanh = ggml_tanh(_context, inner);
        var innerSlope = ggml_scale_bias(_context, square, 1.5f * GeluRoot * GeluCube, 0.5f * GeluRoot);
        var bend = ggml_scale_bias(_context, ggml_sqr(_context, tanh), -1, 1);
        var rising = ggml_mul(_context, ggml_mul(_context, x, bend), innerSlope);
        return ggml_add(_context, ggml_scale_bias(_context, tanh, 0.5f, 0.5f), rising);
    }
}
