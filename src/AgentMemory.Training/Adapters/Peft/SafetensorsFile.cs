using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Gguf;
using Microsoft.Win32.SafeHandles;

namespace AgentMemory.Training.Adapters.Peft;

/// <summary>
/// A safetensors file (github.com/huggingface/safetensors, "Format"): eight bytes with the length of a JSON header, the header, and the
/// data. The header is bounded, and every tensor's type, shape and place is checked, before any data is read.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    private const int HeaderBytesMax = 16 << 20;
    private const int HeaderDepthMax = 8;
    private const int DimensionsMax = 8;
    private const int ShownLettersMax = 80;
    private const string MetadataName = "__metadata__";

    private readonly SafeFileHandle _file;
    private readonly long _data;

    private SafetensorsFile(string path, SafeFileHandle file)
    {
        Path = path;
        _file = file;
        var length = RandomAccess.GetLength(file);
        if (length < sizeof(ulong))
        {
            throw Fault($"is no safetensors file: it has {length} bytes. Copy it again.");
        }

        Span<byte> size = stackalloc byte[sizeof(ulong)];
        ReadAt(0, size);
        var header = BinaryPrimitives.ReadUInt64LittleEndian(size);
        if (header > HeaderBytesMax || header > (ulong)(length - sizeof(ulong)))
        {
            throw Fault($"claims a header of {header.ToString("N0", CultureInfo.InvariantCulture)} bytes; it has {Figure(length)}, and "
                + $"{Figure(HeaderBytesMax)} are the limit. It is cut short or damaged; copy it again.");
        }

        var json = new byte[header];
        ReadAt(sizeof(ulong), json);
        _data = sizeof(ulong) + (long)header;
        Tensors = UntrustedJson.Read(path, json, "has a header that is", HeaderDepthMax, ReadHeader);
        CheckPlaces(length - _data);
    }

    public string Path { get; }

    /// <summary>Texts about the file: format is "pt" where PyTorch wrote it.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>In the order of their data.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <exception cref="ModelFileException">It is missing, cannot be read, or is no sound safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        if (RegularFile.OtherKind(path) is { } kind)
        {
            throw new ModelFileException(path, $"is {kind}, which is not opened. Give the folder that PEFT saved.");
        }

        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
            return new SafetensorsFile(path, file);
        }
        catch (Exception cause)
        {
            file?.Dispose();
            throw cause switch
            {
                FileNotFoundException or DirectoryNotFoundException => new ModelFileException(path, "does not exist. Check the folder.", cause),
                UnauthorizedAccessException or IOException or NotSupportedException =>
                    new ModelFileException(path, $"cannot be read: {cause.Message} Check its permissions.", cause),
                _ => cause,
            };
        }
    }

    /// <summary>The bytes of a tensor.</summary>
    /// <exception cref="ModelFileException">The file cannot be read any more, or the tensor takes over 2 GiB.</exception>
    public byte[] Read(SafetensorsTensor tensor)
    {
        if (tensor.Bytes > Array.MaxLength)
        {
            throw Fault($"holds '{Shown(tensor.Name)}' of {Figure(tensor.Bytes)} bytes; {Figure(Array.MaxLength)} can be read.");
        }

        var bytes = new byte[tensor.Bytes];
        try
        {
            ReadAt(_data + tensor.Offset, bytes);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(Path, $"cannot be read: {cause.Message}", cause);
        }

        return bytes;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>A name as messages have it: an untrusted one may have any length.</summary>
    public static string Shown(string name) => name.Length <= ShownLettersMax ? name : name[..ShownLettersMax] + "...";

    private List<SafetensorsTensor> ReadHeader(JsonElement header)
    {
        var tensors = new List<SafetensorsTensor>();
        foreach (var entry in header.EnumerateObject())
        {
            if (entry.Name == MetadataName)
            {
                ReadMetadata(entry.Value);
            }
            else
            {
                tensors.Add(ReadTensor(entry.Name, entry.Value));
            }
        }

        return [.. tensors.OrderBy(tensor => tensor.Offset)];
    }

    private void ReadMetadata(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object || metadata.EnumerateObject().Any(text => text.Value.ValueKind != JsonValueKind.String))
        {
            throw Fault($"holds something else than texts under {MetadataName}. Save it again.");
        }

        foreach (var text in metadata.EnumerateObject())
        {
            Metadata.Add(text.Name, text.Value.GetString()!);
        }
    }

    private SafetensorsTensor ReadTensor(string name, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !entry.TryGetProperty("shape", out var shape) || Wholes(shape, DimensionsMax) is not { } extents
            || !entry.TryGetProperty("data_offsets", out var places) || Wholes(places, 2) is not [var begin, var end])
        {
            throw Fault($"describes '{Shown(name)}' without a dtype, a shape and two data_offsets. Save it again.");
        }

        var type = dtype.GetString() switch
        {
            "F32" => GgmlType.F32,
            "F16" => GgmlType.F16,
            "BF16" => GgmlType.BF16,
            var other => throw Fault($"stores '{Shown(name)}' as {Shown(other!)}; F32, F16 and BF16 can be read. Save it as one of these."),
        };
        try
        {
            var bytes = extents.Aggregate(type == GgmlType.F32 ? 4L : 2L, (product, extent) => checked(product * extent));
            return end - begin == bytes
                ? new SafetensorsTensor(name, type, extents, begin, bytes)
                : throw Fault($"gives '{Shown(name)}' {Figure(end - begin)} bytes, and its shape and type take {Figure(bytes)}. Copy it again.");
        }
        catch (OverflowException cause)
        {
            throw new ModelFileException(Path, $"gives '{Shown(name)}' more numbers than any file can hold. Copy it again.", cause);
        }
    }

    /// <summary>Whole numbers from 0 on, at most so many; null for anything else.</summary>
    private static long[]? Wholes(JsonElement array, int most)
    {
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() > most)
        {
            return null;
        }

        var numbers = new List<long>();
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out var number) || number < 0)
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    /// <summary>The tensors cover all of the data, one behind the other: neither gap nor overlap, as the format says.</summary>
    private void CheckPlaces(long dataBytes)
    {
        long next = 0;
        foreach (var tensor in Tensors)
        {
            if (tensor.Offset != next || tensor.Bytes > dataBytes - next)
            {
                throw Fault(tensor.Offset == next
                    ? $"is cut short: '{Shown(tensor.Name)}' ends at byte {Figure(tensor.Offset + tensor.Bytes)} of {Figure(dataBytes)} bytes of data. "
                        + "Copy it again."
                    : $"places '{Shown(tensor.Name)}' at {Figure(tensor.Offset)} where {Figure(next)} belongs. Save it again.");
            }

            next += tensor.Bytes;
        }

        if (next != dataBytes)
        {
            throw Fault($"has {Figure(dataBytes)} bytes of data, and its tensors take {Figure(next)}. Copy it again.");
        }
    }

    private void ReadAt(long position, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var got = RandomAccess.Read(_file, bytes, position);
            if (got == 0)
            {
                throw Fault("has become shorter while it was read. Copy it again.");
            }

            bytes = bytes[got..];
            position += got;
        }
    }

    private static string Figure(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private ModelFileException Fault(string what) => new(Path, what);
}
