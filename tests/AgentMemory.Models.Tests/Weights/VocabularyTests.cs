using AgentMemory.Core;
using AgentMemory.Core.Words;
using AgentMemory.Gguf;
using AgentMemory.Pretraining;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Pretraining.Vocabularies;

namespace AgentMemory.Models.Tests.Weights;

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

    [Fact]
    public void What_is_learnt_keeps_names_whole_and_equals_the_engine_on_ten_thousand_strings()
    {
        using var folder = new TemporaryFolder();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        LearntVocabulary.Count(string.Concat(Enumerable.Repeat("the counts are allowed, the others forbidden: 12 of 40\n\n", 30)), counts);
        foreach (var name in new[] { "games/heaps/rulebook", "games/riddle/rulebook", "chat/system", "reflect/edit" })
        {
            LearntVocabulary.Count(PlayWords.Book.Text(name), counts);
        }

        var vocabulary = LearntVocabulary.Make(counts, 1664, spaced: true);
        Assert.Equal(1664, vocabulary.Count);
        using var engine = Engine(folder, vocabulary);
        using var file = GgufFile.Open(folder.File("v.gguf"));
        Assert.Equal(vocabulary.Tokens, Vocabulary.Read(file).Tokens);
        var tokenizer = new VocabularyTokenizer(vocabulary);
        foreach (var word in InventedWords.Pool.Concat(["the", "forbidden", "10", "30"]))
        {
            Assert.Single(tokenizer.Encode(word));
            Assert.Single(tokenizer.Encode(" " + word));
        }

        var rng = new Rng(7);
        string[] pieces =
        [
            "the", " the", " ", "  ", "\n", "\n\n", "\t", "\r\n", ".", ", ", "- ", "(", ")", "'s", "'ll", "don't", "'", "\"", "17", " 4096", "½", "²",
            "é", "Ü", "ß", " straße", "日本", "語", "🙂", "👩‍👩", "\u00a0", "\u2003", "—", "…", "ἀ", "жук", "עברית", "हिन्दी", "𝔘", "\u0301",
            "<|begin|>", "<|end|>", "Notes:\n- take 4", " is forbidden", "|", "#", ">", "= ", "x1y2", "CamelCase", "_",
        ];
        var words = counts.Keys.ToArray();
        for (var i = 0; i < 10_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 1 + rng.Next(12)).Select(_ => rng.Next(4) switch
            {
                0 => rng.Pick(InventedWords.Pool),
                1 => " " + rng.Pick(words),
                _ => rng.Pick(pieces),
            }));
            var own = tokenizer.Encode(text);
            Assert.Equal(engine.Encode(text), own);
            Assert.Equal(text, tokenizer.Decode(own));
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
