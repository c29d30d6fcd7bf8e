using AgentMemory.Training;

namespace AgentMemory.Weights;

/// <summary>
/// Causal attention over rows in which several samples are packed, forward and backward, that never touches a pair of
/// tokens which may not see each other: it works sample by sample on blocks of queries and keeps of the forward pass one
/// number per query, the logarithm of its softmax's denominator (Dao et al. 2022, FlashAttention, algorithms 1 and 4, blocks
/// over queries alone). Tensors lie as projections give them, [head width, heads, tokens].
/// </summary>
internal sealed unsafe class PackedAttention
{
    /// <summary>Numbers of I32 per token that say whom it may see; see <see cref="BatchMasks.Sights"/>.</summary>
    public const int SightNumbers = 3;

    private const int QueryBlock = 48;

    private readonly int _head;
    private readonly int _heads;
    private readonly int _keyHeads;
    private readonly int _tokens;
    private readonly float _scale;
    private readonly CustomOperations _operations;

    public PackedAttention(CustomOperations operations, ModelShape shape, BatchShape batch)
    {
        _operations = operations;
        _head = shape.HeadWidth;
        _heads = shape.Heads;
        _keyHeads = shape.KeyValueHeads;
        _tokens = batch.Tokens;
        _scale = shape.QueryScale != 0 ? 1 : 1 / MathF.Sqrt(shape.HeadWidth);
    }

    private int Group => _heads / _keyHeads;

    private long QueryFloats => (long)_head * _heads * _tokens;

    private long KeyFloats => (long)_head * _keyHeads * _tokens;

    /// <summary>Numbers of the forward result: the mixed values, and behind them a logarithm for each query, [heads, tokens].</summary>
    public long ForwardFloats => QueryFloats + ((long)_heads * _tokens);

    /// <summary>Numbers of the backward result: the gradients of queries, keys and values, one behind the other.</summary>
    public long BackwardFloats => QueryFloats + (2 * KeyFloats);

    /// <summary>Adds the node that mixes values by softmax(scale * q k).</summary>
    public nint Forward(nint context, nint q, nint k, nint v, nint sights) => _operations.Add(
        context, (ForwardFloats, 1, 1, 1), [q, k, v, sights], (result, thread, threads) =>
        {
            float* queries = CustomOperations.Data(q), keys = CustomOperations.Data(k), values = CustomOperations.Data(v);
            var sight = new Sights((int*)CustomOperations.Data(sights), _tokens);
            var scratch = new Scratch(this, thread, sight.Longest);
            foreach (var (family, keyHead) in Share(sight, thread, threads))
            {
                ForwardOf(family, keyHead, queries, keys, values, result, scratch);
            }
        });

    /// <summary>Adds the node of the three gradients.</summary>
    public nint Backward(nint context, nint q, nint k, nint v, nint sights, nint forward, nint gradient) => _operations.Add(
        context, (BackwardFloats, 1, 1, 1), [q, k, v, sights, forward, gradient], (result, thread, threads) =>
        {
            var given = new Given(
                CustomOperations.Data(q),
                CustomOperations.Data(k),
                CustomOperations.Data(v),
                CustomOperations.Data(forward),
                CustomOperations.Data(gradient));
            var sight = new Sights((int*)CustomOperations.Data(sights), _tokens);
            var scratch = new Scratch(this, thread, sight.Longest);
            foreach (var (family, keyHead) in Share(sight, thread, threads))
            {
                BackwardOf(family, keyHead, given, result, scratch);
            }
        });

    // A family, a beginning and all that share it, is one thread's whole work for a head of keys, so that no two add to one place.
    private IEnumerable<(Sights.Family Family, int KeyHead)> Share(Sights sights, int thread, int threads)
    {
        var number = 0;
        foreach (var family in sights.Families)
        {
            for (var keyHead = 0; keyHead < _keyHeads; keyHead++, number++)
            {
                if (number % threads == thread)
                {
                    yield return (family, keyHead);
                }
            }
        }
    }

    private void ForwardOf(
        Sights.Family family, int keyHead, float* q, float* k, float* v, float* result, Scratch scratch)
    {
        nint queryStride = _head * _heads;
        foreach (var sample in family.Samples)
        {
            var keys = Rows(k, sample, keyHead);
            var values = Rows(v, sample, keyHead);
            MatrixProduct.Pack(Turned(keys), _head, sample.Length, scratch.KeysTurned);
            MatrixProduct.Pack(values, sample.Length, _head, scratch.Values);
            if (sample.Behind > 0)
            {
                MatrixProduct.Pack(Turned(Rows(k, sample.Beginning, keyHead)), _head, sample.Behind, scratch.BeginningKeysTurned);
                MatrixProduct.Pack(Rows(v, sample.Beginning, keyHead), sample.Behind, _head, scratch.BeginningValues);
            }

            for (var head = keyHead * Group; head < (keyHead + 1) * Group; head++)
            {
                for (var from = sample.Start; from < sample.End; from += QueryBlock)
                {
                    var block = new Block(from, Math.Min(from + QueryBlock, sample.End), sample);
                    var queries = new MatrixView((nint)(q + (from * queryStride) + (head * _head)), queryStride, 1);
                    Scores(block, queries, scratch.KeysTurned, scratch.BeginningKeysTurned, scratch.Scores);
                    for (var i = 0; i < block.Queries; i++)
                    {
                        var row = scratch.Scores + ((long)i * block.Sees);
                        result[QueryFloats + ((long)(from + i) * _heads) + head] =
                            VectorMath.SoftMax(row, block.SeenBy(i), block.Sees, _scale);
                    }

                    var mixed = result + (from * queryStride) + (head * _head);
                    var shares = new MatrixView((nint)scratch.Scores, block.Sees, 1);
                    if (sample.Behind > 0)
                    {
                        MatrixProduct.MultiplyPacked(
                            shares, scratch.BeginningValues, sample.Behind, mixed, queryStride, block.Queries, _head, sample.Behind, adds: false);
                    }

                    MatrixProduct.MultiplyPacked(
                        shares.From(0, sample.Behind), scratch.Values, sample.Length, mixed, queryStride, block.Queries, _head, block.Own, sample.Behind > 0);
                }
            }
        }
    }

    private void BackwardOf(Sights.Family family, int keyHead, in Given given, float* result, Scratch scratch)
    {
        nint queryStride = _head * _heads, keyStride = _head * _keyHeads;
        float* toKeys = result + QueryFloats, toValues = toKeys + KeyFloats;
        foreach (var sample in family.Samples)
        {
            for (var token = sample.Start; token < sample.End; token++)
            {
                new Span<float>(toKeys + (token * keyStride) + (keyHead * _head), _head).Clear();
                new Span<float>(toValues + (token * keyStride) + (keyHead * _head), _head).Clear();
            }
        }

        foreach (var sample in family.Samples)
        {
            var keys = Rows(given.Keys, sample, keyHead);
            MatrixProduct.Pack(Turned(keys), _head, sample.Length, scratch.KeysTurned);
            MatrixProduct.Pack(Turned(Rows(given.Values, sample, keyHead)), _head, sample.Length, scratch.Values);
            MatrixProduct.Pack(keys, sample.Length, _head, scratch.Keys);
            if (sample.Behind > 0)
            {
                var beginning = Rows(given.Keys, sample.Beginning, keyHead);
                MatrixProduct.Pack(Turned(beginning), _head, sample.Behind, scratch.BeginningKeysTurned);
                MatrixProduct.Pack(beginning, sample.Behind, _head, scratch.BeginningKeys);
                MatrixProduct.Pack(Turned(Rows(given.Values, sample.Beginning, keyHead)), _head, sample.Behind, scratch.BeginningValues);
            }

            for (var head = keyHead * Group; head < (keyHead + 1) * Group; head++)
            {
                for (var from = sample.Start; from < sample.End; from += QueryBlock)
                {
                    var block = new Block(from, Math.Min(from + QueryBlock, sample.End), sample);
                    var at = (from * queryStride) + (head * _head);
                    var queries = new MatrixView((nint)(given.Queries + at), queryStride, 1);
                    var gradient = new MatrixView((nint)(given.Gradient + at), queryStride, 1);
                    Scores(block, queries, scratch.KeysTurned, scratch.BeginningKeysTurned, scratch.Scores);
                    Scores(block, gradient, scratch.Values, scratch.BeginningValues, scratch.Gradients);
                    for (var i = 0; i < block.Queries; i++)
                    {
                        var own = ((long)(from + i) * queryStride) + (head * _head);
                        VectorMath.SoftMaxBack(
                            scratch.Scores + ((long)i * block.Sees),
                            scratch.Gradients + ((long)i * block.Sees),
                            block.SeenBy(i),
                            block.Sees,
                            _scale,
                            given.Forward[QueryFloats + ((long)(from + i) * _heads) + head],
                            VectorMath.Dot(given.Forward + own, given.Gradient + own, _head));
                    }

                    var shares = new MatrixView((nint)scratch.Scores, block.Sees, 1);
                    var pulls = new MatrixView((nint)scratch.Gradients, block.Sees, 1);
                    MatrixProduct.MultiplyPacked(
                        pulls.From(0, sample.Behind), scratch.Keys, sample.Length, result + at, queryStride, block.Queries, _head, block.Own, adds: false);
                    MatrixProduct.Pack(queries, block.Queries, _head, scratch.BlockQueries);
                    MatrixProduct.Pack(gradient, block.Queries, _head, scratch.BlockGradients);
                    AddToRows(pulls, sample.Behind, block.Own, scratch.BlockQueries, block.Queries, toKeys, sample.Start, keyHead);
                    AddToRows(shares, sample.Behind, block.Own, scratch.BlockGradients, block.Queries, toValues, sample.Start, keyHead);
                    if (sample.Behind > 0)
                    {
                        MatrixProduct.MultiplyPacked(
                            pulls, scratch.BeginningKeys, sample.Behind, result + at, queryStride, block.Queries, _head, sample.Behind, adds: true);
                        AddToRows(pulls, 0, sample.Behind, scratch.BlockQueries, block.Queries, toKeys, sample.BehindStart, keyHead);
                        AddToRows(shares, 0, sample.Behind, scratch.BlockGradients, block.Queries, toValues, sample.BehindStart, keyHead);
                    }
                }
            }
        }
    }

    // rows[count, head] += left[queries, first .. first + count]^T right[queries, head].
    private void AddToRows(
        MatrixView left, int first, int count, float* right, int queries, float* rows, int token, int keyHead)
    {
        nint keyStride = _head * _keyHeads;
        MatrixProduct.MultiplyPacked(
            Turned(left.From(0, first)), right, queries, rows + (token * keyStride) + (keyHead * _head), keyStride, count, _head, queries, adds: true);
    }

    // [queries, seen] of one block, from [queries, head] and packed [head, seen].
    private void Scores(Block block, MatrixView left, float* own, float* beginning, float* scores)
    {
        if (block.Sample.Behind > 0)
        {
            MatrixProduct.MultiplyPacked(left, beginning, _head, scores, block.Sees, block.Queries, block.Sample.Behind, _head, adds: false);
        }

        MatrixProduct.MultiplyPacked(left, own, _head, scores + block.Sample.Behind, block.Sees, block.Queries, block.Own, _head, adds: false);
    }

    private MatrixView Rows(float* tensor, Sights.Sample sample, int keyHead)
    {
        nint stride = _head * _keyHeads;
        return new MatrixView((nint)(tensor + (sample.Start * stride) + (keyHead * _head)), stride, 1);
    }

    private static MatrixView Turned(MatrixView m) => new(m.Start, m.ColumnStride, m.RowStride);

    /// <summary>What the backward pass reads.</summary>
    private readonly record struct Given(nint Q, nint K, nint V, nint Mixed, nint Pull)
    {
        public Given(float* q, float* k, float* v, float* forward, float* gradient)
            : this((nint)q, (nint)k, (nint)v, (nint)forward, (nint)gradient)
        {
        }

        public float* Queries => (float*)Q;

        public float* Keys => (float*)K;

        public float* Values => (float*)V;

        public float* Forward => (float*)Mixed;

        public float* Gradient => (float*)Pull;
    }

    /// <summary>Some queries of a sample and the keys that the last of them sees.</summary>
    private readonly record struct Block(int From, int To, Sights.Sample Sample)
    {
        public int Queries => To - From;

        public int Own => To - Sample.Start;

        public int Sees => Sample.Behind + Own;

        public int SeenBy(int query) => Sample.Behind + From + query + 1 - Sample.Start;
    }

    /// <summary>One thread's places for packed operands and scores.</summary>
    private readonly struct Scratch
    {
        private readonly float* _start;
        private readonly long _panel;
        private readonly long _scores;
        private readonly long _block;

        public Scratch(PackedAttention owner, int thread, int longest)
        {
            // Turned panels run over tokens, upright ones over the head's width: each rounded up to whole panels.
            _panel = Math.Max(
                MatrixProduct.PackedFloats(owner._head, longest), MatrixProduct.PackedFloats(longest, owner._head));
            _scores = QueryBlock * 2L * longest;
            _block = MatrixProduct.PackedFloats(QueryBlock, owner._head);
            _start = owner._operations.Scratch(thread, (6 * _panel) + (2 * _scores) + (2 * _block));
        }

        public float* KeysTurned => _start;

        public float* Keys => _start + _panel;

        public float* Values => _start + (2 * _panel);

        public float* BeginningKeysTurned => _start + (3 * _panel);

        public float* BeginningKeys => _start + (4 * _panel);

        public float* BeginningValues => _start + (5 * _panel);

        public float* Scores => _start + (6 * _panel);

        public float* Gradients => _start + (6 * _panel) + _scores;

        public float* BlockQueries => _start + (6 * _panel) + (2 * _scores);

        public float* BlockGradients => _start + (6 * _panel) + (2 * _scores) + _block;
    }
}
