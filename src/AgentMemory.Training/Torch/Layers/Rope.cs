using AgentMemory.Training.Architectures;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Layers;

/// <summary>
/// Rotary positions (Su et al. 2021) with their scalings: linear, YaRN (Peng et al. 2023, sections 3.3 and 3.4) and factors for
/// each frequency (Llama 3, LongRoPE). Angles are summed up in F32 as llama.cpp does, so that they round alike.
/// </summary>
internal sealed class Rope : IDisposable
{
    private readonly int _dimensions;
    private readonly float _base;
    private readonly float _scale;
    private readonly RopeScaling _scaling;
    private readonly float[]? _factors;
    private readonly Device _device;
    private Tensor? _turns;

    public Rope(int dimensions, float ropeBase, float scale, RopeScaling scaling, float[]? factors, Device device)
    {
        (_dimensions, _base, _scale, _scaling, _factors, _device) = (dimensions, ropeBase, scale, scaling, factors, device);
    }

    /// <summary>Turns for positions, complex [positions, 1, dimensions / 2].</summary>
    /// <param name="positions">Int64 [positions].</param>
    /// <param name="longest">The largest of them.</param>
    public Tensor Turns(Tensor positions, int longest)
    {
        if (_turns is null || _turns.shape[0] <= longest)
        {
            _turns?.Dispose();
            _turns = Table(Math.Max(64, 2 * longest));
        }

        return _turns.index_select(0, positions).unsqueeze(1);
    }

    public void Dispose() => _turns?.Dispose();

    private Tensor Table(int count)
    {
        var half = _dimensions / 2;
        var step = MathF.Pow(_base, -2f / _dimensions);
        var values = new float[count * half * 2];
        var (low, high) = Corrections();
        for (var position = 0; position < count; position++)
        {
            float theta = position;
            for (var i = 0; i < half; i++, theta *= step)
            {
                var own = _factors is null ? theta : theta / _factors[i];
                var (angle, size) = (_scale * own, _scaling.Attention);
                if (_scaling.Extension != 0)
                {
                    var ramp = 1 - Math.Clamp((i - low) / MathF.Max(0.001f, high - low), 0, 1);
                    var mix = ramp * _scaling.Extension;
                    angle = (angle * (1 - mix)) + (own * mix);
                    size *= 1 + (0.1f * MathF.Log(1 / _scale));
                }

                var at = 2 * ((position * half) + i);
                (values[at], values[at + 1]) = (MathF.Cos(angle) * size, MathF.Sin(angle) * size);
            }
        }

        using var scope = NewDisposeScope();
        return tensor(values, [count, half, 2], device: _device).view_as_complex().clone().DetachFromDisposeScope();
    }

    // The pairs between which YaRN goes over from turning as before to turning slower.
    private (float Low, float High) Corrections()
    {
        return (MathF.Max(0, MathF.Floor(Pair(_scaling.BetaFast))), MathF.Min(_dimensions - 1, MathF.Ceiling(Pair(_scaling.BetaSlow))));

        float Pair(float turns) =>
            _dimensions * MathF.Log(_scaling.OriginalContext / (turns * 2 * MathF.PI)) / (2 * MathF.Log(_base));
    }
}
