using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Models.Tests;

/// <summary>With real tokenizers: a fenced passage never becomes a token that steers the model.</summary>
public sealed class HostilePassages(SmallModel small) : IClassFixture<SmallModel>
{
    [Fact]
    public void No_control_token_of_a_byte_level_vocabulary_survives_the_fence() => Check(small.Path);

    [OthersModelFact("stories260K.gguf")]
    public void No_control_token_of_a_sentencepiece_vocabulary_survives_the_fence() => Check(OthersModels.Path("stories260K.gguf"));

    [OthersModelFact("potion-base-2M-bert-q8_0.gguf")]
    public void No_control_token_of_a_wordpiece_vocabulary_survives_the_fence() =>
        Check(OthersModels.Path("potion-base-2M-bert-q8_0.gguf"));

    private static void Check(string path)
    {
        using var weights = ModelWeights.Load(ModelEntry.OfFile(path), new EngineOptions { Threads = 1 });
        var tokenizer = weights.Tokenizer;
        var forged = 0;
        for (var token = 0; token < tokenizer.Size; token++)
        {
            if (tokenizer.IsControl(token) || tokenizer.EndsText(token))
            {
                var text = $"before {System.Text.Encoding.UTF8.GetString(tokenizer.Piece(token))} after";
                forged += tokenizer.Encode(text).Contains(token) ? 1 : 0;
                Assert.DoesNotContain(tokenizer.Encode(PassageFence.Fence(text)), t => tokenizer.IsControl(t) || tokenizer.EndsText(t));
            }
        }

        // Unless some control token can be forged by plain text, this would show nothing.
        Assert.True(forged > 0);
    }
}
