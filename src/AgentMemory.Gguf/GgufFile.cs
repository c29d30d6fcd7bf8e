using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace AgentMemory.Gguf;

/// <summary>
/// A GGUF file, its header checked from end to end before anything of it is used (<see cref="GgufLimits"/> states the limits);
/// the data of its tensors stays on disk until it is read. A model in several parts (my-00001-of-00003.gguf) is opened by its first part and is one file
/// from then on. Not thread-safe while being disposed; otherwise reading is.
/// </summary>
public sealed class GgufFile : IDisposable
{
    private readonly List<GgufPart> _parts;
    private readonly Dictionary<string, GgufEntry> _entries;
    private readonly Dictionary<string, GgufTensor> _tensorsByName;
    private bool _disposed;

    private GgufFile(List<GgufPart> parts)
    {
        _parts = parts;
        Path = parts[0].Path;
        Version = parts[0].Version;
        Alignment = parts[0].Alignment;
        Length = parts.Sum(part => part.Length);
        _entries = parts[0].Entries;
        Tensors = parts.Count == 1 ? parts[0].Tensors : [.. parts.SelectMany(part => part.Tensors)];
        _tensorsByName = new(StringComparer.Ordinal);
        foreach (var tensor in Tensors)
        {
            // Two of a name are found only in parts that do not belong together, which are opened to be told of, not to be used.
            _tensorsByName.TryAdd(tensor.Name, tensor);
        }
    }

    /// <summary>The file, or the first of its parts.</summary>
    public string Path { get; }

    /// <summary>The files it consists of, in order.</summary>
    public IReadOnlyList<string> Paths => [.. _parts.Select(part => part.Path)];

    /// <summary>Bytes of all parts.</summary>
    public long Length { get; }

    /// <summary>2 or 3.</summary>
    public int Version { get; }

    /// <summary>Every tensor's data starts at a multiple of this many bytes.</summary>
    public int Alignment { get; }

    /// <summary>The metadata, in no particular order.</summary>
    public IReadOnlyCollection<GgufEntry> Entries => _entries.Values;

    /// <summary>The tensors, in the file's order.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>Opens and checks a file, with its other parts where it is the first of several.</summary>
    /// <exception cref="ModelFileException">It is missing, cannot be read, or is not a sound GGUF file.</exception>
    public static GgufFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = new List<GgufPart> { GgufPart.Open(path, index: 0) };
        try
        {
            GgufSplit.AddParts(parts);
            return new GgufFile(parts);
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    /// <summary>Opens what there is of a file, to tell of it.</summary>
    /// <param name="path">The file, or the first of several.</param>
    /// <param name="faults">Takes what <see cref="Open"/> would refuse.</param>
    /// <exception cref="ModelFileException">Nothing of it can be read.</exception>
    internal static GgufFile OpenWhatIsThere(string path, List<ModelFileException> faults)
    {
        var parts = new List<GgufPart> { GgufPart.Open(path, index: 0, faults) };
        try
        {
            GgufSplit.AddParts(parts, faults);
            return new GgufFile(parts);
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    /// <summary>How many bytes of a tensor's data are there.</summary>
    internal long PresentBytes(GgufTensor tensor) =>
        tensor.Offset < 0 ? 0 : Math.Clamp(_parts[tensor.Part].Length - tensor.Offset, 0, tensor.Bytes);

    /// <summary>How many tensors belong to a model in several files, as the first says; null where it does not.</summary>
    internal int? PromisedTensors => GgufSplit.TensorCount(_parts[0]);

    /// <summary>The entry with this key.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out GgufEntry? entry) => _entries.TryGetValue(key, out entry);

    /// <summary>The tensor with this name.</summary>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out GgufTensor? tensor) =>
        _tensorsByName.TryGetValue(name, out tensor);

    /// <summary>A text; null where the key is missing or holds something else.</summary>
    public string? Text(string key) =>
        TryGet(key, out var entry) && entry is { Type: GgufValueType.Text, IsArray: false } ? Texts(key)[0] : null;

    /// <summary>
    /// A whole number of any width; null where the key is missing, holds something else, or does not fit.
    /// </summary>
    public long? Whole(string key) =>
        TryGet(key, out var entry) && !entry.IsArray && IsWhole(entry.Type) ? Wholes(key)[0] : null;

    /// <summary>A number of any type; null where the key is missing or holds something else.</summary>
    public double? Number(string key) => TryGet(key, out var entry) && !entry.IsArray
        ? entry.Type switch
        {
            GgufValueType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(Values(entry)),
            GgufValueType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(Values(entry)),
            _ => Whole(key),
        }
        : null;

    /// <summary>A truth value; null where the key is missing or holds something else.</summary>
    public bool? Flag(string key) =>
        TryGet(key, out var entry) && entry is { Type: GgufValueType.Bool, IsArray: false }
            ? Values(entry)[0] != 0 : null;

    /// <summary>Texts of an array (or one text); empty where the key is missing or holds something else.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        if (!TryGet(key, out var entry) || entry.Type != GgufValueType.Text)
        {
            return [];
        }

        var texts = new string[entry.Count];
        var values = Values(entry);
        for (var i = 0; i < texts.Length; i++)
        {
            var bytes = (int)BinaryPrimitives.ReadUInt64LittleEndian(values);
            texts[i] = Encoding.UTF8.GetString(values.Slice(sizeof(ulong), bytes));
            values = values[(sizeof(ulong) + bytes)..];
        }

        return texts;
    }

    /// <summary>Numbers of an array of Float32 (or one); empty where the key is missing or holds something else.</summary>
    public IReadOnlyList<float> Numbers(string key) => TryGet(key, out var entry) && entry.Type == GgufValueType.Float32
        ? MemoryMarshal.Cast<byte, float>(Values(entry)).ToArray()
        : [];

    /// <summary>Whole numbers of an array (or one); empty where the key is missing or holds something else.</summary>
    public IReadOnlyList<long> Wholes(string key)
    {
        if (!TryGet(key, out var entry) || !IsWhole(entry.Type))
        {
            return [];
        }

        var numbers = new long[entry.Count];
        var width = GgufParser.ValueBytes(entry.Type);
        var values = Values(entry);
        for (var i = 0; i < numbers.Length; i++)
        {
            var value = values.Slice(i * width, width);
            numbers[i] = entry.Type switch
            {
                GgufValueType.UInt8 => value[0],
                GgufValueType.Int8 => (sbyte)value[0],
                GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(value),
                GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(value),
                GgufValueType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(value),
                GgufValueType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(value),
                _ => BinaryPrimitives.ReadInt64LittleEndian(value),
            };
        }

        return numbers;
    }

    /// <summary>The bytes of an entry's values as the file has them.</summary>
    public ReadOnlySpan<byte> Values(GgufEntry entry)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _parts[0].Values(entry);
    }

    /// <summary>A copy of the bytes of a tensor of this file; at most 2 GiB. Larger ones are read piece by piece.</summary>
    /// <exception cref="ModelFileException">The file cannot be read any more.</exception>
    public byte[] Data(GgufTensor tensor)
    {
        var bytes = new byte[checked((int)tensor.Bytes)];
        Read(tensor, 0, bytes);
        return bytes;
    }

    /// <summary>Fills the span with the bytes of a tensor of this file.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="offset">Bytes from the tensor's start.</param>
    /// <param name="bytes">Filled whole.</param>
    /// <exception cref="ArgumentException">It is no tensor of this file, or it has fewer bytes.</exception>
    /// <exception cref="ModelFileException">The file cannot be read any more.</exception>
    public void Read(GgufTensor tensor, long offset, Span<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (tensor.Offset < 0 || tensor.Part >= _parts.Count || tensor.Bytes > _parts[tensor.Part].Length - tensor.Offset
            || offset < 0 || offset > tensor.Bytes - bytes.Length)
        {
            throw new ArgumentException($"'{tensor.Name}' has no {bytes.Length} bytes at {offset} in {Path}", nameof(tensor));
        }

        _parts[tensor.Part].Read(tensor.Offset + offset, bytes);
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _parts.ForEach(part => part.Dispose());
        }
    }

    private static bool IsWhole(GgufValueType type) =>
        type is not (GgufValueType.Float32 or GgufValueType.Float64 or GgufValueType.Bool or GgufValueType.Text);
}
