using AgentMemory.Core.Words;
using AgentMemory.Gguf;
using AgentMemory.Models.Tests.Weights;

namespace AgentMemory.Models.Tests;

/// <summary>Everyday words that stand for things in games, against the vocabulary of a model that others trained.</summary>
public sealed class EverydayWords
{
    [OthersModelFact("SmolLM2-135M-Instruct.Q4_1.gguf")]
    public void A_common_name_and_a_noun_of_a_category_are_one_token_each_behind_a_space()
    {
        using var file = GgufFile.Open(OthersModels.Path("SmolLM2-135M-Instruct.Q4_1.gguf"));
        var tokens = file.Texts("tokenizer.ggml.tokens").ToHashSet(StringComparer.Ordinal);
        var nouns = PlayWords.Book.Text("games/labels/categories").Split('\n')
            .SelectMany(line => line.Replace(":", "", StringComparison.Ordinal).Split(' ')).ToList();
        Assert.True(nouns.Count > 16 * 10);

        // In vocabularies of this kind the letter Ġ stands for the space in front of a word.
        Assert.DoesNotContain(CommonWords.Pool.Concat(nouns), word => !tokens.Contains($"Ġ{word}"));
    }
}
