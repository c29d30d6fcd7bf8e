namespace AgentMemory.Gguf.Validation;

/// <summary>
/// What llama.cpp trusts a model's file to hold, and answers with the end of the process where it does not: checked
/// here before native code sees the file. <see cref="GgufParser"/> has seen to the file's form; this sees to its sense.
/// Shapes of tensors are left to llama.cpp, which refuses wrong ones.
/// </summary>
public static class ModelValidation
{
    /// <summary>llama.cpp maps the data and wants it on boundaries of this many bytes.</summary>
    private const int AlignmentMin = 32;

    /// <param name="file">The model.</param>
    /// <param name="vocabularyOnly">Whether nothing but the vocabulary will be loaded.</param>
    /// <exception cref="ModelFileException">The file would not survive loading; the message names the key or tensor.</exception>
    public static void Check(GgufFile file, bool vocabularyOnly)
    {
        var architecture = file.Text("general.architecture");
        if (string.IsNullOrEmpty(architecture))
        {
            throw new ModelFileException(file.Path, "names no architecture. Convert the model again.");
        }

        if (architecture is "clip")
        {
            throw new ModelFileException(
                file.Path, "is the picture reader of another model, not a language model. Give the model's own file.");
        }

        CheckText(file);
        VocabularyValidation.Check(file);
        if (!vocabularyOnly)
        {
            CheckNumbers(file, architecture);
        }
    }

    /// <summary>The measures and the tensors' types alone, for who computes with the file without llama.cpp.</summary>
    /// <exception cref="ModelFileException">The file would not survive being computed with; the message names the key or tensor.</exception>
    public static void CheckNumbers(GgufFile file, string architecture)
    {
        HyperParameterValidation.Check(file, architecture);
        foreach (var tensor in file.Tensors)
        {
            CheckType(file, tensor);
        }
    }

    /// <summary>Whether the type can be a factor of a matrix product; activations' types and whole numbers cannot.</summary>
    public static bool IsWeight(GgmlType type) =>
        type is not (GgmlType.Q8_1 or GgmlType.Q8_K or GgmlType.I8 or GgmlType.I16 or GgmlType.I32 or GgmlType.I64
            or GgmlType.F64);

    private static void CheckText(GgufFile file)
    {
        if (file.Alignment < AlignmentMin && file.Tensors.Count > 0)
        {
            throw new ModelFileException(
                file.Path, $"aligns its data to {file.Alignment} bytes, and {AlignmentMin} are needed. Convert it again.");
        }

        foreach (var key in new[] { "tokenizer.chat_template", "general.name" })
        {
            if (file.TryGet(key, out var entry) && (entry.IsArray || entry.Type != GgufValueType.Text))
            {
                throw new ModelFileException(file.Path, $"gives {key} as something else than a text. Convert it again.");
            }
        }
    }

    private static void CheckType(GgufFile file, GgufTensor tensor)
    {
        var fits = IsWholeTable(tensor.Name)
            ? tensor.Type is GgmlType.I32 or GgmlType.I64
            : NeedsF32(tensor) ? tensor.Type == GgmlType.F32 : IsWeight(tensor.Type);
        if (!fits)
        {
            throw new ModelFileException(
                file.Path,
                $"stores '{tensor.Name}' ({tensor.Shape}) as {tensor.Type}, which cannot be computed with there. Convert it again.");
        }
    }

    /// <summary>Numbers that are added or multiplied one by one; ggml does that in F32.</summary>
    private static bool NeedsF32(GgufTensor tensor)
    {
        var name = tensor.Name;
        var isVector = tensor.Extents.Skip(1).All(extent => extent == 1);
        return isVector
            || name.EndsWith(".bias", StringComparison.Ordinal)
            || name.EndsWith("token_types.weight", StringComparison.Ordinal)
            || name.Contains("norm", StringComparison.Ordinal)
            || name.Contains("rope_f", StringComparison.Ordinal)
            || name.Contains("ssm_conv1d", StringComparison.Ordinal)
            || name.EndsWith(".ssm_a", StringComparison.Ordinal)
            || name.EndsWith(".ssm_d", StringComparison.Ordinal);
    }

    /// <summary>Tables of token or expert numbers.</summary>
    private static bool IsWholeTable(string name) =>
        name.Contains("tid2eid", StringComparison.Ordinal) || name is "d2t" or "t2d";
}
