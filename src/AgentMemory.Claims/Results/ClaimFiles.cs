using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentMemory.Core;

namespace AgentMemory.Claims.Results;

/// <summary>Where results of claims are: <c>DIR/claims-LETTER/PART/result.json</c> (schema <c>agentmemory.claim-result/1</c>).</summary>
public static class ClaimFiles
{
    private const string Schema = "agentmemory.claim-result/1";
    private const string File = "result.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new Rounded() },
    };

    /// <summary>The folder of all parts of a claim's plan.</summary>
    public static string Folder(string root, string plan) => Path.Combine(root, "claims-" + plan);

    /// <summary>The folder of one part.</summary>
    public static string Folder(string root, string plan, string part) => Path.Combine(Folder(root, plan), part);

    /// <summary>A part's result; null where there is none yet, or one of another schema.</summary>
    /// <exception cref="UserErrorException">The file is no JSON.</exception>
    public static ClaimResult? Read(string folder)
    {
        var path = Path.Combine(folder, File);
        if (!System.IO.File.Exists(path))
        {
            return null;
        }

        try
        {
            var document = JsonSerializer.Deserialize<Document>(TextFile.Bytes(path, "result"), Options);
            return document?.Schema == Schema ? document.Result : null;
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{path} is no result of a claim ({e.Message.TrimEnd('.')}); delete it, and that part is run again", e);
        }
    }

    /// <summary>Whether a part needs no run: it has a result of this very plan.</summary>
    public static bool IsDone(string folder, string planSha256) => Read(folder)?.PlanSha256 == planSha256;

    /// <summary>Writes a part's result, whole or not at all.</summary>
    public static void Write(string folder, ClaimResult result)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, File);
        var written = path + ".new";
        TextFile.Write(written, JsonSerializer.Serialize(new Document(Schema, result), Options) + "\n");
        System.IO.File.Move(written, path, overwrite: true);
    }

    /// <summary>The results of all parts of a claim's plan that are there, by the part's name.</summary>
    public static IReadOnlyList<ClaimResult> ReadAll(string root, string plan) => !Directory.Exists(Folder(root, plan))
        ? []
        : [.. Directory.EnumerateDirectories(Folder(root, plan)).Order(StringComparer.Ordinal).Select(Read).OfType<ClaimResult>()];

    /// <summary>One hash over the files of all parts; null where there is none.</summary>
    public static string? Sha256(string root, string plan)
    {
        if (!Directory.Exists(Folder(root, plan)))
        {
            return null;
        }

        var files = Directory.EnumerateDirectories(Folder(root, plan)).Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, File))
            .Where(System.IO.File.Exists).ToList();
        return files.Count == 0
            ? null
            : Convert.ToHexStringLower(SHA256.HashData([.. files.SelectMany(file => SHA256.HashData(TextFile.Bytes(file, "result")))]));
    }

    private sealed record Document(string Schema, ClaimResult Result);

    // Seven digits that count: a result is read by people too, and the last bits differ between machines.
    private sealed class Rounded : JsonConverter<double>
    {
        private const int Digits = 7;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (!double.IsFinite(value))
            {
                writer.WriteNullValue();
                return;
            }

            writer.WriteNumberValue(double.Parse(
                value.ToString("G" + Digits, System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
