using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Core.Words;
using AgentMemory.Gguf;
using AgentMemory.Pretraining;
using AgentMemory.Pretraining.Corpora;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>The start that is written by hand, in the tokens that prompts really have.</summary>
public sealed class ReaderStartTests
{
    [Fact]
    public void It_looks_back_as_far_as_the_words_of_a_thing_are_from_the_mark_of_a_reply()
    {
        var tokenizer = new VocabularyTokenizer(ReaderPlans.Words);
        var task = ReaderPlans.Families["vault"].Create(TaskParameters.Parse("vault?name_pool=64&word_pool=4&seed=1"));
        var question = task.Partition.Value!.ExamQuestions![0];
        var thing = question.View.Text.Split(' ');
        string[] tokens = [.. tokenizer.Encode(PlayWords.Prompt.Begin([], question.View)).Select(t => tokenizer.Decode([t]).Trim())];
        Assert.Equal(">", tokens[^1]);
        Assert.Equal(
            (thing[2], thing[1], thing[0]),
            (tokens[^(1 + ReaderStart.Back.Second)], tokens[^(1 + ReaderStart.Back.First)], tokens[^(1 + ReaderStart.Back.Wing)]));
    }

    [Fact]
    public void Tokens_have_equal_norms()
    {
        var shape = ReaderPlans.Shape.ModelShape(ReaderPlans.Words.Count);
        var table = ReaderStart.Make(shape, ReaderPlans.Words, ReaderStartKind.Classes, new Rng(1))[0];
        double[] norms = [.. table.Values.Chunk(shape.Width).Select(row => Math.Sqrt(row.Sum(v => (double)v * v)))];
        Assert.All(norms, norm => Assert.Equal(norms[0], norm, norms[0] * 0.05));
    }

    [Theory]
    [InlineData(ReaderStartKind.Pairs)]
    [InlineData(ReaderStartKind.Classes)]
    public void Before_any_training_it_copies_what_was_told_and_with_classes_infers_something_of_the_rest(ReaderStartKind kind)
    {
        using var folder = new TemporaryFolder();
        var shape = ReaderPlans.Shape.ModelShape(ReaderPlans.Words.Count);
        PretrainedModelWriter.Write(
            folder.File("start.gguf"), "start", shape, ReaderPlans.Words, ReaderStart.Make(shape, ReaderPlans.Words, kind, new Rng(1)), GgmlType.F32);
        var (met, late) = Scores(folder.File("start.gguf"));
        Assert.True(met > 0.75, $"met {met}");
        Assert.True(kind == ReaderStartKind.Pairs || late > 0.15, $"new {late}");
    }

    [Fact]
    public void A_shape_that_is_too_small_is_refused()
    {
        var small = ReaderPlans.Shape with { Layers = 2 };
        var error = Assert.Throws<ArgumentException>(
            () => ReaderStart.Make(small.ModelShape(ReaderPlans.Words.Count), ReaderPlans.Words, ReaderStartKind.Pairs, new Rng(1)));
        Assert.Contains("at least 4 layers", error.Message, StringComparison.Ordinal);
    }

    // Mean scores of worlds of one wing: of things that were told, and of new ones when at least half were.
    private static (double Met, double Late) Scores(string path)
    {
        const int Lives = 24;
        var phase = ReaderPlans.Phase("one", 1, ReaderPlans.Told("vault?bits=11&features=2&name_pool=16&word_pool=4", 16));
        var corpus = ReaderPlans.Corpus(ReaderPlans.Plan(phase).Of(phase), ReaderPlans.Words);
        using var model = Trainers.Open(path, new TrainerSettings { Purpose = TrainingPurpose.Evaluate, Batch = new BatchShape(1, 192, 32) });
        int[] words = [.. InventedWords.Replies.Take(4).Select(word => ReaderPlans.Words.NumberOf(" " + word)!.Value)];
        var scores = new Dictionary<LifeKind, List<double>>();
        foreach (var life in Enumerable.Range(0, Lives).Select(n => corpus.HeldOut(n)))
        {
            var batch = Assert.Single(Packer.Pack([corpus.Sample(life)], model.Settings.Batch));
            var logits = model.Logits(batch);
            var kinds = life.Parts.Where(p => p.Kind != LifeKind.Text).Select(p => p.Kind).ToList();
            for (var game = 0; game < kinds.Count; game++)
            {
                // The word and its end are predicted in turn.
                var row = 2 * game;
                float[] four = [.. words.Select(word => logits[(row * model.Shape.Vocabulary) + word])];
                var right = logits[(row * model.Shape.Vocabulary) + batch.Targets[row]];
                var score = 1 - (2.0 / 3 * four.Count(value => value > right));
                scores.TryAdd(kinds[game], []);
                scores[kinds[game]].Add(score);
            }
        }

        return (scores[LifeKind.ToldBefore].Average(), scores[LifeKind.NewOfMany].Average());
    }
}
