using System.Buffers.Binary;
using System.Text;

namespace AgentMemory.Training.Torch.Runtime;

/// <summary>
/// The symbol versions that an ELF64 library needs of others (System V ABI, and the GNU version sections of the Linux Standard
/// Base, part 10.7). TorchSharp 0.107's Linux shim was built with GCC 15 and names GLIBCXX_3.4.32 of libstdc++ for one symbol,
/// <c>std::ios_base_library_init</c>, which no relocation uses; Debian 12 and Ubuntu 22.04 end at 3.4.30 and refuse the file.
/// With the need marked weak (VER_FLG_WEAK) the dynamic linker goes on without it. Two bytes change, nothing else.
/// </summary>
internal static class ElfVersions
{
    private const uint NeededVersions = 0x6ffffffe;
    private const uint SymbolVersions = 0x6fffffff;
    private const uint RelocationsWithAddend = 4;
    private const uint Relocations = 9;
    private const uint EntryBytes = 16;
    private const ushort Weak = 2;
    private const ushort VersionMask = 0x7fff;

    /// <summary>The same file with the need marked weak.</summary>
    /// <param name="elf">A whole ELF64 file, little-endian.</param>
    /// <param name="version">Such as GLIBCXX_3.4.32.</param>
    /// <returns>Null where it is no such file, names no such version, or a relocation uses a symbol of that version.</returns>
    public static byte[]? WithWeakNeed(byte[] elf, string version)
    {
        try
        {
            return elf.Length > 64 && elf.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8) ? Marked(elf, version) : null;
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // A damaged file points outside of itself.
            return null;
        }
    }

    private static byte[]? Marked(byte[] elf, string version)
    {
        var sections = Sections(elf).ToList();
        var changed = elf.ToArray();
        var indexes = new HashSet<int>();
        foreach (var section in sections.Where(s => s.Type == NeededVersions))
        {
            var strings = sections[(int)section.Link].Offset;
            var file = section.Offset;
            for (uint next; ; file += next)
            {
                var need = file + Word(elf, file + 8);
                for (var n = 0; n < Short(elf, file + 2); n++)
                {
                    if (Text(elf, strings + Word(elf, need + 8)) == version)
                    {
                        var flags = (ushort)(Short(elf, need + 4) | Weak);
                        BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan((int)need + 4), flags);
                        indexes.Add(Short(elf, need + 6));
                    }

                    var further = Step(elf, need + 12);
                    if (further == 0)
                    {
                        break;
                    }

                    need += further;
                }

                next = Step(elf, file + 12);
                if (next == 0)
                {
                    break;
                }
            }
        }

        return indexes.Count > 0 && !IsUsed(elf, sections, indexes) ? changed : null;
    }

    // A relocation's symbol is an index into the dynamic symbols, beside which the versions lie, two bytes each.
    private static bool IsUsed(byte[] elf, List<Section> sections, HashSet<int> indexes)
    {
        var versions = sections.Find(s => s.Type == SymbolVersions)?.Offset ?? throw new ArgumentException("no symbol has a version");
        foreach (var section in sections.Where(s => s.Type is RelocationsWithAddend or Relocations))
        {
            var step = section.Type == RelocationsWithAddend ? 24 : 16;
            for (long at = section.Offset; at + step <= checked(section.Offset + section.Size); at += step)
            {
                var symbol = Word(elf, at + 12);
                if (symbol != 0 && indexes.Contains(Short(elf, versions + (2L * symbol)) & VersionMask))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static IEnumerable<Section> Sections(byte[] elf)
    {
        var start = Long(elf, 40);
        int size = Short(elf, 58), count = Short(elf, 60);
        for (var i = 0; i < count; i++)
        {
            var at = start + ((long)i * size);
            yield return new Section(Word(elf, at + 4), Long(elf, at + 24), Long(elf, at + 32), Word(elf, at + 40));
        }
    }

    private static ushort Short(byte[] elf, long at) => BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(checked((int)at)));

    private static uint Word(byte[] elf, long at) => BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(checked((int)at)));

    private static long Long(byte[] elf, long at) => BinaryPrimitives.ReadInt64LittleEndian(elf.AsSpan(checked((int)at)));

    // How far the next entry of a list is; 0 ends it. Entries have 16 bytes, so a smaller step is damage, and lists end.
    private static uint Step(byte[] elf, long at) =>
        Word(elf, at) is var step && (step == 0 || step >= EntryBytes) ? step : throw new ArgumentException("entries lie in each other", nameof(elf));

    private static string Text(byte[] elf, long at)
    {
        var bytes = elf.AsSpan(checked((int)at));
        return Encoding.ASCII.GetString(bytes[..bytes.IndexOf((byte)0)]);
    }

    private sealed record Section(uint Type, long Offset, long Size, uint Link);
}
