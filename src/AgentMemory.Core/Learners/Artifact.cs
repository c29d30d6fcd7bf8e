using System.Security.Cryptography;
using System.Text;

namespace AgentMemory.Core.Learners;

/// <summary>What a learner carries from block to block: a folder of files.</summary>
/// <param name="Folder">Where the files lie. Never written into a result.</param>
/// <param name="Sha256">Over the names and bytes of all files but <see cref="ArtifactOwner.FileName"/>, in ordinal order of their names.</param>
/// <param name="SizeBytes">Sum of the same files' lengths.</param>
public sealed record Artifact(string Folder, string Sha256, long SizeBytes)
{
    /// <summary>Takes stock of a folder.</summary>
    /// <exception cref="UserErrorException">The folder is not there.</exception>
    public static Artifact Of(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UserErrorException($"artifact folder {folder} is not there; name the folder of an earlier run");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long size = 0;
        foreach (var name in FilesOf(folder))
        {
            var path = System.IO.Path.Combine(folder, name);
            RegularFile.Require(path, "artifact file");
            var bytes = File.ReadAllBytes(path);
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{bytes.LongLength}\n"));
            hash.AppendData(bytes);
            size += bytes.LongLength;
        }

        return new Artifact(folder, Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    /// <summary>The names of a folder's files but <see cref="ArtifactOwner.FileName"/>, in ordinal order.</summary>
    public static IReadOnlyList<string> FilesOf(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(name => name != ArtifactOwner.FileName)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The full path of one of the files.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Folder, name);
}
