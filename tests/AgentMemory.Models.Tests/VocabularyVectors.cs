using System.Globalization;
using AgentMemory.Gguf;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Text;

namespace AgentMemory.Models.Tests;

/// <summary>
/// llama.cpp's own test vectors: vocabularies of well-known models with texts and the tokens that they must become.
/// AGENTMEMORY_VOCABULARIES names the folder models/ of a llama.cpp checkout; without it the test is skipped.
/// </summary>
public sealed class VocabularyVectors
{
    private const string Separator = "\n__ggml_vocab_test__\n";

    [VocabularyFact]
    public void Known_vocabularies_cut_known_texts_as_they_should()
    {
        var files = Directory.GetFiles(VocabularyFactAttribute.Folder!, "ggml-vocab-*.gguf")
            .Where(file => File.Exists(file + ".inp")).Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(files);
        var wrong = new List<string>();
        foreach (var file in files)
        {
            wrong.AddRange(Wrong(file));
        }

        Console.Out.WriteLine($"{files.Length} vocabularies, {wrong.Count} texts cut otherwise");
        Assert.Empty(wrong);
    }

    private static IEnumerable<string> Wrong(string path)
    {
        using var file = GgufFile.Open(path);
        InferenceRuntime.Start(headWidth: 64);
        using var model = LoadedModel.Load(file, InferenceDevice.Cpu, vocabularyOnly: true);
        var tokenizer = new Tokenizer(model, file);
        var texts = File.ReadAllText(path + ".inp").Split(Separator);
        var lines = File.ReadAllLines(path + ".out");
        // The last text is followed by a separator too.
        for (var i = 0; i < Math.Min(texts.Length, lines.Length); i++)
        {
            var expected = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture));
            var found = tokenizer.Encode(texts[i]);
            if (!expected.SequenceEqual(found))
            {
                yield return $"{Path.GetFileName(path)} {i}: '{texts[i]}' became {string.Join(' ', found)}, not {lines[i]}";
            }
        }
    }
}

/// <summary>A test that needs a folder of vocabularies; without it the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VocabularyFactAttribute : FactAttribute
{
    public VocabularyFactAttribute()
    {
        if (Folder is null || !Directory.Exists(Folder))
        {
            Skip = "AGENTMEMORY_VOCABULARIES names no folder of llama.cpp's ggml-vocab-*.gguf files";
        }
    }

    internal static string? Folder => Environment.GetEnvironmentVariable("AGENTMEMORY_VOCABULARIES");
}
