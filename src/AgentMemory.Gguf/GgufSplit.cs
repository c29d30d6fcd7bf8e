using System.Buffers.Binary;
using System.Globalization;

namespace AgentMemory.Gguf;

/// <summary>
/// A model in several files, as llama.cpp's gguf-split writes it: prefix-00001-of-00003.gguf holds the metadata,
/// split.no counts from 0, split.count and split.tensors.count say how much there must be.
/// </summary>
internal static class GgufSplit
{
    private const string CountKey = "split.count";
    private const string NumberKey = "split.no";
    private const string TensorsKey = "split.tensors.count";

    /// <summary>The name of a part.</summary>
    /// <param name="prefix">What stands before the number.</param>
    /// <param name="index">From 0.</param>
    /// <param name="count">Parts in all.</param>
    internal static string Name(string prefix, int index, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{index + 1:D5}-of-{count:D5}.gguf");

    /// <summary>
    /// As <see cref="AddParts(List{GgufPart})"/>, but what is wrong goes into <paramref name="faults"/>, and the parts that are there are
    /// kept.
    /// </summary>
    internal static void AddParts(List<GgufPart> parts, List<ModelFileException> faults)
    {
        try
        {
            AddOthers(parts, faults);
            if (faults.Count == 0 && parts.Count > 1)
            {
                CheckTensors(parts);
            }
        }
        catch (ModelFileException fault)
        {
            faults.Add(fault);
        }
    }

    /// <summary>Opens the other parts of the first one, if there are any, and checks that they belong together.</summary>
    /// <exception cref="ModelFileException">A part is missing, is another one than its name says, or repeats a tensor.</exception>
    internal static void AddParts(List<GgufPart> parts)
    {
        AddOthers(parts, faults: null);
        if (parts.Count > 1)
        {
            CheckTensors(parts);
        }
    }

    /// <summary>How many tensors the parts have together, as the first one says; null where it does not.</summary>
    // llama.cpp reads this key as a 32-bit number and stops at anything else.
    internal static int? TensorCount(GgufPart first) =>
        first.Entries.TryGetValue(TensorsKey, out var entry) && entry is { Type: GgufValueType.Int32, IsArray: false }
            ? BinaryPrimitives.ReadInt32LittleEndian(first.Values(entry))
            : null;

    private static void AddOthers(List<GgufPart> parts, List<ModelFileException>? faults)
    {
        var first = parts[0];
        var count = first.UInt16(CountKey) ?? 0;
        if (count > GgufLimits.PartsMax)
        {
            throw new ModelFileException(
                first.Path, $"claims {count} parts, and {GgufLimits.PartsMax} are the limit. The file is damaged; copy it again.");
        }

        if (count <= 1)
        {
            return;
        }

        var number = first.UInt16(NumberKey)
            ?? throw new ModelFileException(first.Path, $"is one of {count} parts and does not say which. Split the model again.");
        var suffix = Name("", number, count);
        if (!first.Path.EndsWith(suffix, StringComparison.Ordinal))
        {
            throw new ModelFileException(
                first.Path, $"is part {number + 1} of {count}, and its name must end in {suffix}. Give it its name back.");
        }

        var prefix = first.Path[..^suffix.Length];
        if (number != 0)
        {
            throw new ModelFileException(
                first.Path, $"is part {number + 1} of {count}. Give the first one, {Path.GetFileName(Name(prefix, 0, count))}.");
        }

        for (var index = 1; index < count; index++)
        {
            try
            {
                AddOther(parts, Name(prefix, index, count), index, faults);
            }
            catch (ModelFileException fault) when (faults is not null)
            {
                faults.Add(fault);
            }
        }
    }

    private static void AddOther(List<GgufPart> parts, string path, int index, List<ModelFileException>? faults)
    {
        var part = GgufPart.Open(path, parts.Count, faults);
        parts.Add(part);
        if (part.UInt16(NumberKey) != index)
        {
            throw new ModelFileException(part.Path, $"does not say that it is part {index + 1}. Copy it again.");
        }
    }

    private static void CheckTensors(List<GgufPart> parts)
    {
        var first = parts[0];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in parts.SelectMany(part => part.Tensors))
        {
            if (!names.Add(tensor.Name))
            {
                throw new ModelFileException(first.Path, $"and its other parts hold '{tensor.Name}' twice. Split the model again.");
            }
        }

        if (names.Count > GgufLimits.TensorsMax)
        {
            throw new ModelFileException(
                first.Path, $"and its other parts hold {names.Count} tensors, and {GgufLimits.TensorsMax} are the limit. Copy them again.");
        }

        var expected = TensorCount(first) ?? throw new ModelFileException(first.Path, $"lacks {TensorsKey} as Int32. Split the model again.");
        if (expected != names.Count)
        {
            throw new ModelFileException(
                first.Path, $"and its other parts hold {names.Count} tensors, and {expected} belong there. Copy them again.");
        }
    }
}
