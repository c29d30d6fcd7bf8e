using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentMemory.Core.Learners;

/// <summary>
/// Whose an artifact is: which learner made it, of which tasks, with which model. It lies among the artifact's files so that it
/// goes where they go, and counts neither in their hash nor in their size: it is no knowledge.
/// </summary>
public sealed record ArtifactOwner
{
    /// <summary>The file, in the artifact's own folder.</summary>
    public const string FileName = "owner.json";

    private const string Schema = "agentmemory.artifact/1";
    private const int HashShown = 12;
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The learner's id.</summary>
    public required string Learner { get; init; }

    /// <summary>The tasks' ids, in the order of the stream.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>What the model was called; for people to read.</summary>
    public required string Model { get; init; }

    /// <summary>Of the model's file.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The files that it consisted of when it was written; null in a folder that was made before they were named.</summary>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>What its learner was set by, by path; null where that was not written down, and what is usual then holds.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>How prompts were worded while it was made, as plans say it; null where that was not written down.</summary>
    public string? Style { get; init; }

    /// <summary>The owner that a folder names; null in a folder that names none.</summary>
    /// <exception cref="UserErrorException">The file cannot be read.</exception>
    public static ArtifactOwner? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(TextFile.Bytes(path, "artifact's owner"));
            var root = document.RootElement;
            if (root.GetProperty("schema").GetString() is not Schema and var schema)
            {
                throw new UserErrorException($"{path} is of schema \"{schema}\" and this program reads {Schema}; use a newer program");
            }

            return new ArtifactOwner
            {
                Learner = Text(root, "learner"),
                Tasks = [.. root.GetProperty("tasks").EnumerateArray().Select(task => task.GetString() ?? "")],
                Model = Text(root, "model"),
                ModelSha256 = Text(root, "model_sha256"),
                Settings = root.TryGetProperty("settings", out var settings) && settings.ValueKind == JsonValueKind.Object
                    ? settings.EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString() ?? "", StringComparer.Ordinal)
                    : null,
                Style = root.TryGetProperty("style", out var style) ? style.GetString() : null,
                Files = root.TryGetProperty("files", out var files) ? [.. files.EnumerateArray().Select(file => file.GetString() ?? "")] : null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            throw new UserErrorException($"{path} does not say whose the artifact is; restore the folder or name another", e);
        }
    }

    /// <summary>Writes the owner into a folder, with the names of the files that are there.</summary>
    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(new
    {
        schema = Schema,
        learner = Learner,
        tasks = Tasks,
        model = Model,
        model_sha256 = ModelSha256,
        settings = Settings,
        style = Style,
        files = Artifact.FilesOf(folder),
    }, Options) + "\n");

    /// <summary>Refuses a folder of which a file is gone: a learner would go on from less than it knew, or from nothing.</summary>
    /// <param name="folder">The artifact's own folder.</param>
    /// <param name="name">What to call the artifact in an error.</param>
    /// <exception cref="UserErrorException">A file is not there.</exception>
    public void RequireFiles(string folder, string name)
    {
        if (Files?.FirstOrDefault(file => !File.Exists(Path.Combine(folder, file))) is { } gone)
        {
            throw new UserErrorException($"{name} has no {gone}, which {Learner} left there; restore it, or name another folder");
        }
    }

    /// <summary>Refuses an artifact that something else made than what is about to use it.</summary>
    /// <param name="user">What is about to use it.</param>
    /// <param name="name">What to call the artifact in an error.</param>
    /// <exception cref="UserErrorException">Another learner, task or model made it.</exception>
    public void Require(ArtifactOwner user, string name)
    {
        if (Learner != user.Learner)
        {
            throw Refusal(name, $"by the learner {Learner}, and this one is {user.Learner}");
        }

        if (!Tasks.SequenceEqual(user.Tasks, StringComparer.Ordinal))
        {
            throw Refusal(name, $"of the task {string.Join(", ", Tasks)}, and this one is {string.Join(", ", user.Tasks)}");
        }

        RequireModel(user.Model, user.ModelSha256, name);
    }

    /// <summary>Refuses an artifact that was made with another model: its adapters and what it wrote are for that one.</summary>
    /// <param name="model">What is about to use it is called so.</param>
    /// <param name="sha256">Of the model's file.</param>
    /// <param name="name">What to call the artifact in an error.</param>
    /// <exception cref="UserErrorException">Another model made it.</exception>
    public void RequireModel(string model, string sha256, string name)
    {
        if (ModelSha256 != sha256)
        {
            throw Refusal(name, $"with the model {Model} ({Short(ModelSha256)}), and this one is {model} ({Short(sha256)})");
        }
    }

    private static UserErrorException Refusal(string name, string made) =>
        new($"{name} was made {made}; name another folder, or use what made it");

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? "";

    private static string Short(string hash) => hash.Length <= HashShown ? hash : hash[..HashShown] + "...";
}
