namespace AgentMemory.Gguf;

/// <summary>
/// Reads and checks a GGUF file (the format is described in ggml's docs/gguf.md): magic, version, counts, lengths,
/// types, alignment, duplicates, offsets, sums without overflow, and the total against the file's size. What passes
/// here passes llama.cpp's own reader; the order of the checks is the order of the bytes.
/// </summary>
internal sealed class GgufParser
{
    private const uint Magic = 0x46554747;
    private const int EntryBytesMin = 8 + 1 + 4 + 1;
    private const int TensorBytesMin = 8 + 1 + 4 + 8 + 4 + 8;

    private readonly GgufCursor _cursor;

    internal GgufParser(GgufCursor cursor) => _cursor = cursor;

    internal uint Version { get; private set; }

    internal long Alignment { get; private set; } = 32;

    internal Dictionary<string, GgufEntry> Entries { get; } = new(StringComparer.Ordinal);

    internal List<GgufTensor> Tensors { get; } = [];

    /// <summary>All tensors that were described; those beyond <see cref="Tensors"/> have no place yet.</summary>
    internal List<(GgufTensor Tensor, ulong Offset)> Described { get; } = [];

    internal void Parse()
    {
        ReadVersion();
        _cursor.Place = "the header";
        var tensorCount = Count("tensors", GgufLimits.TensorsMax, TensorBytesMin);
        var entryCount = Count("keys", GgufLimits.EntriesMax, EntryBytesMin);
        for (var i = 0; i < entryCount; i++)
        {
            _cursor.Place = $"the metadata (key {i + 1} of {entryCount})";
            ReadEntry();
        }

        ReadAlignment();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < tensorCount; i++)
        {
            _cursor.Place = $"the list of tensors (tensor {i + 1} of {tensorCount})";
            var described = ReadTensor();
            if (!names.Add(described.Tensor.Name))
            {
                throw _cursor.Fault($"holds two tensors named '{described.Tensor.Name}'. Make or download the file "
                    + "again.");
            }

            Described.Add(described);
        }

        Place();
    }

    private void ReadVersion()
    {
        if (_cursor.Length < 24)
        {
            throw _cursor.Fault($"is no GGUF model: it has {_cursor.Length} bytes, and the header alone takes 24. "
                + "Give a .gguf file.");
        }

        var magic = _cursor.ReadUInt32();
        if (magic != Magic)
        {
            var found = string.Concat(BitConverter.GetBytes(magic)
                .Select(b => b is >= 32 and < 127 ? ((char)b).ToString() : $"\\x{b:x2}"));
            throw _cursor.Fault(found == "vers"
                ? "is the pointer that Git LFS leaves in place of a large file. Run 'git lfs pull'."
                : $"is no GGUF model: it begins with '{found}' where 'GGUF' belongs. Give a .gguf file.");
        }

        Version = _cursor.ReadUInt32();
        if (Version is not (2 or 3))
        {
            throw _cursor.Fault((Version & 0xFFFF) == 0 && Version != 0
                ? "is a big-endian GGUF, which this machine cannot read. Convert it to little-endian."
                : $"is GGUF version {Version}, and versions 2 and 3 can be read. Convert it with llama.cpp's tools.");
        }
    }

    private int Count(string what, int limit, int bytesMin)
    {
        var count = _cursor.ReadUInt64();
        if (count > (ulong)limit)
        {
            throw _cursor.Fault($"claims {GgufCursor.Figure(count)} {what}, and {GgufCursor.Figure(limit)} are the "
                + "limit. The file is damaged; copy it again.");
        }

        return (long)count * bytesMin <= _cursor.Remaining
            ? (int)count
            : throw _cursor.Fault($"claims {GgufCursor.Figure(count)} {what} in {GgufCursor.Figure(_cursor.Remaining)} "
                + "bytes. It is cut short or damaged; copy it again.");
    }

    private void ReadEntry()
    {
        var key = ReadName(GgufLimits.KeyBytesMax);
        var type = ReadValueType(key);
        var count = 1;
        var isArray = type == GgufValueType.Array;
        if (isArray)
        {
            type = ReadValueType(key);
            if (type == GgufValueType.Array)
            {
                throw _cursor.Fault($"nests arrays in '{key}', which llama.cpp does not read. Convert the file again.");
            }

            count = ReadArrayLength(key, type);
        }

        var offset = _cursor.Position;
        SkipValues(type, count);
        var entry = new GgufEntry
        {
            Key = key,
            Type = type,
            IsArray = isArray,
            Count = count,
            Offset = offset,
            Bytes = _cursor.Position - offset,
        };
        if (!Entries.TryAdd(key, entry))
        {
            throw _cursor.Fault($"holds the key '{key}' twice. Make or download the file again.");
        }
    }

    private string ReadName(int bytesMax)
    {
        var name = _cursor.ReadText(bytesMax);
        return name.Length > 0 && !name.Any(char.IsControl)
            ? name
            : throw _cursor.Fault($"has an empty or unprintable name in {_cursor.Place}. The file is damaged; copy it "
                + "again.");
    }

    private GgufValueType ReadValueType(string key)
    {
        var type = _cursor.ReadUInt32();
        return type <= (uint)GgufValueType.Float64
            ? (GgufValueType)type
            : throw _cursor.Fault($"gives '{key}' the type {type}, which GGUF does not have. The file is damaged; copy "
                + "it again.");
    }

    private int ReadArrayLength(string key, GgufValueType type)
    {
        var count = _cursor.ReadUInt64();
        if (count > GgufLimits.ArrayElementsMax)
        {
            throw _cursor.Fault($"claims {GgufCursor.Figure(count)} elements in '{key}', and "
                + $"{GgufCursor.Figure(GgufLimits.ArrayElementsMax)} are the limit. The file is damaged; copy it "
                + "again.");
        }

        return (long)count * ValueBytes(type) <= _cursor.Remaining
            ? (int)count
            : throw _cursor.Fault($"is cut short: '{key}' claims {GgufCursor.Figure(count)} elements in "
                + $"{GgufCursor.Figure(_cursor.Remaining)} bytes. Copy it again.");
    }

    private void SkipValues(GgufValueType type, int count)
    {
        if (type != GgufValueType.Text)
        {
            _cursor.Skip((long)count * ValueBytes(type));
            return;
        }

        for (var i = 0; i < count; i++)
        {
            _cursor.Skip(_cursor.ReadTextLength(GgufLimits.TextBytesMax));
        }
    }

    /// <summary>Bytes of one value; of a text, the bytes of its length.</summary>
    internal static int ValueBytes(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        _ => 8,
    };

    private void ReadAlignment()
    {
        if (!Entries.TryGetValue("general.alignment", out var entry))
        {
            return;
        }

        if (entry.Type != GgufValueType.UInt32 || entry.IsArray)
        {
            throw _cursor.Fault($"gives general.alignment as {entry.Type}, and UInt32 belongs there. Convert the file "
                + "again.");
        }

        Alignment = _cursor.UInt32At(entry.Offset);
        if (Alignment is 0 or > GgufLimits.AlignmentMax || (Alignment & (Alignment - 1)) != 0)
        {
            throw _cursor.Fault($"has an alignment of {Alignment} bytes, which must be a power of two up to "
                + $"{GgufCursor.Figure(GgufLimits.AlignmentMax)}. Convert the file again.");
        }
    }

    private (GgufTensor Tensor, ulong Offset) ReadTensor()
    {
        var name = ReadName(GgufLimits.TensorNameBytesMax);
        var dimensions = _cursor.ReadUInt32();
        if (dimensions is 0 or > GgufLimits.DimensionsMax)
        {
            throw _cursor.Fault($"gives tensor '{name}' {dimensions} dimensions; 1 to {GgufLimits.DimensionsMax} are "
                + "possible. The file is damaged; copy it again.");
        }

        var extents = new long[dimensions];
        for (var i = 0; i < extents.Length; i++)
        {
            var extent = _cursor.ReadUInt64();
            extents[i] = extent is > 0 and <= long.MaxValue
                ? (long)extent
                : throw _cursor.Fault($"gives tensor '{name}' the extent {GgufCursor.Figure(extent)}. The file is "
                    + "damaged; copy it again.");
        }

        var type = (GgmlType)_cursor.ReadUInt32();
        var offset = _cursor.ReadUInt64();
        return (new GgufTensor
        {
            Name = name,
            Extents = extents,
            Type = type,
            Offset = GgufTensor.NoOffset,
            Bytes = TensorBytes(name, extents, type),
        }, offset);
    }

    private long TensorBytes(string name, long[] extents, GgmlType type)
    {
        if (!GgmlTypeLayout.TryGet(type, out var layout))
        {
            throw _cursor.Fault($"stores tensor '{name}' as type {(int)type}, which is not known here."
                + " Convert the file to a type it has, such as Q8_0.");
        }

        if (extents[0] % layout.BlockElements != 0)
        {
            throw _cursor.Fault($"gives tensor '{name}' rows of {GgufCursor.Figure(extents[0])} numbers, and {type} "
                + $"stores {layout.BlockElements} together. The file is damaged; copy it again.");
        }

        try
        {
            var elements = extents.Aggregate(1L, (product, extent) => checked(product * extent));
            return checked(elements / layout.BlockElements * layout.BlockBytes);
        }
        catch (OverflowException)
        {
            throw _cursor.Fault($"gives tensor '{name}' the extents {string.Join(" x ", extents)}, which is more than "
                + "any file can hold. The file is damaged; copy it again.");
        }
    }

    /// <summary>The data of the tensors stands in their order, each padded to the alignment.</summary>
    private void Place()
    {
        var data = Padded(_cursor.Position);
        long next = 0;
        long end = 0;
        foreach (var (tensor, offset) in Described)
        {
            if (offset != (ulong)next)
            {
                throw _cursor.Fault($"places tensor '{tensor.Name}' at {GgufCursor.Figure(offset)} where "
                    + $"{GgufCursor.Figure(next)} belongs. Convert the file again.");
            }

            if (tensor.Bytes > long.MaxValue - data - next - GgufLimits.AlignmentMax)
            {
                throw _cursor.Fault("describes more tensor data than any file can hold. The file is damaged; copy it "
                    + "again.");
            }

            Tensors.Add(tensor with { Offset = data + next });
            end = next + tensor.Bytes;
            next = Padded(end);
        }

        var present = Math.Max(0, _cursor.Length - data);
        if (present < end)
        {
            throw _cursor.Fault($"is cut short: {GgufCursor.Figure(present)} of {GgufCursor.Figure(end)} bytes of "
                + "tensor data. Copy it again.");
        }
    }

    private long Padded(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
