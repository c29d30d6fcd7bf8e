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

    /// <summary>Opens the other parts of the first one, if there are any, and checks that they belong together.</summary>
    /// <exception cref="ModelFileException">A part is missing, is another one than its name says, or repeats a tensor.</exception>
    internal static void AddParts(List<GgufPart> parts)
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
            var part = GgufPart.Open(Name(prefix, index, count), index);
            parts.Add(part);
            if (part.UInt16(NumberKey) != index)
            {
                throw new ModelFileException(part.Path, $"does not say that it is part {index + 1}. Copy it again.");
            }
        }

        CheckTensors(parts);
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

        // llama.cpp reads this key as a 32-bit number and stops at anything else.
        var expected = first.Entries.TryGetValue(TensorsKey, out var entry)
            && entry is { Type: GgufValueType.Int32, IsArray: false }
                ? BinaryPrimitives.ReadInt32LittleEndian(first.Values(entry))
                : throw new ModelFileException(first.Path, $"lacks {TensorsKey} as Int32. Split the model again.");
        if (expected != names.Count)
        {
            throw new ModelFileException(
                first.Path, $"and its other parts hold {names.Count} tensors, and {expected} belong there. Copy them again.");
        }
    }
}
