using AgentMemory.Core;
using AgentMemory.Weights;

namespace AgentMemory.Native.Tests.Weights;

public sealed class VocabularyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_word_of_the_pool_is_one_token_for_the_engine(bool spaced)
    {
        using var folder = new TemporaryFolder();
        var vocabulary = WordVocabulary.Make(["the", "forbidden", "allowed"], spaced);
        using var engine = Engine(folder, vocabulary);
        foreach (var word in InventedWords.Pool.Concat(["the", "forbidden", "10", "99"]))
        {
            Assert.Equal([vocabulary.NumberOf(word)!.Value], engine.Encode(word));
            Assert.Equal(spaced ? 1 : 2, engine.Encode(" " + word).Count);
            Assert.Equal(engine.Encode(word)[0], engine.Encode("\n" + word)[^1]);
        }
    }

    [Fact]
    public void Any_text_goes_to_tokens_and_back_and_no_merge_hides_a_byte()
    {
        using var folder = new TemporaryFolder();
        var vocabulary = WordVocabulary.Make(["the", "game"], spaced: true);
        using var engine = Engine(folder, vocabulary);
        Assert.True(engine.AddsBegin);
        Assert.Equal(vocabulary.Count, engine.VocabularySize);
        var rng = new Rng(1);
        string[] odd = ["", " ", "  ", " .", "don't 's", "a\n\n b", "ßü—日本語 🙂", "\tx\r\n", "the  game , 1234567", "<|begin|>"];
        var words = Enumerable.Range(0, 200).Select(_ => string.Concat(Enumerable.Range(0, 6).Select(_ =>
            rng.Pick(["the", " game", " ", "\n", rng.Pick(InventedWords.Pool), InventedWords.OutsidePool(rng), "17", "é", "> "]))));
        foreach (var text in odd.Concat(words))
        {
            Assert.Equal(text, engine.Decode(engine.Encode(text)));
        }

        for (var b = 0; b < 128; b++)
        {
            Assert.Equal([b], engine.Encode(((char)b).ToString()));
        }
    }

    private static RawEngine Engine(TemporaryFolder folder, Vocabulary vocabulary)
    {
        var shape = SmallModels.Shape(vocabulary.Count, width: 32, layers: 1);
        PretrainedModelWriter.Write(
            folder.File("v.gguf"), "v", shape, vocabulary, InitialWeights.Make(shape, vocabulary, true, new Rng(1)), GgmlType.F32);
        return new RawEngine(folder.File("v.gguf"));
    }
}
