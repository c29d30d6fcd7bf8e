using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Fields.Questions;

/// <summary>The files behind a task of questions, as they lie on the disk or in the example that the project ships.</summary>
internal sealed record QuestionSource
{
    private const long QuestionBytesMax = 16 << 20;
    private const long DocumentBytesMax = 16 << 20;
    private const int DocumentsMax = 1_000;
    private const string ExampleName = "velquarn.jsonl";
    private const string ExampleResources = "questions/";

    private static readonly string[] DocumentEndings = [".md", ".txt"];

    /// <summary>Names the file in errors.</summary>
    public required string Name { get; init; }

    public required byte[] Questions { get; init; }

    /// <summary>In the order of their names.</summary>
    public required IReadOnlyList<SourceDocument> Documents { get; init; }

    /// <summary>What was read from the disk; nothing for the example.</summary>
    public required IReadOnlyList<TaskFile> Files { get; init; }

    /// <summary>Over the questions and the names and texts of the documents, wherever they lie.</summary>
    public string Sha256
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(SHA256.HashData(Questions));
            foreach (var document in Documents)
            {
                hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(document.Name)));
                hash.AppendData(SHA256.HashData(document.Bytes));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>Reads the files that settings name.</summary>
    /// <exception cref="UserErrorException">One is not there, is no ordinary file, or is too large.</exception>
    public static QuestionSource Read(QuestionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.IsExample ? Example(settings.HasDocuments) : OnDisk(settings);
    }

    private static QuestionSource OnDisk(QuestionSettings settings)
    {
        var questions = OrdinaryFile.Read(settings.File, "questions", QuestionBytesMax);
        var documents = settings.HasDocuments ? DocumentsIn(settings) : [];
        return new QuestionSource
        {
            Name = settings.File,
            Questions = questions,
            Documents = documents,
            Files =
            [
                new TaskFile(settings.File, Convert.ToHexStringLower(SHA256.HashData(questions))),
                .. documents.Select(document => new TaskFile(document.Path, Convert.ToHexStringLower(SHA256.HashData(document.Bytes)))),
            ],
        };
    }

    private static List<SourceDocument> DocumentsIn(QuestionSettings settings)
    {
        var folder = settings.DocumentFolder ?? Path.ChangeExtension(settings.File, ".documents");
        if (!Directory.Exists(folder))
        {
            return settings.DocumentFolder is null
                ? []
                : throw new UserErrorException($"documents {folder}: there is no such folder; name one that is there, or leave documents out");
        }

        try
        {
            return Read(folder, [.. Directory.EnumerateFileSystemEntries(folder).Where(path => !Path.GetFileName(path).StartsWith('.'))
                .OrderBy(path => Path.GetFileName(path), StringComparer.Ordinal)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"documents {folder} cannot be read ({e.Message.TrimEnd('.')}); name a folder that can", e);
        }
    }

    private static List<SourceDocument> Read(string folder, IReadOnlyList<string> paths)
    {
        if (paths.Count > DocumentsMax)
        {
            throw new UserErrorException($"documents {folder} holds {paths.Count:N0} files, and {DocumentsMax:N0} can be read; join some of them");
        }

        var documents = new List<SourceDocument>();
        var left = DocumentBytesMax;
        foreach (var path in paths)
        {
            if (!DocumentEndings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) || Directory.Exists(path))
            {
                throw new UserErrorException($"document {path} is no .txt or .md file; convert it, or move it out of {folder}");
            }

            var bytes = OrdinaryFile.Read(path, "document", DocumentBytesMax);
            left -= bytes.Length;
            if (left < 0)
            {
                throw new UserErrorException($"documents {folder} hold over {DocumentBytesMax >> 20} MiB; take a part of them");
            }

            documents.Add(new SourceDocument(Path.GetFileName(path), path, bytes));
        }

        return documents;
    }

    private static QuestionSource Example(bool hasDocuments)
    {
        var assembly = typeof(QuestionSource).Assembly;
        return new QuestionSource
        {
            Name = ExampleName,
            Questions = Bytes(ExampleResources + ExampleName),
            Documents = hasDocuments
                ?
                [
                    .. assembly.GetManifestResourceNames().Where(name => name.StartsWith(ExampleResources + "documents/", StringComparison.Ordinal))
                        .Order(StringComparer.Ordinal).Select(name => new SourceDocument(name[(name.LastIndexOf('/') + 1)..], name, Bytes(name))),
                ]
                : [],
            Files = [],
        };

        byte[] Bytes(string name)
        {
            using var stream = assembly.GetManifestResourceStream(name) ?? throw new UnreachableException($"{name} is embedded in this assembly");
            using var held = new MemoryStream();
            stream.CopyTo(held);
            return held.ToArray();
        }
    }
}

/// <summary>A document as it lies there.</summary>
/// <param name="Name">Of the file alone.</param>
/// <param name="Path">Leads to it.</param>
/// <param name="Bytes">All of it.</param>
internal sealed record SourceDocument(string Name, string Path, byte[] Bytes)
{
    private const string Heading = "# ";

    /// <summary>As a learner reads it: a heading in the first line is its title, otherwise the file's name is.</summary>
    /// <exception cref="UserErrorException">It is no text, or holds nothing but a heading.</exception>
    public Document ToDocument(bool isOpenBook)
    {
        var text = Decoded().ReplaceLineEndings("\n").Trim();
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var hasTitle = text.StartsWith(Heading, StringComparison.Ordinal);
        var (title, body) = hasTitle
            ? (text[Heading.Length..(end < 0 ? text.Length : end)].Trim(), end < 0 ? "" : text[end..].Trim())
            : (System.IO.Path.GetFileNameWithoutExtension(Name), text);
        return body.Length > 0
            ? new Document(title, body, isOpenBook)
            : throw new UserErrorException($"document {Path} holds no text behind its heading; write some, or move it away");
    }

    private string Decoded()
    {
        try
        {
            using var reader = new StreamReader(
                new MemoryStream(Bytes),
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
                detectEncodingFromByteOrderMarks: true);
            var text = reader.ReadToEnd();
            return text.Contains('\0', StringComparison.Ordinal)
                ? throw new UserErrorException($"document {Path} is no text file: it holds a zero byte; save it in UTF-8")
                : text;
        }
        catch (DecoderFallbackException e)
        {
            throw new UserErrorException($"document {Path} is no text file: byte {e.Index} is not valid UTF-8; save it in UTF-8", e);
        }
    }
}
