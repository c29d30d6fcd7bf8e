using AgentMemory.Native;
using AgentMemory.Training;
using static AgentMemory.Native.Ggml;

namespace AgentMemory.Weights;

/// <summary>
/// Reverse-mode differentiation over ggml operations, written by hand instead of <c>ggml_build_backward_expand</c>:
/// every gradient of a product is again a product on transposed operands, the fastest kernel of every backend (ggml's
/// own rule emits OUT_PROD, several times slower on the processor and F32 only on CUDA); the transposes of frozen
/// weights are stored once; and nothing aborts the process while the graph is built.
/// Shapes stand in ggml's order, fastest dimension first: mul_mat(a[k,m], b[k,n]) = [m,n].
/// </summary>
internal sealed partial class Tape
{
    /// <summary>
    /// Widest side that counts as thin: an adapter's rank, a head. The processor's tiled product starves when the summed
    /// dimension is thin (38 against 165 GFLOP/s at 16), and products for the gradients would need transposed copies of
    /// wide operands, for attention of whole score matrices. OUT_PROD, a sum of outer products over long contiguous rows,
    /// has neither problem.
    /// </summary>
    private const int ThinMax = 32;

    private readonly nint _context;
    private readonly CustomOperations? _own;
    private readonly bool _records;
    private readonly Dictionary<nint, nint> _gradients = [];
    private readonly Dictionary<nint, nint> _transposes = [];
    private readonly Dictionary<nint, nint> _storedTransposes = [];
    private readonly HashSet<nint> _needsGradient = [];
    private readonly List<(nint Result, Action<nint> Backward)> _operations = [];

    /// <param name="context">The ggml context that takes the nodes' headers; it cannot grow, so it must be large enough.</param>
    /// <param name="own">Takes the nodes of this project's own kernels; null where ggml's are wanted, as on a graphics card.</param>
    /// <param name="records">False where only the forward pass is wanted.</param>
    public Tape(nint context, CustomOperations? own, bool records)
    {
        _context = context;
        _own = own;
        _records = records;
    }

    /// <summary>Marks a tensor whose gradient is wanted.</summary>
    public void Want(nint tensor) => _needsGradient.Add(tensor);

    /// <summary>Names the stored transpose [m,n] of a frozen weight [n,m]; it may be of another type.</summary>
    public void Store(nint weight, nint transpose) => _storedTransposes[weight] = transpose;

    /// <summary>The gradient after <see cref="Backward"/>, or 0 where none arrived.</summary>
    public nint Gradient(nint tensor) => _gradients.GetValueOrDefault(tensor);

    /// <summary>Runs the rules from the last result to the first, starting from the gradient of one result.</summary>
    public void Backward(nint result, nint gradient)
    {
        Accumulate(result, gradient);
        for (var i = _operations.Count - 1; i >= 0; i--)
        {
            if (_gradients.TryGetValue(_operations[i].Result, out var arrived))
            {
                _operations[i].Backward(arrived);
            }
        }
    }

    /// <summary>
    /// y[m,p] = mul_mat(w[n,m], x[n,p]). dx[n,p] = mul_mat(w^T[m,n], dy[m,p]); dw[n,m] = mul_mat(x^T[p,n], dy^T[p,m]).
    /// The rules hold for batched operands of equal outer dimensions. out_prod(a[n,k], b[m,k]) = [n,m].
    /// </summary>
    public nint MatMul(nint w, nint x)
    {
        if (_own is not null && IsPlain(w) && IsPlain(x))
        {
            return OwnMatMul(_own, w, x);
        }

        var thinIn = IsThin(w, 0);
        var thinOut = IsThin(w, 1);
        var y = thinIn ? ggml_out_prod(_context, Transpose(w), Transpose(x)) : ggml_mul_mat(_context, w, x);
        return Record(y, dy =>
        {
            if (Needs(x))
            {
                Accumulate(x, thinOut
                    ? ggml_out_prod(_context, w, Transpose(dy))
                    : ggml_mul_mat(_context, _storedTransposes.TryGetValue(w, out var stored) ? stored : Transpose(w), dy));
            }

            if (Needs(w))
            {
                Accumulate(w, thinOut
                    ? ggml_out_prod(_context, x, dy)
                    : thinIn
                        ? ggml_cont(_context, ggml_transpose(_context, ggml_out_prod(_context, dy, x)))
                        : ggml_mul_mat(_context, Transpose(x), Transpose(dy)));
            }
        }, w, x);
    }

    /// <summary>
    /// Mixed values [head * heads, tokens] of causal attention: q[head, heads, tokens], k and v[head, key heads, tokens], and
    /// whom each token sees, I32 [3, tokens]. Only with own kernels.
    /// </summary>
    public nint Attention(PackedAttention attention, nint q, nint k, nint v, nint sights)
    {
        var (head, heads, tokens, _) = Tensors.Extents(q);
        var keyHeads = GgmlTensor.Extent(k, 1);
        var forward = attention.Forward(_context, q, k, v, sights);
        var mixed = ggml_view_2d(_context, forward, head * heads, tokens, (nuint)(head * heads * sizeof(float)), 0);
        return Record(mixed, g =>
        {
            var back = attention.Backward(_context, q, k, v, sights, forward, g);
            Accumulate(q, Part(0, heads));
            Accumulate(k, Part(heads, keyHeads));
            Accumulate(v, Part(heads + keyHeads, keyHeads));

            nint Part(long headsBefore, long count) => ggml_view_3d(
                _context,
                back,
                head,
                count,
                tokens,
                (nuint)(head * sizeof(float)),
                (nuint)(head * count * sizeof(float)),
                (nuint)(head * headsBefore * tokens * sizeof(float)));
        }, q, k, v);
    }

    /// <summary>a + b, of one shape.</summary>
    public nint Add(nint a, nint b) => Record(ggml_add(_context, a, b), g =>
    {
        Accumulate(a, g);
        Accumulate(b, g);
    }, a, b);

    /// <summary>x[d,n] + b[d], b repeated over n.</summary>
    public nint AddRow(nint x, nint b) => Record(ggml_add(_context, x, b), g =>
    {
        Accumulate(x, g);
        if (Needs(b))
        {
            Accumulate(b, ggml_repeat_back(_context, g, b));
        }
    }, x, b);

    /// <summary>x times a number.</summary>
    public nint Scale(nint x, float factor) =>
        Record(ggml_scale(_context, x, factor), g => Accumulate(x, ggml_scale(_context, g, factor)), x);

    /// <summary>x times constants of the same shape, which get no gradient.</summary>
    public nint Mask(nint x, nint constants) =>
        Record(ggml_mul(_context, x, constants), g => Accumulate(x, ggml_mul(_context, g, constants)), x);

    /// <summary>x[d,n] * w[d], w repeated over n.</summary>
    public nint MulRow(nint x, nint w) => Record(ggml_mul(_context, x, w), g =>
    {
        if (Needs(x))
        {
            Accumulate(x, ggml_mul(_context, g, w));
        }

        if (Needs(w))
        {
            Accumulate(w, ggml_repeat_back(_context, ggml_mul(_context, g, x), w));
        }
    }, x, w);

    /// <summary>x / sqrt(mean(x^2) + epsilon) over dimension 0.</summary>
    public nint RmsNorm(nint x, float epsilon) => Record(
        ggml_rms_norm(_context, x, epsilon),
        g => Accumulate(x, ggml_rms_norm_back(_context, g, x, epsilon)),
        x);

    /// <summary>silu(a) * b.</summary>
    public nint SwiGlu(nint a, nint b) => Record(ggml_swiglu_split(_context, a, b), g =>
    {
        if (Needs(a))
        {
            Accumulate(a, ggml_silu_back(_context, ggml_mul(_context, g, b), a));
        }

        if (Needs(b))
        {
            Accumulate(b, ggml_mul(_context, g, ggml_silu(_context, a)));
        }
    }, a, b);

    /// <summary>Rotates pairs of x[head, heads, n] by positions[n]; the inverse rotation is its gradient.</summary>
    public nint Rope(nint x, nint positions, in RopeShape shape)
    {
        var (rope, s) = (shape, shape.Stretch);
        return Record(
            ggml_rope_ext(
                _context, x, positions, rope.Factors, rope.Dimensions, rope.Mode, s.OriginalContext, rope.FrequencyBase,
                rope.FrequencyScale, s.Extension, s.Attention, s.BetaFast, s.BetaSlow),
            g => Accumulate(x, ggml_rope_ext_back(
                _context, g, positions, rope.Factors, rope.Dimensions, rope.Mode, s.OriginalContext, rope.FrequencyBase,
                rope.FrequencyScale, s.Extension, s.Attention, s.BetaFast, s.BetaSlow)),
            x);
    }

    /// <summary>
    /// softmax(scale * x + mask) over dimension 0. Marking the result as output is not cosmetic: the graph allocator may
    /// let SOFT_MAX_BACK write over its second operand, and the processor's kernel (ggml 0.25.1) copies the gradient over
    /// that place before it reads it, so that the gradients of q and k come out silently wrong.
    /// </summary>
    public nint SoftMax(nint x, nint mask, float scale)
    {
        var y = ggml_soft_max_ext(_context, x, mask, scale, 0);
        ggml_set_output(y);
        return Record(y, g => Accumulate(x, ggml_soft_max_ext_back(_context, g, y, scale, 0)), x);
    }

    /// <summary>The same numbers in another shape.</summary>
    public nint Reshape(nint x, long d0, long d1, long d2 = 1, long d3 = 1)
    {
        var (s0, s1, s2, s3) = Tensors.Extents(x);
        return Record(
            ggml_reshape_4d(_context, x, d0, d1, d2, d3),
            g => Accumulate(x, ggml_reshape_4d(_context, g, s0, s1, s2, s3)),
            x);
    }

    /// <summary>Axis i of x becomes axis p_i of the result, made contiguous; the gradient takes the inverse way.</summary>
    public nint Permute(nint x, int p0, int p1, int p2, int p3)
    {
        int[] forward = [p0, p1, p2, p3];
        var back = new int[4];
        for (var i = 0; i < 4; i++)
        {
            back[forward[i]] = i;
        }

        return Record(
            ggml_cont(_context, ggml_permute(_context, x, p0, p1, p2, p3)),
            g => Accumulate(x, ggml_cont(_context, ggml_permute(_context, g, back[0], back[1], back[2], back[3]))),
            x);
    }

    /// <summary>Rows of x by number; rows named twice receive both gradients.</summary>
    public nint GetRows(nint x, nint rows) => Record(
        ggml_get_rows(_context, x, rows),
        g => Accumulate(x, ggml_get_rows_back(_context, g, rows, x)),
        x);

    // y = x w^T, dx = dy w, dw = dy^T x, with rows of numbers as ggml's second dimension.
    private nint OwnMatMul(CustomOperations own, nint w, nint x)
    {
        var (n, m, _, _) = Tensors.Extents(w);
        var p = GgmlTensor.Extent(x, 1);
        var y = ProductNode.Add(own, _context, (x, n, 1), (w, 1, n), rows: p, columns: m, depth: n);
        return Record(y, dy =>
        {
            if (Needs(x))
            {
                Accumulate(x, ProductNode.Add(own, _context, (dy, m, 1), (w, n, 1), rows: p, columns: n, depth: m));
            }

            if (Needs(w))
            {
                Accumulate(w, ProductNode.Add(own, _context, (dy, 1, m), (x, n, 1), rows: m, columns: n, depth: p));
            }
        }, w, x);
    }

    // Contributions of several uses of one tensor are summed.
    private void Accumulate(nint x, nint gradient)
    {
        if (Needs(x))
        {
            _gradients[x] = _gradients.TryGetValue(x, out var earlier) ? ggml_add(_context, earlier, gradient) : gradient;
        }
    }

    // Cached: the input of q, k and v (or gate and up) is transposed for each of them.
    private nint Transpose(nint x)
    {
        if (!_transposes.TryGetValue(x, out var transpose))
        {
            transpose = ggml_cont(_context, ggml_transpose(_context, x));
            _transposes[x] = transpose;
        }

        return transpose;
    }

    private bool Needs(nint x) => _needsGradient.Contains(x);

    private static bool IsPlain(nint x)
    {
        var (_, _, d2, d3) = Tensors.Extents(x);
        return Tensors.IsF32(x) && d2 == 1 && d3 == 1 && ggml_is_contiguous(x);
    }

    private static bool IsThin(nint w, int dimension)
    {
        var (d0, d1, _, _) = Tensors.Extents(w);
        return (dimension == 0 ? d0 : d1) <= ThinMax && Tensors.IsF32(w);
    }

    private nint Record(nint result, Action<nint> backward, params ReadOnlySpan<nint> inputs)
    {
        if (!_records)
        {
            return result;
        }

        foreach (var input in inputs)
        {
            if (Needs(input))
            {
                _needsGradient.Add(result);
                _operations.Add((result, backward));
                break;
            }
        }

        return result;
    }
}

/// <summary>How positions turn pairs of a head's numbers.</summary>
/// <param name="Dimensions">Numbers of a head that are turned.</param>
/// <param name="Mode">0 pairs neighbours (llama), 2 pairs halves (NEOX: qwen2, gemma).</param>
/// <param name="FrequencyBase">The longest wavelength's base.</param>
/// <param name="FrequencyScale">Positions are multiplied with it; 1 unless the context was stretched.</param>
/// <param name="Factors">Tensor of factors per frequency (Llama 3, Phi-3), or 0.</param>
/// <param name="Stretch">How a longer context was fitted in.</param>
internal readonly record struct RopeShape(
    int Dimensions, int Mode, float FrequencyBase, float FrequencyScale, nint Factors, RopeScaling Stretch)
{
    /// <summary>Mode that pairs neighbours.</summary>
    public const int Neighbours = 0;

    /// <summary>Mode that pairs halves.</summary>
    public const int Halves = 2;
}
