using System.Text.Json;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Inference.Replies;
using AgentMemory.Models.Tests.Peft;
using Xunit.Abstractions;

namespace AgentMemory.Models.Tests;

/// <summary>The engine against PyTorch's own values, where their folder is there.</summary>
public sealed class ReferenceValuesTests(ITestOutputHelper output)
{
    private const string Encoder = "all-MiniLM-L6-v2-f16.gguf";

    [EncoderReferenceFact(Encoder)]
    public void Embeddings_are_those_of_the_encoder_in_F32()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(EncoderReferenceFactAttribute.Values));
        var entries = document.RootElement.EnumerateArray().ToArray();
        using var embedder = LocalEmbedder.Open(ModelEntry.OfFile(OthersModels.Path(Encoder)), new EngineOptions { Threads = 1 });
        foreach (var entry in entries)
        {
            var text = entry.GetProperty("text").GetString()!;
            var expected = entry.GetProperty("embedding").EnumerateArray().Select(value => value.GetDouble()).ToArray();
            var found = embedder.Embed([text], default)[0];
            var cosine = expected.Zip(found, (a, b) => a * b).Sum() / Math.Sqrt(expected.Sum(a => a * a) * found.Sum(b => (double)b * b));
            output.WriteLine($"1 - {1 - cosine:E2}: {text}");
            Assert.True(cosine > 0.99999, $"{cosine}: {text}");
        }
    }

    /// <summary>The engine rounds what products are fed with; the reference computes the same stored weights in F32.</summary>
    [ReferenceFact]
    public void A_quantised_model_expects_what_its_weights_in_F32_expect()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(ReferenceFolder.Path("reference.json")));
        using var model = LocalModel.Open(
            ModelEntry.OfFile(OthersModels.Path(ReferenceFolder.Model)), new EngineOptions { Threads = 1, Slots = 1, ContextTokens = 512, Exact = true });
        var rows = document.RootElement.GetProperty("rows").EnumerateArray().ToArray();
        var (differences, places, sameFirst, inFive) = (new List<double>(), 0, 0, 0);
        foreach (var (row, values) in rows.Zip(document.RootElement.GetProperty("logits").EnumerateArray()))
        {
            var tokens = row.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32()).ToArray();
            var logits = model.Logits(tokens, default);
            var losses = values.GetProperty("nll_of_next").EnumerateArray().Select(value => value.GetDouble()).ToArray();
            differences.AddRange(losses.Select((loss, i) => Math.Abs(loss - (Distribution.LogSumExp(logits[i]) - logits[i][tokens[i + 1]]))));
            foreach (var (position, likeliest) in values.GetProperty("positions").EnumerateArray().Zip(values.GetProperty("top5").EnumerateArray()))
            {
                var row5 = logits[position.GetInt32()].Select((logit, token) => (logit, token)).OrderByDescending(pair => pair.logit).Take(5)
                    .Select(pair => pair.token).ToArray();
                var expected = likeliest.EnumerateArray().Select(pair => pair[0].GetInt32()).ToArray();
                places++;
                sameFirst += row5[0] == expected[0] ? 1 : 0;
                inFive += expected.Intersect(row5).Count();
            }
        }

        output.WriteLine($"mean {differences.Average():F4}, largest {differences.Max():F4} of {differences.Count}; first token the same at {sameFirst} of {places}, {inFive} of {5 * places} likeliest");
        Assert.True(differences.Average() < 0.2, $"{differences.Average()}");
        Assert.True(sameFirst >= 0.75 * places, $"{sameFirst} of {places}");
        Assert.True(inFive >= 0.75 * 5 * places, $"{inFive} of {5 * places}");
    }
}

/// <summary>A test that needs embeddings of an encoder that another implementation made, and the encoder.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EncoderReferenceFactAttribute : FactAttribute
{
    public EncoderReferenceFactAttribute(string file)
    {
        Skip = File.Exists(Values) ? OthersModels.WhyNot(file) : $"{ReferenceFolder.Variable} names no folder with all-minilm-l6-v2";
    }

    internal static string Values => Path.Combine(Environment.GetEnvironmentVariable(ReferenceFolder.Variable) ?? "", "all-minilm-l6-v2", "embeddings.json");
}
