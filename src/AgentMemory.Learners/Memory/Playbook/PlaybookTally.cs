using System.Text.Json;
using System.Text.Json.Serialization;
using AgentMemory.Core;
using AgentMemory.Core.Learners;

namespace AgentMemory.Learners.Memory.Playbook;

/// <summary>How the writer of a playbook did by now; lies in the artifact as <c>reflections.json</c>.</summary>
/// <param name="Reflections">Replies that were asked for.</param>
/// <param name="Damaged">Those that were not edits, or were cut short; they changed nothing.</param>
/// <param name="Duplicates">Items to add that were there already.</param>
internal sealed record PlaybookTally(
    [property: JsonPropertyName("reflections"), JsonRequired] int Reflections,
    [property: JsonPropertyName("damaged"), JsonRequired] int Damaged,
    [property: JsonPropertyName("duplicates"), JsonRequired] int Duplicates)
{
    private const string FileName = "reflections.json";

    /// <summary>That of an artifact; nothing before there is one.</summary>
    /// <exception cref="UserErrorException">The file is gone or damaged.</exception>
    public static PlaybookTally Read(Artifact? artifact)
    {
        if (artifact?.PathOf(FileName) is not { } path)
        {
            return new PlaybookTally(0, 0, 0);
        }

        try
        {
            return JsonSerializer.Deserialize<PlaybookTally>(File.ReadAllText(path)) ?? throw new JsonException("is null");
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new UserErrorException($"counts of reflections {path} cannot be read ({e.Message.TrimEnd('.')}); restore it, or name a new folder", e);
        }
    }

    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this) + "\n");

    public override string ToString() =>
        FormattableString.Invariant($"{Reflections} reflections by now, {Damaged} damaged replies that changed nothing, {Duplicates} duplicates counted up");
}
