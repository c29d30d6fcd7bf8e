using System.Security.Cryptography;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference.Templates;

namespace AgentMemory.Inference.Loading;

/// <summary>Reads a model's card from its file, without loading it.</summary>
public static class ModelCardReader
{
    private const int BufferBytes = 1 << 20;

    /// <summary>The card of a checked file.</summary>
    /// <param name="file">The model.</param>
    /// <param name="id">The name it goes by.</param>
    /// <param name="sha256">Of the file, when it is known already; otherwise the whole file is read for it, beside what follows and once.</param>
    /// <exception cref="ModelFileException">
    /// The file is no model: it lacks what every model states of itself.
    /// </exception>
    public static ModelCard Read(GgufFile file, string id, string? sha256 = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var architecture = file.Text("general.architecture")
            ?? throw new ModelFileException(file.Path, "names no architecture. Convert the model again.");
        if (file.Text("general.type") is { } type && type != "model")
        {
            throw new ModelFileException(file.Path, $"is of type '{type}', not a model. Give the model's own file.");
        }

        var types = file.Tensors.GroupBy(tensor => tensor.Type)
            .OrderByDescending(group => group.Sum(tensor => tensor.Elements));
        return new ModelCard
        {
            Id = id,
            Path = file.Path,
            Hash = sha256 is null ? FileHashes.Of(file.Paths) : Ahead<string>.Of(sha256),
            Architecture = architecture,
            Parameters = file.Tensors.Sum(tensor => tensor.Elements),
            Quantization = types.FirstOrDefault()?.Key.ToString() ?? "none",
            ContextTokens = Whole("context_length"),
            VocabularySize = file.TryGet("tokenizer.ggml.tokens", out var tokens)
                ? tokens.Count : Optional("vocab_size"),
            EmbeddingLength = Whole("embedding_length"),
            Layers = Whole("block_count"),
            HasChatTemplate = ChatTemplate.SourceIn(file) is not null,
        };

        int Whole(string key) => Optional(key) is > 0 and var value
            ? value
            : throw new ModelFileException(
                file.Path, $"does not state {architecture}.{key} as a positive number. Convert the model again.");

        int Optional(string key) =>
            file.Whole($"{architecture}.{key}") is > 0 and <= int.MaxValue and var value ? (int)value : 0;
    }

    /// <summary>Of a file's bytes, lower-case hexadecimal.</summary>
    public static string Sha256(string path) => Sha256([path]);

    /// <summary>Of the bytes of several files, one behind the other.</summary>
    public static string Sha256(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        foreach (var path in paths)
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                hash.AppendData(buffer, 0, read);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
