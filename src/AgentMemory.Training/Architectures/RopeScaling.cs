using AgentMemory.Gguf;

namespace AgentMemory.Training.Architectures;

/// <summary>
/// How rotary positions were fitted to a longer context, in the terms of YaRN (Peng et al. 2023); what else stretches
/// (one scale for all frequencies, factors for each) stands beside it.
/// </summary>
/// <param name="OriginalContext">Tokens of context before the stretch.</param>
/// <param name="Extension">Share of YaRN's ramp between turning as before and turning slower: 1 with YaRN, 0 without.</param>
/// <param name="Attention">Turned pairs are multiplied with it.</param>
/// <param name="BetaFast">Pairs that turn more often than this over the original context are left alone.</param>
/// <param name="BetaSlow">Pairs that turn less often than this are slowed down in full.</param>
public sealed record RopeScaling(
    int OriginalContext, float Extension = 0, float Attention = 1, float BetaFast = 32, float BetaSlow = 1)
{
    /// <summary>Nothing stretched.</summary>
    public static readonly RopeScaling None = new(0);

    /// <summary>
    /// As llama.cpp reads it: YaRN's own factor on the attention (1 + 0.1 ln s, equation 15 of the paper) is applied inside
    /// the rotation, so what is handed in takes out what would be applied twice.
    /// </summary>
    /// <param name="file">The model's file.</param>
    /// <param name="prefix">Architecture and dot.</param>
    /// <param name="kind">none, linear, yarn or longrope; llama.cpp knows no others.</param>
    /// <param name="scale">What positions are multiplied with: 1 / factor.</param>
    /// <param name="context">The model's context, which counts where no original one is stated.</param>
    internal static RopeScaling Of(GgufFile file, string prefix, string kind, double scale, int context)
    {
        var stated = Number("rope.scaling.yarn_ext_factor", -1);
        var extension = stated >= 0 ? stated : kind == "yarn" ? 1 : 0;
        var attention = Number("rope.scaling.yarn_attn_factor", 1);
        if (extension != 0)
        {
            var stretch = Math.Log(1 / scale);
            attention = (stretch <= 0 ? 1 : 1 + (0.1 * stretch)) / (1 + (0.1 * stretch));
        }

        return new RopeScaling(
            (int)Math.Clamp(file.Whole(prefix + "rope.scaling.original_context_length") ?? context, 0, int.MaxValue),
            (float)extension,
            (float)(attention * Number("rope.scaling.attn_factor", 1)),
            (float)Number("rope.scaling.yarn_beta_fast", 32),
            (float)Number("rope.scaling.yarn_beta_slow", 1));

        double Number(string key, double otherwise) => file.Number(prefix + key) ?? otherwise;
    }
}
