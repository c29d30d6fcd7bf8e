using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using AgentMemory.Core;
using LLama.Native;

namespace AgentMemory.Inference.Llama;

/// <summary>
/// Which build of ggml computes. LLamaSharp brings several for x64 processors, and a process holds one. Digits differ between them in
/// the last places, so a run goes on under the build it began with.
/// </summary>
public sealed record ProcessorVariant
{
    /// <summary>Names a variant in place of the choice: noavx, avx, avx2 or avx512.</summary>
    public const string EnvironmentVariable = "AGENTMEMORY_VARIANT";

    /// <summary>ggml's attention steps through 64 numbers at once with AVX-512, so narrower heads gain nothing and lose time there.</summary>
    private const long HeadWidthOfAvx512 = 64;

    private ProcessorVariant(AvxLevel level, string reason) => (Level, Reason) = (level, reason);

    /// <summary>As it stands in a ledger: noavx, avx, avx2, avx512; other processors than x64 have one build, named like them.</summary>
    public string Name => IsX64 ? NameOf(Level) : RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Why it was chosen.</summary>
    public string Reason { get; }

    internal AvxLevel Level { get; }

    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static AvxLevel Best => Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512CD.IsSupported ? AvxLevel.Avx512
        : Avx2.IsSupported && Fma.IsSupported ? AvxLevel.Avx2
        : Avx.IsSupported ? AvxLevel.Avx
        : AvxLevel.None;

    /// <summary>The variant for a model whose keys have so many numbers a head.</summary>
    /// <param name="headWidth">Numbers of one head's key, at least 1.</param>
    /// <param name="wish">A variant's name to take instead, or null.</param>
    /// <exception cref="UserErrorException">The wish is none of the variants, or this processor cannot run it.</exception>
    internal static ProcessorVariant For(long headWidth, string? wish)
    {
        if (!IsX64)
        {
            return new ProcessorVariant(AvxLevel.None, "the only build for this processor");
        }

        if (!string.IsNullOrEmpty(wish))
        {
            return new ProcessorVariant(Wished(wish), $"as {EnvironmentVariable} says");
        }

        return Best == AvxLevel.Avx512 && headWidth < HeadWidthOfAvx512
            ? new ProcessorVariant(AvxLevel.Avx2, $"heads of {headWidth} numbers are too narrow for avx512")
            : new ProcessorVariant(Best, "the best that this processor has");
    }

    private static AvxLevel Wished(string wish)
    {
        var levels = Enum.GetValues<AvxLevel>();
        var level = levels.Cast<AvxLevel?>().FirstOrDefault(known => NameOf(known!.Value) == wish)
            ?? throw new UserErrorException(
                $"{EnvironmentVariable}={wish} names no variant; take one of {string.Join(", ", levels.Select(NameOf))}");
        return level <= Best
            ? level
            : throw new UserErrorException(
                $"{EnvironmentVariable}={wish}: this processor cannot run it, its best is {NameOf(Best)}; take that, or unset the variable");
    }

    private static string NameOf(AvxLevel level) => level == AvxLevel.None ? "noavx" : level.ToString().ToLowerInvariant();
}
