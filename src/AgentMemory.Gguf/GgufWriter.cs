using System.Runtime.InteropServices;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Gguf.Blocks;

namespace AgentMemory.Gguf;

/// <summary>
/// Writes GGUF version 3: models and adapters. A file is magic, version, counts, metadata, the list of tensors,
/// padding, and the data of the tensors, each padded. What it writes, <see cref="GgufFile"/> reads.
/// </summary>
public sealed class GgufWriter
{
    private const int Alignment = 32;

    private readonly MemoryStream _metadata = new();
    private readonly BinaryWriter _writer;
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<(string Name, long[] Extents, GgmlType Type, byte[] Data)> _tensors = [];

    public GgufWriter() => _writer = new BinaryWriter(_metadata, Encoding.UTF8);

    public void Set(string key, byte value) => Begin(key, GgufValueType.UInt8).Write(value);

    public void Set(string key, sbyte value) => Begin(key, GgufValueType.Int8).Write(value);

    public void Set(string key, ushort value) => Begin(key, GgufValueType.UInt16).Write(value);

    public void Set(string key, short value) => Begin(key, GgufValueType.Int16).Write(value);

    public void Set(string key, uint value) => Begin(key, GgufValueType.UInt32).Write(value);

    public void Set(string key, int value) => Begin(key, GgufValueType.Int32).Write(value);

    public void Set(string key, ulong value) => Begin(key, GgufValueType.UInt64).Write(value);

    public void Set(string key, long value) => Begin(key, GgufValueType.Int64).Write(value);

    public void Set(string key, float value) => Begin(key, GgufValueType.Float32).Write(value);

    public void Set(string key, double value) => Begin(key, GgufValueType.Float64).Write(value);

    public void Set(string key, bool value) => Begin(key, GgufValueType.Bool).Write(value);

    public void Set(string key, string value) => WriteText(Begin(key, GgufValueType.Text), value);

    public void Set(string key, IReadOnlyList<string> values)
    {
        var writer = BeginArray(key, GgufValueType.Text, values.Count);
        foreach (var value in values)
        {
            WriteText(writer, value);
        }
    }

    public void Set(string key, ReadOnlySpan<int> values) => SetArray(key, GgufValueType.Int32, values);

    public void Set(string key, ReadOnlySpan<uint> values) => SetArray(key, GgufValueType.UInt32, values);

    public void Set(string key, ReadOnlySpan<float> values) => SetArray(key, GgufValueType.Float32, values);

    /// <summary>An array of any type but text, its elements as the machine holds them.</summary>
    /// <exception cref="ArgumentException">T is not as wide as the type, or the type is Text or Array.</exception>
    public void SetArray<T>(string key, GgufValueType type, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (type is GgufValueType.Text or GgufValueType.Array || GgufParser.ValueBytes(type) != Marshal.SizeOf<T>())
        {
            throw new ArgumentException($"{typeof(T).Name} is no element of an array of {type}", nameof(type));
        }

        BeginArray(key, type, values.Length).Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Takes an entry over from another file as it stands.</summary>
    public void Copy(GgufFile source, GgufEntry entry)
    {
        var writer = entry.IsArray ? BeginArray(entry.Key, entry.Type, entry.Count) : Begin(entry.Key, entry.Type);
        writer.Write(source.Values(entry));
    }

    /// <summary>Adds a tensor of F32 numbers.</summary>
    /// <param name="name">At most 63 bytes.</param>
    /// <param name="extents">Fastest dimension first.</param>
    /// <param name="values">As many as the extents say, the first dimension running fastest.</param>
    public void Add(string name, ReadOnlySpan<long> extents, ReadOnlySpan<float> values) =>
        AddStored(name, extents, GgmlType.F32, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Adds a tensor of numbers that are stored as another type.</summary>
    /// <param name="name">At most 63 bytes.</param>
    /// <param name="extents">Fastest dimension first; whole blocks of the type.</param>
    /// <param name="type">One that <see cref="Dequantizer.CanRead"/>.</param>
    /// <param name="values">As many as the extents say, the first dimension running fastest.</param>
    /// <param name="threadsMax">Threads that quantise.</param>
    /// <exception cref="UserErrorException">A number is not finite or too large for the type.</exception>
    public void Add(string name, ReadOnlySpan<long> extents, GgmlType type, float[] values, int threadsMax = 1)
    {
        GgmlTypeLayout.RowBytes(type, extents[0]);
        try
        {
            AddStored(name, extents, type, Quantizer.FromF32(type, values, threadsMax));
        }
        catch (UnstorableNumbersException e)
        {
            throw new UserErrorException(
                $"tensor '{name}' cannot be stored as {type}: {e.Message}; the numbers it comes from are damaged or have diverged", e);
        }
    }

    /// <summary>Adds a tensor whose bytes are stored already.</summary>
    public void AddStored(string name, ReadOnlySpan<long> extents, GgmlType type, byte[] data)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (extents.Length is 0 or > GgufLimits.DimensionsMax
            || Encoding.UTF8.GetByteCount(name) > GgufLimits.TensorNameBytesMax)
        {
            throw new ArgumentException($"'{name}' has a name or a number of dimensions that GGUF cannot "
                + "hold", nameof(name));
        }

        var bytes = GgmlTypeLayout.RowBytes(type, extents[0]) * (Elements(extents) / extents[0]);
        if (bytes != data.Length || !_names.Add(name))
        {
            throw new ArgumentException($"'{name}' stands there already, or takes {bytes} bytes, not "
                + $"{data.Length}", nameof(data));
        }

        _tensors.Add((name, extents.ToArray(), type, data));
    }

    /// <summary>Writes the file beside the path and puts it in place when it is whole.</summary>
    public void Save(string path)
    {
        var partial = path + ".partial";
        using (var stream = File.Create(partial))
        {
            Write(stream);
        }

        File.Move(partial, path, overwrite: true);
    }

    public void Write(Stream stream)
    {
        _writer.Flush();
        var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_keys.Count);
        writer.Write(_metadata.GetBuffer(), 0, (int)_metadata.Length);
        long headerBytes = 24 + _metadata.Length;
        long offset = 0;
        foreach (var (name, extents, type, data) in _tensors)
        {
            headerBytes += WriteText(writer, name) + (2 * sizeof(uint)) + (sizeof(ulong) * (extents.Length + 1));
            writer.Write((uint)extents.Length);
            writer.Write(MemoryMarshal.AsBytes(extents.AsSpan()));
            writer.Write((uint)type);
            writer.Write((ulong)offset);
            offset += data.Length + Padding(data.Length);
        }

        writer.Write(new byte[Padding(headerBytes)]);
        foreach (var (_, _, _, data) in _tensors)
        {
            writer.Write(data);
            writer.Write(new byte[Padding(data.Length)]);
        }

        writer.Flush();
    }

    private static long Elements(ReadOnlySpan<long> extents)
    {
        var elements = 1L;
        foreach (var extent in extents)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(extent, nameof(extents));
            elements = checked(elements * extent);
        }

        return elements;
    }

    private static int Padding(long bytes) => (int)((Alignment - (bytes % Alignment)) % Alignment);

    private static int WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
        return sizeof(ulong) + bytes.Length;
    }

    private BinaryWriter Begin(string key, GgufValueType type)
    {
        if (string.IsNullOrEmpty(key) || !_keys.Add(key))
        {
            throw new ArgumentException($"the key '{key}' is empty or stands there already", nameof(key));
        }

        WriteText(_writer, key);
        _writer.Write((uint)type);
        return _writer;
    }

    private BinaryWriter BeginArray(string key, GgufValueType type, int count)
    {
        Begin(key, GgufValueType.Array);
        _writer.Write((uint)type);
        _writer.Write((ulong)count);
        return _writer;
    }
}
