using System.IO.MemoryMappedFiles;

namespace AgentMemory.Native;

/// <summary>One file on disk, mapped and parsed. <see cref="GgufFile"/> consists of one or several.</summary>
internal sealed unsafe class GgufPart : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;

    private GgufPart(string path, FileStream stream, int index)
    {
        Path = path;
        Length = stream.Length;
        _map = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start;
        try
        {
            var parser = new GgufParser(new GgufCursor(path, start, Length));
            parser.Parse(start);
            Version = (int)parser.Version;
            Alignment = (int)parser.Alignment;
            Entries = parser.Entries;
            Tensors = index == 0 ? parser.Tensors : [.. parser.Tensors.Select(tensor => tensor with { Part = index })];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal string Path { get; }

    internal byte* Start { get; }

    internal long Length { get; }

    internal int Version { get; }

    internal int Alignment { get; }

    internal Dictionary<string, GgufEntry> Entries { get; }

    internal List<GgufTensor> Tensors { get; }

    /// <exception cref="ModelFileException">It is missing, cannot be read, or is not a sound GGUF file.</exception>
    internal static GgufPart Open(string path, int index)
    {
        if (Directory.Exists(path))
        {
            throw new ModelFileException(path, "is a folder. Give the .gguf file inside it.");
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return stream.Length > 0
                ? new GgufPart(path, stream, index)
                : throw new ModelFileException(path, "is empty. Copy or download it again.");
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException(
                path,
                index == 0 ? "does not exist. Check the path."
                    : "does not exist, and the model consists of it and others. Put all parts into one folder.",
                cause);
        }
        catch (Exception cause) when (cause is UnauthorizedAccessException or IOException)
        {
            throw new ModelFileException(path, $"cannot be read: {cause.Message} Check its permissions.", cause);
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
            ? *(ushort*)(Start + entry.Offset)
            : throw new ModelFileException(Path, $"gives {key} as {entry.Type}, and UInt16 belongs there. Split the model again.");
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
