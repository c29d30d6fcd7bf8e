using AgentMemory.Gguf;

namespace AgentMemory.Pretraining.Initialization;

/// <summary>
/// Which type each weight of a model is stored in, as llama.cpp's quantiser mixes them: the output in Q6_K, and in the
/// medium K-quants half of the values' and down layers too.
/// </summary>
/// <param name="Name">As in file names: Q4_K_M.</param>
/// <param name="FileType">llama.cpp's number for <c>general.file_type</c> (enum llama_ftype).</param>
/// <param name="Most">Of most matrices.</param>
/// <param name="Better">Of the output, and of what the mix gives more bits.</param>
/// <param name="Fused">Of Phi-3's queries, keys and values in one.</param>
public sealed record WeightMix(string Name, uint FileType, GgmlType Most, GgmlType Better, GgmlType Fused)
{
    public static readonly WeightMix F32 = new("F32", 0, GgmlType.F32, GgmlType.F32, GgmlType.F32);

    /// <summary>All that training is held to.</summary>
    public static IReadOnlyList<WeightMix> All { get; } =
    [
        F32,
        new("F16", 1, GgmlType.F16, GgmlType.F16, GgmlType.F16),
        new("BF16", 32, GgmlType.BF16, GgmlType.BF16, GgmlType.BF16),
        new("Q8_0", 7, GgmlType.Q8_0, GgmlType.Q8_0, GgmlType.Q8_0),
        new("Q4_0", 2, GgmlType.Q4_0, GgmlType.Q6_K, GgmlType.Q4_0),
        new("Q4_K_M", 15, GgmlType.Q4_K, GgmlType.Q6_K, GgmlType.Q5_K),
        new("Q5_K_M", 17, GgmlType.Q5_K, GgmlType.Q6_K, GgmlType.Q6_K),
        new("Q6_K", 18, GgmlType.Q6_K, GgmlType.Q6_K, GgmlType.Q6_K),
    ];

    /// <summary>The type of one tensor; vectors stay F32, and rows that fill no whole blocks take a type with smaller ones.</summary>
    /// <param name="tensor">Its name.</param>
    /// <param name="extents">Fastest dimension first.</param>
    /// <param name="layers">Of the model.</param>
    /// <param name="isTied">The embeddings are the output too.</param>
    public GgmlType TypeOf(string tensor, IReadOnlyList<long> extents, int layers, bool isTied)
    {
        if (extents.Count == 1)
        {
            return GgmlType.F32;
        }

        var type = tensor switch
        {
            "output.weight" => Better,
            "token_embd.weight" => isTied ? Better : Most,
            _ when tensor.Contains(".attn_qkv.", StringComparison.Ordinal) => Fused,
            _ when Most is GgmlType.Q4_K or GgmlType.Q5_K && HasMoreBits(tensor, layers) => Better,
            _ => Most,
        };
        return extents[0] % 256 == 0 ? type : type switch
        {
            GgmlType.Q4_K => Smaller(GgmlType.Q5_0),
            GgmlType.Q5_K => Smaller(GgmlType.Q5_1),
            GgmlType.Q6_K => Smaller(GgmlType.Q8_0),
            GgmlType.Q4_0 or GgmlType.Q8_0 => Smaller(type),
            _ => type,
        };

        GgmlType Smaller(GgmlType fitting) => extents[0] % 32 == 0 ? fitting : GgmlType.F16;
    }

    // The first and last eighth of the layers, and every third between.
    private static bool HasMoreBits(string tensor, int layers)
    {
        var parts = tensor.Split('.');
        if (parts is not ["blk", var number, "attn_v" or "ffn_down", _])
        {
            return false;
        }

        var layer = int.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
        return layer < layers / 8 || layer >= 7 * layers / 8 || (layer - (layers / 8)) % 3 == 2;
    }
}
