using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Training.Torch.Runtime;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>What lets TorchSharp's Linux shim load on systems whose C++ library is older than the one it was built with.</summary>
public sealed class ElfVersionTests : IDisposable
{
    private const string Wanted = "GLIBCXX_3.4.32";
    private const int Mutations = 20_000;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_marked_copy_of_the_real_shim_loads_and_differs_in_one_flag()
    {
        if (Shim() is not { } path)
        {
            return;
        }

        var before = File.ReadAllBytes(path);
        var marked = ElfVersions.WithWeakNeed(before, Wanted);
        Assert.NotNull(marked);
        Assert.Equal(1, before.Zip(marked, (a, b) => a == b ? 0 : 1).Sum());
        // Its libraries first, which lie in another folder than the copy.
        TorchRuntime.UseThreads(1);
        var copy = _folder.File("libLibTorchSharp.so");
        File.WriteAllBytes(copy, marked);
        Assert.True(NativeLibrary.TryGetExport(NativeLibrary.Load(copy), "THSTorch_manual_seed", out _));
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.99")]
    [InlineData("GLIBCXX_3.4")]
    [InlineData("GLIBC_2.2.5")]
    public void Of_the_real_shim_no_version_is_marked_that_it_lacks_or_that_a_relocation_needs(string version) =>
        Assert.Null(Shim() is { } path ? ElfVersions.WithWeakNeed(File.ReadAllBytes(path), version) : null);

    [Fact]
    public void A_need_that_no_relocation_uses_is_marked()
    {
        var elf = MadeElf.Of(Wanted, relocated: 2);
        var marked = ElfVersions.WithWeakNeed(elf, Wanted);
        Assert.NotNull(marked);
        Assert.Equal([MadeElf.FlagsAt], Enumerable.Range(0, elf.Length).Where(i => elf[i] != marked[i]));
        Assert.Equal(2, marked[MadeElf.FlagsAt]);
    }

    [Fact]
    public void A_need_that_a_relocation_uses_is_refused() => Assert.Null(ElfVersions.WithWeakNeed(MadeElf.Of(Wanted, relocated: 1), Wanted));

    [Fact]
    public void Damaged_files_give_null_or_a_file_of_the_same_length_and_never_throw()
    {
        var sound = MadeElf.Of(Wanted, relocated: 2);
        var rng = new Rng(20);
        for (var i = 0; i < Mutations; i++)
        {
            var damaged = sound.ToArray();
            for (var n = 0; n <= rng.Next(4); n++)
            {
                damaged[rng.Next(damaged.Length)] = rng.Next(3) switch { 0 => 0, 1 => 255, _ => (byte)rng.Next(256) };
            }

            var result = ElfVersions.WithWeakNeed(damaged, Wanted);
            Assert.True(result is null || result.Length == damaged.Length);
        }

        // The last 20 bytes of a section's header (information, alignment, size of entries) are not read.
        for (var length = 0; length < sound.Length - 20; length++)
        {
            Assert.Null(ElfVersions.WithWeakNeed(sound[..length], Wanted));
        }
    }

    [Fact]
    public void The_real_shim_cut_short_gives_null()
    {
        if (Shim() is not { } path)
        {
            return;
        }

        var whole = File.ReadAllBytes(path);
        for (var part = 0; part < 64; part++)
        {
            // The section headers lie at its end.
            Assert.Null(ElfVersions.WithWeakNeed(whole[..(whole.Length * part / 64)], Wanted));
        }
    }

    private static string? Shim() => OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64
        ? Directory.EnumerateFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories).First()
        : null;

    /// <summary>The smallest library with one versioned symbol (index 1) and one without a version that matters (2), and one relocation.</summary>
    private static class MadeElf
    {
        private const int Strings = 64;
        private const int Needs = 96;
        private const int Versions = 128;
        private const int Relocations = 136;
        private const int Headers = 160;

        /// <summary>Where the need's flags are: behind the entry of its file and a hash.</summary>
        public const int FlagsAt = Needs + 16 + 4;

        public static byte[] Of(string version, uint relocated)
        {
            var elf = new byte[Headers + (5 * 64)];
            "\u007fELF\u0002\u0001"u8.CopyTo(elf);
            BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(40), Headers);
            Short(elf, 58, 64);
            Short(elf, 60, 5);
            Encoding.ASCII.GetBytes(version).CopyTo(elf, Strings + 1);
            // One file with one need, whose name begins at 1 and whose index is 7.
            Short(elf, Needs + 2, 1);
            Word(elf, Needs + 8, 16);
            Short(elf, Needs + 16 + 6, 7);
            Word(elf, Needs + 16 + 8, 1);
            Short(elf, Versions + 2, 7);
            Short(elf, Versions + 4, 1);
            Word(elf, Relocations + 12, relocated);
            Section(elf, 1, type: 3, Strings, 32, link: 0);
            Section(elf, 2, type: 0x6ffffffe, Needs, 32, link: 1);
            Section(elf, 3, type: 0x6fffffff, Versions, 6, link: 0);
            Section(elf, 4, type: 4, Relocations, 24, link: 0);
            return elf;
        }

        private static void Section(byte[] elf, int index, uint type, long offset, long size, uint link)
        {
            var at = Headers + (64 * index);
            Word(elf, at + 4, type);
            BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(at + 24), offset);
            BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(at + 32), size);
            Word(elf, at + 40, link);
        }

        private static void Short(byte[] elf, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(at), value);

        private static void Word(byte[] elf, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(at), value);
    }
}
