using System.Buffers.Binary;
using AgentMemory.Core;
using Microsoft.Win32.SafeHandles;

namespace AgentMemory.Gguf;

/// <summary>One file on disk: its header parsed and held, the data of its tensors read when asked for. <see cref="GgufFile"/> has one or several.</summary>
internal sealed class GgufPart : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly GgufHeader _header;

    private GgufPart(string path, SafeFileHandle file, int index, List<ModelFileException>? faults)
    {
        Path = path;
        Length = RandomAccess.GetLength(file);
        _file = file;
        _header = new GgufHeader(file, Length);
        var cursor = new GgufCursor(path, _header);
        var parser = new GgufParser(cursor);
        try
        {
            parser.Parse();
        }
        catch (ModelFileException fault) when (faults is not null && parser.Entries.Count + parser.Described.Count > 0)
        {
            faults.Add(fault);
            KeepWhatCanBeCounted(parser);
        }

        _header.Trim(cursor.Position);
        Version = (int)parser.Version;
        Alignment = (int)parser.Alignment;
        Entries = parser.Entries;
        Tensors = index == 0 ? parser.Tensors : [.. parser.Tensors.Select(tensor => tensor with { Part = index })];
    }

    internal string Path { get; }

    internal long Length { get; }

    internal int Version { get; }

    internal int Alignment { get; }

    internal Dictionary<string, GgufEntry> Entries { get; }

    internal List<GgufTensor> Tensors { get; }

    /// <param name="path">The file.</param>
    /// <param name="index">Its place among the parts.</param>
    /// <param name="faults">Takes what is wrong with a file of which something can be read; null where that is refused.</param>
    /// <exception cref="ModelFileException">It is missing, cannot be read, or is not a sound GGUF file.</exception>
    internal static GgufPart Open(string path, int index, List<ModelFileException>? faults = null)
    {
        if (path.Length == 0)
        {
            throw new ModelFileException("\"\"", "names no file. Give the path of a .gguf file.");
        }

        if (Directory.Exists(path))
        {
            throw new ModelFileException(path, "is a folder. Give the .gguf file inside it.");
        }

        if (RegularFile.OtherKind(path) is { } kind)
        {
            throw new ModelFileException(path, $"is {kind}, which is not opened. Give the path of a .gguf file.");
        }

        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
            return RandomAccess.GetLength(file) > 0
                ? new GgufPart(path, file, index, faults)
                : throw new ModelFileException(path, "is empty. Copy or download it again.");
        }
        catch (Exception cause)
        {
            file?.Dispose();
            switch (cause)
            {
                case FileNotFoundException or DirectoryNotFoundException:
                    throw new ModelFileException(
                        path,
                        index == 0 ? "does not exist. Check the path."
                            : "does not exist, and the model consists of it and others. Put all parts into one folder.",
                        cause);
                case UnauthorizedAccessException or IOException or NotSupportedException:
                    throw new ModelFileException(path, $"cannot be read: {cause.Message} Check its permissions.", cause);
                default:
                    throw;
            }
        }
    }

    /// <summary>The bytes of an entry's values as the file has them.</summary>
    internal ReadOnlySpan<byte> Values(GgufEntry entry) => _header.Slice(entry.Offset, checked((int)entry.Bytes));

    /// <summary>Fills the whole span with the bytes from a position on.</summary>
    /// <exception cref="ModelFileException">The file cannot be read there.</exception>
    internal void Read(long position, Span<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
            {
                var got = RandomAccess.Read(_file, bytes, position);
                if (got == 0)
                {
                    throw new ModelFileException(Path, "has become shorter while it was read. Copy it again.");
                }

                bytes = bytes[got..];
                position += got;
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(Path, $"cannot be read: {cause.Message}", cause);
        }
    }

    /// <summary>A 16-bit number, the type that llama.cpp insists on for parts; null where it is missing.</summary>
    /// <exception cref="ModelFileException">The key holds something else.</exception>
    internal int? UInt16(string key)
    {
        if (!Entries.TryGetValue(key, out var entry))
        {
            return null;
        }

        return entry is { Type: GgufValueType.UInt16, IsArray: false }
            ? BinaryPrimitives.ReadUInt16LittleEndian(Values(entry))
            : throw new ModelFileException(Path, $"gives {key} as {entry.Type}, and UInt16 belongs there. Split the model again.");
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Tensors with a place and without, as far as their sizes add up to something that a disk could hold.</summary>
    private static void KeepWhatCanBeCounted(GgufParser parser)
    {
        const long elementsMax = 1L << 50;
        var left = elementsMax;
        var described = parser.Tensors.Concat(parser.Described.Skip(parser.Tensors.Count).Select(d => d.Tensor)).ToList();
        parser.Tensors.Clear();
        parser.Tensors.AddRange(described.TakeWhile(tensor =>
        {
            var fits = tensor.Elements <= left && tensor.Bytes <= elementsMax;
            left -= fits ? tensor.Elements : 0;
            return fits;
        }));
    }
}
