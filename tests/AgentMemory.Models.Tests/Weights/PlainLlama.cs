using AgentMemory.Gguf;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>
/// The same model and the same gradients once more, in plain loops over doubles: forward, loss and backward written out for one
/// sequence from the textbook's formulas, with nothing of the graph's in it.
/// </summary>
internal sealed class PlainLlama
{
    private readonly ModelShape _shape;
    private readonly Dictionary<string, double[]> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double[]> _gradients = new(StringComparer.Ordinal);
    private readonly AdapterShape _adapter;

    internal PlainLlama(string path, ITrainer graph)
    {
        using var file = GgufFile.Open(path);
        _shape = graph.Shape;
        _adapter = graph.Settings.Adapter!;
        foreach (var tensor in file.Tensors)
        {
            _weights[tensor.Name] = Array.ConvertAll(TensorNumbers.Read(file, tensor), v => (double)v);
        }

        foreach (var name in graph.TrainedNames)
        {
            _weights[name] = Array.ConvertAll(graph.Weights(name), v => (double)v);
            _gradients[name] = new double[_weights[name].Length];
        }
    }

    internal double[] Gradient(string name) => _gradients[name];

    /// <summary>Adds a sample's gradients and gives its loss.</summary>
    internal double Accumulate(Sample sample)
    {
        var (width, count) = (_shape.Width, sample.Tokens.Count);
        var x = sample.Tokens.Select(t => _weights["token_embd.weight"].AsSpan(t * width, width).ToArray()).ToArray();
        var back = new Stack<Func<double[][], double[][]>>();
        for (var layer = 0; layer < _shape.Layers; layer++)
        {
            x = Residual(x, layer, Attention, "attn_norm", back);
            x = Residual(x, layer, FeedForward, "ffn_norm", back);
        }

        var (hidden, normBack) = Norm(x, _weights["output_norm.weight"]);
        var output = _weights[_weights.ContainsKey("output.weight") ? "output.weight" : "token_embd.weight"];
        var dHidden = Zeros(count, width);
        var loss = 0.0;
        foreach (var prediction in sample.Predictions)
        {
            var logits = Times(output, hidden[prediction.At], width);
            var max = logits.Max();
            var sum = logits.Sum(l => Math.Exp(l - max));
            loss -= prediction.Weight * (logits[prediction.Token] - max - Math.Log(sum));
            for (var v = 0; v < logits.Length; v++)
            {
                var g = prediction.Weight * ((Math.Exp(logits[v] - max) / sum) - (v == prediction.Token ? 1 : 0));
                AddScaled(dHidden[prediction.At], output.AsSpan(v * width, width), g);
            }
        }

        var dx = normBack(dHidden);
        while (back.Count > 0)
        {
            dx = back.Pop()(dx);
        }

        return loss;
    }

    private double[][] Residual(
        double[][] x,
        int layer,
        Func<int, double[][], (double[][], Func<double[][], double[][]>)> part,
        string norm,
        Stack<Func<double[][], double[][]>> back)
    {
        var (n, normBack) = Norm(x, _weights[$"blk.{layer}.{norm}.weight"]);
        var (y, partBack) = part(layer, n);
        back.Push(dy => Sum(dy, normBack(partBack(dy))));
        return Sum(x, y);
    }

    private (double[][], Func<double[][], double[][]>) FeedForward(int layer, double[][] n)
    {
        var (gate, gateBack) = Linear(layer, "ffn_gate", n);
        var (up, upBack) = Linear(layer, "ffn_up", n);
        var mixed = gate.Select((g, t) => g.Select((v, i) => v * Sigmoid(v) * up[t][i]).ToArray()).ToArray();
        var (y, downBack) = Linear(layer, "ffn_down", mixed);
        return (y, Backward);

        double[][] Backward(double[][] dy)
        {
            var dMixed = downBack(dy);
            var dUp = dMixed.Select((d, t) => d.Select((v, i) => v * gate[t][i] * Sigmoid(gate[t][i])).ToArray()).ToArray();
            var dGate = dMixed.Select((d, t) => d.Select((v, i) =>
            {
                var s = Sigmoid(gate[t][i]);
                return v * up[t][i] * s * (1 + (gate[t][i] * (1 - s)));
            }).ToArray()).ToArray();
            return Sum(gateBack(dGate), upBack(dUp));
        }
    }

    private (double[][], Func<double[][], double[][]>) Attention(int layer, double[][] n)
    {
        var (head, heads, group) = (_shape.HeadWidth, _shape.Heads, _shape.Heads / _shape.KeyValueHeads);
        var (q, qBack) = Linear(layer, "attn_q", n);
        var (k, kBack) = Linear(layer, "attn_k", n);
        var (v, vBack) = Linear(layer, "attn_v", n);
        Rotate(q, 1);
        Rotate(k, 1);
        var count = n.Length;
        var mixed = Zeros(count, heads * head);
        var share = new double[heads, count, count];
        for (var h = 0; h < heads; h++)
        {
            var kh = h / group * head;
            for (var t = 0; t < count; t++)
            {
                var scores = Enumerable.Range(0, t + 1).Select(s => Dot(q[t].AsSpan(h * head, head), k[s].AsSpan(kh, head)) / Math.Sqrt(head)).ToArray();
                var max = scores.Max();
                var sum = scores.Sum(s => Math.Exp(s - max));
                for (var s = 0; s <= t; s++)
                {
                    share[h, t, s] = Math.Exp(scores[s] - max) / sum;
                    AddScaled(mixed[t].AsSpan(h * head, head), v[s].AsSpan(kh, head), share[h, t, s]);
                }
            }
        }

        var (y, outBack) = Linear(layer, "attn_output", mixed);
        return (y, Backward);

        double[][] Backward(double[][] dy)
        {
            var dMixed = outBack(dy);
            var (dq, dk, dv) = (Zeros(count, q[0].Length), Zeros(count, k[0].Length), Zeros(count, v[0].Length));
            for (var h = 0; h < heads; h++)
            {
                var kh = h / group * head;
                for (var t = 0; t < count; t++)
                {
                    var dShare = Enumerable.Range(0, t + 1).Select(s => Dot(dMixed[t].AsSpan(h * head, head), v[s].AsSpan(kh, head))).ToArray();
                    var mean = Enumerable.Range(0, t + 1).Sum(s => dShare[s] * share[h, t, s]);
                    for (var s = 0; s <= t; s++)
                    {
                        AddScaled(dv[s].AsSpan(kh, head), dMixed[t].AsSpan(h * head, head), share[h, t, s]);
                        var dScore = share[h, t, s] * (dShare[s] - mean) / Math.Sqrt(head);
                        AddScaled(dq[t].AsSpan(h * head, head), k[s].AsSpan(kh, head), dScore);
                        AddScaled(dk[s].AsSpan(kh, head), q[t].AsSpan(h * head, head), dScore);
                    }
                }
            }

            Rotate(dq, -1);
            Rotate(dk, -1);
            return Sum(Sum(qBack(dq), kBack(dk)), vBack(dv));
        }
    }

    // W x + scale * B (A x).
    private (double[][], Func<double[][], double[][]>) Linear(int layer, string part, double[][] x)
    {
        var name = $"blk.{layer}.{part}.weight";
        var (w, inputs) = (_weights[name], x[0].Length);
        var y = x.Select(row => Times(w, row, inputs)).ToArray();
        if (!_gradients.ContainsKey(name + ".lora_a"))
        {
            return (y, dy => [.. dy.Select(d => Back(w, d, inputs))]);
        }

        var (a, b, scale) = (_weights[name + ".lora_a"], _weights[name + ".lora_b"], _adapter.Scale);
        var low = x.Select(row => Times(a, row, inputs)).ToArray();
        for (var t = 0; t < y.Length; t++)
        {
            AddScaled(y[t], Times(b, low[t], _adapter.Rank), scale);
        }

        return (y, Backward);

        double[][] Backward(double[][] dy)
        {
            var dx = dy.Select(d => Back(w, d, inputs)).ToArray();
            for (var t = 0; t < dy.Length; t++)
            {
                var dLow = Back(b, dy[t], _adapter.Rank);
                AddOuter(_gradients[name + ".lora_b"], dy[t], low[t], scale);
                AddOuter(_gradients[name + ".lora_a"], dLow, x[t], scale);
                AddScaled(dx[t], Back(a, dLow, inputs), scale);
            }

            return dx;
        }
    }

    private (double[][], Func<double[][], double[][]>) Norm(double[][] x, double[] weight)
    {
        var size = x.Select(row => Math.Sqrt((row.Sum(v => v * v) / row.Length) + _shape.NormEpsilon)).ToArray();
        var y = x.Select((row, t) => row.Select((v, i) => v / size[t] * weight[i]).ToArray()).ToArray();
        return (y, dy => [.. dy.Select((d, t) =>
        {
            var g = d.Select((v, i) => v * weight[i]).ToArray();
            var mean = Dot(g, x[t]) / (g.Length * size[t] * size[t]);
            return g.Select((v, i) => (v - (x[t][i] * mean)) / size[t]).ToArray();
        })]);
    }

    // Neighbouring pairs, turned by position * base^(-2i/d).
    private void Rotate(double[][] rows, int direction)
    {
        var head = _shape.HeadWidth;
        for (var t = 0; t < rows.Length; t++)
        {
            for (var i = 0; i < rows[t].Length; i += 2)
            {
                var angle = direction * t * Math.Pow(_shape.RopeBase, -(double)(i % head) / _shape.RopeDimensions);
                var (a, b) = (rows[t][i], rows[t][i + 1]);
                (rows[t][i], rows[t][i + 1]) = ((a * Math.Cos(angle)) - (b * Math.Sin(angle)), (a * Math.Sin(angle)) + (b * Math.Cos(angle)));
            }
        }
    }

    private static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));

    private static double[][] Zeros(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new double[columns])];

    private static double[][] Sum(double[][] left, double[][] right) =>
        [.. left.Zip(right, (l, r) => l.Zip(r, (a, b) => a + b).ToArray())];

    private static double[] Times(double[] w, double[] x, int inputs)
    {
        var y = new double[w.Length / inputs];
        for (var o = 0; o < y.Length; o++)
        {
            y[o] = Dot(w.AsSpan(o * inputs, inputs), x);
        }

        return y;
    }

    private static double[] Back(double[] w, double[] dy, int inputs)
    {
        var dx = new double[inputs];
        for (var o = 0; o < dy.Length; o++)
        {
            AddScaled(dx, w.AsSpan(o * inputs, inputs), dy[o]);
        }

        return dx;
    }

    private static void AddOuter(double[] matrix, double[] rows, double[] columns, double scale)
    {
        for (var r = 0; r < rows.Length; r++)
        {
            AddScaled(matrix.AsSpan(r * columns.Length, columns.Length), columns, scale * rows[r]);
        }
    }

    private static void AddScaled(Span<double> to, ReadOnlySpan<double> from, double factor)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += factor * from[i];
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
