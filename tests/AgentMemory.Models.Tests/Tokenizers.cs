using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Testing;

namespace AgentMemory.Models.Tests;

public sealed class Tokenizers(SmallModel small) : IClassFixture<SmallModel>
{
    private static readonly string[] Samples =
    [
        "", " ", "\n", "take 3\n", "  two  spaces  ", "tabs\tand\r\nlines", "größer, ﬁn, 漢字, 🙂👩‍👩‍👧",
        "\0\u0001\u007f", "a.b , c ! d ' s", "<|begin|", "\u00a0\u2003\ufeff",
    ];

    public static TheoryData<string> Texts { get; } = new(Samples);

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_byte_level_vocabulary_gives_every_text_back(string text)
    {
        using var model = small.Open(slots: 1);
        var tokens = model.Tokenizer.Encode(text);
        Assert.Equal(text, model.Tokenizer.Decode(tokens));
        Assert.Equal(tokens.Count, model.Tokenizer.Count(text));
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(text).Select(b => (int)b), tokens);
    }

    [Fact]
    public void Tokens_outside_the_vocabulary_are_refused()
    {
        using var model = small.Open(slots: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Tokenizer.Decode([RandomModel.VocabularySize]));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Tokenizer.Decode([-1]));
    }

    [OthersModelFact("stories260K.gguf")]
    public void A_sentencepiece_vocabulary_with_bytes_gives_every_text_back()
    {
        using var model = OpenShared("stories260K.gguf");
        foreach (var text in Samples)
        {
            Assert.Equal(text, model.Tokenizer.Decode(model.Tokenizer.Encode(text)));
        }
    }

    [OthersModelFact("babyllama-tok105-f32.gguf")]
    public void Characters_that_a_vocabulary_lacks_are_read_as_unknown_and_do_not_end_the_process()
    {
        using var model = OpenShared("babyllama-tok105-f32.gguf");
        Assert.Equal("Once upon", model.Tokenizer.Decode(model.Tokenizer.Encode("Once upon")));
        Assert.Contains(0, model.Tokenizer.Encode("漢"));
        var completion = model.Complete(
            [
                new CompletionRequest
                {
                    Prompt = "漢字\t\0 heap 3\n>",
                    Form = new CompletionForm.OneOf([" take 1\n", " take 2\n"]),
                    Temperature = 0,
                    Seed = 1,
                },
            ],
            default)[0];
        Assert.StartsWith(" take ", completion.Text, StringComparison.Ordinal);
    }

    [OthersModelFact("stories260K.gguf")]
    public void A_reply_is_tokenised_as_if_it_stood_behind_its_prompt_in_one_text()
    {
        using var weights = ModelWeights.Load(
            ModelEntry.OfFile(OthersModels.Path("stories260K.gguf")), new EngineOptions { Threads = 1 });
        var tokenizer = weights.Tokenizer;
        var rng = new Rng(5);
        string[] words = ["once", " upon", " a time", "\n", ">", " take", " 12", ".", " Lily", "zzz", "  ", "é"];
        for (var i = 0; i < 200; i++)
        {
            var prompt = string.Concat(Enumerable.Range(0, rng.Next(1, 120)).Select(_ => rng.Pick(words)));
            var reply = string.Concat(Enumerable.Range(0, rng.Next(1, 5)).Select(_ => rng.Pick(words)));
            var behind = tokenizer.EncodeBehind(prompt, tokenizer.Encode(prompt, marks: true), [reply])[0];
            Assert.Equal(tokenizer.Encode(prompt + reply, marks: true), behind);
        }
    }

    [OthersModelFact("stories260K.gguf")]
    public void A_growing_prompt_of_a_sentencepiece_vocabulary_is_tokenised_as_from_the_start() =>
        PromptsGrow(OthersModels.Path("stories260K.gguf"));

    [Fact]
    public void A_growing_prompt_of_a_byte_pair_vocabulary_is_tokenised_as_from_the_start() =>
        PromptsGrow(RepositoryFiles.Path("models", "small.gguf"));

    private static void PromptsGrow(string path)
    {
        using var weights = ModelWeights.Load(ModelEntry.OfFile(path), new EngineOptions { Threads = 1 });
        var tokenizer = weights.Tokenizer;
        var rng = new Rng(6);
        string[] words =
        [
            "once", " upon", " a time", "\n", "\n\n", ">", " take", " 12", ".", " Lily", "zzz", "  ", "é", "漢", "🙂", "\r\n",
            " 345", "'s", " the heaps", "| ", "--\n",
        ];
        var prompts = new List<string> { "" };
        for (var i = 0; i < 2_000; i++)
        {
            var earlier = rng.Pick(prompts);
            var kept = rng.Next(0, 3) == 0 ? earlier[..rng.Next(0, earlier.Length + 1)] : earlier;
            var prompt = kept.TrimEnd('\ud83d')
                + string.Concat(Enumerable.Range(0, rng.Next(0, 40)).Select(_ => rng.Pick(words)));
            Assert.Equal(tokenizer.Encode(prompt, marks: true), tokenizer.EncodePrompt(prompt));
            prompts.Add(prompt.Length < 2_000 ? prompt : "");
        }
    }

    private static LocalModel OpenShared(string file) =>
        LocalModel.Open(ModelEntry.OfFile(OthersModels.Path(file)), new EngineOptions { Threads = 1, Slots = 2 });
}
