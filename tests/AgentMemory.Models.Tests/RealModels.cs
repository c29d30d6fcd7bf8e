using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;

namespace AgentMemory.Models.Tests;

public sealed class RealModels
{
    [OthersModelFact("stories260K.gguf")]
    public void A_small_story_model_goes_on_with_a_story()
    {
        using var model = Open("stories260K.gguf");
        Assert.Equal("llama", model.Card.Architecture);
        Assert.Equal(512, model.Card.VocabularySize);
        Assert.Equal(GgmlType.F32.ToString(), model.Card.Quantization);
        Assert.InRange(model.Card.Parameters, 250_000, 300_000);
        var story = model.Complete(
            [
                new CompletionRequest
                {
                    Prompt = "Once upon a time, there was a little girl named",
                    Form = new CompletionForm.Free(40, ["."]),
                    Temperature = 0,
                    Seed = 1,
                },
            ],
            default)[0];
        Assert.StartsWith(" Lily", story.Text, StringComparison.Ordinal);
        var scores = model.Score(
            [new("Once upon a time, there was a little", " girl"), new("Once upon a time, there was a little", " xqz")],
            default);
        Assert.True(scores[0].LogProbability > scores[1].LogProbability + 3);
    }

    [OthersModelFact("potion-base-2M-bert-q8_0.gguf")]
    public void An_embedding_model_puts_similar_sentences_nearer_than_unrelated_ones()
    {
        using var embedder = LocalEmbedder.Open(
            ModelEntry.OfFile(OthersModels.Path("potion-base-2M-bert-q8_0.gguf")), new EngineOptions { Threads = 1 });
        string[] texts =
        [
            "The cat sleeps on the warm sofa.", "A kitten is napping on the couch.", "Stock prices fell sharply on "
                + "Monday.",
            "The market lost value at the week's start.", "",
        ];
        var vectors = embedder.Embed(texts, default);
        Assert.Equal(96, embedder.Dimensions);
        Assert.All(vectors, vector => Assert.Equal(1, Dot(vector, vector), 5));
        Assert.True(Dot(vectors[0], vectors[1]) > Dot(vectors[0], vectors[2]) + 0.1);
        Assert.True(Dot(vectors[2], vectors[3]) > Dot(vectors[1], vectors[3]) + 0.1);
        Assert.Equal(vectors[1], embedder.Embed([texts[1]], default)[0]);
    }

    [OthersModelFact("potion-base-2M-bert-q8_0.gguf")]
    public void An_embedding_model_asked_to_write_is_the_users_error()
    {
        var before = LiveHandles.ByKind;
        var error = Assert.Throws<UserErrorException>(() => Open("potion-base-2M-bert-q8_0.gguf"));
        Assert.Contains("bert", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, LiveHandles.ByKind);
    }

    [OthersModelFact("stories260K.gguf")]
    public void A_writing_model_embeds_too()
    {
        using var embedder = LocalEmbedder.Open(
            ModelEntry.OfFile(OthersModels.Path("stories260K.gguf")), new EngineOptions { Threads = 1 });
        var vectors = embedder.Embed(["A dog ran in the park.", "The dog ran to the park.", "Mum made a "
            + "cake."], default);
        Assert.Equal(64, embedder.Dimensions);
        Assert.True(Dot(vectors[0], vectors[1]) > Dot(vectors[0], vectors[2]));
    }

    private static LocalModel Open(string file) =>
        LocalModel.Open(ModelEntry.OfFile(OthersModels.Path(file)), new EngineOptions { Threads = 1, Slots = 4 });

    private static double Dot(float[] left, float[] right) => left.Zip(right, (a, b) => (double)a * b).Sum();
}
