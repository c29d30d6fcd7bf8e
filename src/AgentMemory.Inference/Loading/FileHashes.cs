using System.Collections.Concurrent;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Inference.Catalogue;

namespace AgentMemory.Inference.Loading;

/// <summary>
/// Hashes of model files, worked out beside other work and once for each state of a file: a run opens its model several times. Safe to
/// share between threads.
/// </summary>
internal static class FileHashes
{
    /// <summary>Files up to this size are read in a tenth of a second, so that being another file is told at once.</summary>
    internal const long WaitBytesMax = 64L << 20;

    private static readonly ConcurrentDictionary<string, Lazy<Ahead<string>>> Begun = new(StringComparer.Ordinal);

    /// <summary>Over the bytes of a model's files, one after the other, lower-case hexadecimal.</summary>
    public static Ahead<string> Of(IReadOnlyList<string> paths) => Begun.GetOrAdd(
        string.Join('\n', paths.Select(State)), _ => new Lazy<Ahead<string>>(() => new Ahead<string>(() => ModelCardReader.Sha256(paths)))).Value;

    /// <summary>As above; another hash than the one expected is refused where the hash is taken.</summary>
    /// <param name="paths">The model's files.</param>
    /// <param name="entry">Whose hash is expected.</param>
    public static Ahead<string> Expected(IReadOnlyList<string> paths, ModelEntry entry)
    {
        var found = Of(paths);
        var hash = new Ahead<string>(() => found.Take() is var sha256 && sha256 == entry.Sha256
            ? sha256
            : throw new ModelFileException(
                entry.Path,
                $"is not the file that models.json describes as '{entry.Id}': its sha256 is {sha256} and {entry.Sha256} belongs there. Get it again."));
        if (paths.Sum(path => new FileInfo(path).Length) <= WaitBytesMax)
        {
            hash.Take();
        }

        return hash;
    }

    // A file that was written anew has another time, and nearly always another length.
    private static string State(string path)
    {
        var file = new FileInfo(path);
        return string.Create(
            CultureInfo.InvariantCulture, $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}|{file.CreationTimeUtc.Ticks}");
    }
}
