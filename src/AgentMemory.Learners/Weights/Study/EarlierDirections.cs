using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;

namespace AgentMemory.Learners.Weights.Study;

/// <summary>
/// The directions that worn adapters read from each linear layer's input, as orthonormal bases. A new adapter whose A stays
/// at right angles to them answers nothing to what the earlier ones listen to, so it cannot overwrite it (O-LoRA, Wang et al.
/// 2023; here by projection after each step instead of a penalty).
/// </summary>
internal sealed class EarlierDirections
{
    private readonly Dictionary<string, List<double[]>> _bases = new(StringComparer.Ordinal);

    public EarlierDirections(ITrainer trainer, IReadOnlyList<WornWeights> worn)
    {
        var trained = trainer.TrainedNames.Where(n => n.EndsWith(".lora_a", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in worn.SelectMany(w => w.Adapter.Tensors).Where(t => trained.Contains(t.Name)))
        {
            var inputs = (int)tensor.Extents[0];
            if (!_bases.TryGetValue(tensor.Name, out var basis))
            {
                _bases[tensor.Name] = basis = [];
            }

            for (var r = 0; r < tensor.Values.Length / inputs; r++)
            {
                var row = Array.ConvertAll(tensor.Values[(r * inputs)..((r + 1) * inputs)], v => (double)v);
                Add(basis, row);
            }
        }
    }

    /// <summary>Takes the earlier directions out of every A.</summary>
    public void Project(ITrainer trainer)
    {
        foreach (var (name, basis) in _bases)
        {
            var values = trainer.Weights(name);
            var inputs = basis.Count == 0 ? values.Length : basis[0].Length;
            for (var start = 0; start < values.Length; start += inputs)
            {
                var row = Array.ConvertAll(values[start..(start + inputs)], v => (double)v);
                Remove(basis, row);
                for (var i = 0; i < inputs; i++)
                {
                    values[start + i] = (float)row[i];
                }
            }

            trainer.SetWeights(name, values);
        }
    }

    // Gram and Schmidt; what is left of a row that the basis holds already is noise and no direction.
    private static void Add(List<double[]> basis, double[] row)
    {
        var before = Length(row);
        Remove(basis, row);
        Remove(basis, row);
        var left = Length(row);
        // A basis of every direction would leave a new adapter nothing to read.
        if (left > 1e-6 * before && basis.Count < row.Length / 2)
        {
            basis.Add(Array.ConvertAll(row, v => v / left));
        }
    }

    private static void Remove(List<double[]> basis, double[] row)
    {
        foreach (var direction in basis)
        {
            var share = 0.0;
            for (var i = 0; i < row.Length; i++)
            {
                share += row[i] * direction[i];
            }

            for (var i = 0; i < row.Length; i++)
            {
                row[i] -= share * direction[i];
            }
        }
    }

    private static double Length(double[] row) => Math.Sqrt(row.Sum(v => v * v));
}
