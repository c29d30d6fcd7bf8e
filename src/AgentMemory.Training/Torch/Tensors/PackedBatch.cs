using AgentMemory.Training.Batches;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Tensors;

/// <summary>
/// A batch as tensors: rows that hold nothing and columns behind the longest row are left out, so that padding costs little.
/// Made and used within one dispose scope.
/// </summary>
internal sealed class PackedBatch
{
    private readonly Batch _batch;
    private readonly int[] _rows;
    private readonly Device _device;
    private readonly bool _isPlain;

    /// <param name="batch">With at least one token.</param>
    /// <param name="vocabulary">Tokens there are.</param>
    /// <param name="device">Where the tensors go.</param>
    /// <exception cref="ArgumentException">A token, target or place is out of range.</exception>
    public PackedBatch(Batch batch, int vocabulary, Device device)
    {
        (_batch, _device) = (batch, device);
        var width = batch.Shape.RowTokens;
        _rows = [.. Enumerable.Range(0, batch.Shape.Rows).Where(row => batch.Samples[row * width] >= 0)];
        if (_rows.Length == 0)
        {
            throw new ArgumentException("the batch is empty", nameof(batch));
        }

        Length = _rows.Max(Used);
        var tokens = new long[_rows.Length * Length];
        var positions = new long[tokens.Length];
        for (var row = 0; row < _rows.Length; row++)
        {
            for (var i = 0; i < Length; i++)
            {
                var from = (_rows[row] * width) + i;
                var (token, position) = batch.Samples[from] < 0 ? (0, 0) : (batch.Tokens[from], batch.Positions[from]);
                Check(token, vocabulary, "token");
                (tokens[(row * Length) + i], positions[(row * Length) + i]) = (token, position);
                LongestPosition = Math.Max(LongestPosition, position);
            }
        }

        HeadLength = _rows.Length > 1 && _rows[0] == 0 ? batch.HeadTokens : 0;
        _isPlain = _rows.All(IsOneSample);
        Tokens = tensor(tokens, device: device);
        Positions = tensor(positions, device: device);
        Places = tensor(PlacesOf(batch), device: device);
        Array.ForEach(batch.Targets[..batch.PredictionsUsed], t => Check(t, vocabulary, "target"));
    }

    public int Rows => _rows.Length;

    public int Length { get; }

    /// <summary>How many of the first row's first tokens all rows attend to, before their own.</summary>
    public int HeadLength { get; }

    /// <summary>Int64 [rows * length].</summary>
    public Tensor Tokens { get; }

    /// <summary>Int64 [rows * length].</summary>
    public Tensor Positions { get; }

    /// <summary>Int64 [predictions]: the tokens whose output predicts.</summary>
    public Tensor Places { get; }

    public int LongestPosition { get; private set; }

    /// <summary>
    /// Who sees whom, bool [rows, 1, length, head + length] with queries before keys, the head's first; null where each row is one sample that
    /// sees all of its past. The first row sees the head as its own tokens.
    /// </summary>
    /// <param name="window">How many positions a token sees, its own included.</param>
    public Tensor? Mask(int window)
    {
        if (_isPlain && window > LongestPosition)
        {
            return null;
        }

        var keys = HeadLength + Length;
        var mask = new bool[(long)_rows.Length * Length * keys];
        for (var row = 0; row < _rows.Length; row++)
        {
            var start = _rows[row] * _batch.Shape.RowTokens;
            for (var i = 0; i < Length; i++)
            {
                var line = mask.AsSpan((int)((((long)row * Length) + i) * keys), keys);
                var query = start + i;
                line[HeadLength + i] = true;
                if (_batch.Samples[query] < 0)
                {
                    continue;
                }

                for (var key = 0; row > 0 && key < HeadLength; key++)
                {
                    line[key] = Sees(query, key, window);
                }

                for (var key = 0; key < i; key++)
                {
                    line[HeadLength + key] = Sees(query, start + key, window);
                }
            }
        }

        return tensor(mask, [_rows.Length, 1, Length, keys], device: _device);
    }

    private bool Sees(int query, int key, int window)
    {
        var (sample, behind, other) = (_batch.Samples[query], _batch.Behind[query], _batch.Samples[key]);
        return (other == sample || (other == behind && behind >= 0)) && _batch.Positions[query] - _batch.Positions[key] < window;
    }

    private int Used(int row)
    {
        var samples = _batch.Samples.AsSpan(row * _batch.Shape.RowTokens, _batch.Shape.RowTokens);
        var padding = samples.IndexOf(-1);
        return padding < 0 ? samples.Length : padding;
    }

    private bool IsOneSample(int row)
    {
        var start = row * _batch.Shape.RowTokens;
        var first = _batch.Samples[start];
        for (var i = start; i < start + Used(row); i++)
        {
            if (_batch.Samples[i] != first || _batch.Behind[i] >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private long[] PlacesOf(Batch batch)
    {
        var width = batch.Shape.RowTokens;
        var kept = new Dictionary<int, int>();
        for (var row = 0; row < _rows.Length; row++)
        {
            kept[_rows[row]] = row;
        }

        return [.. batch.At[..batch.PredictionsUsed].Select(at => kept.TryGetValue(at / width, out var row) && at % width < Length
            ? ((long)row * Length) + (at % width)
            : throw new ArgumentException($"place {at} holds no token", nameof(batch)))];
    }

    private static void Check(int value, int exclusiveMax, string what)
    {
        if ((uint)value >= (uint)exclusiveMax)
        {
            throw new ArgumentException($"{what} {value} is not in 0 .. {exclusiveMax - 1}");
        }
    }
}
