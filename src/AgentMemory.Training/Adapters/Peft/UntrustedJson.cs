using System.Text.Json;
using AgentMemory.Gguf;

namespace AgentMemory.Training.Adapters.Peft;

/// <summary>A JSON object of a file that nobody vouches for.</summary>
internal static class UntrustedJson
{
    private const int ReasonLettersMax = 200;

    /// <summary>Parses and reads it.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="what">What it is: "is", "has a header that is".</param>
    /// <param name="depthMax">Objects and arrays within each other.</param>
    /// <param name="read">Takes the object.</param>
    /// <exception cref="ModelFileException">It is no JSON object, names a thing twice, or holds texts that are no Unicode.</exception>
    public static T Read<T>(string path, byte[] bytes, string what, int depthMax, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = depthMax, AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : throw new ModelFileException(path, $"{what} no JSON object. Save the adapter again.");
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            // Bytes and escapes that are no Unicode are found where a text is asked for, and answered with InvalidOperationException.
            throw new ModelFileException(path, $"{what} no JSON: {Short(cause.Message)} Save the adapter again.", cause);
        }
    }

    // A reason may quote a name of the file, of any length.
    private static string Short(string reason) => reason.Length <= ReasonLettersMax ? reason : reason[..ReasonLettersMax] + "... .";
}
