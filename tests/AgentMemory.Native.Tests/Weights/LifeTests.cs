using AgentMemory.Core;
using AgentMemory.Weights;

namespace AgentMemory.Native.Tests.Weights;

public sealed class LifeTests
{
    private static readonly LifeSettings Settings = new() { TokensMin = 150, TokensMax = 300, NotesShare = 0.5, ReflectShare = 0.5 };

    [Fact]
    public void Labels_are_the_choice_of_one_who_knows_only_what_stands_in_the_text()
    {
        var writer = new LifeWriter(PlayWords.Prompt, new CharacterTokenizer(), Settings);
        for (var i = 0; i < 50; i++)
        {
            var task = new Levers((ulong)i);
            var life = writer.Write(task, new Levers((ulong)i + 100), new Rng((ulong)i));
            var text = "";
            foreach (var (segment, kind) in life.Parts)
            {
                if (kind is LifeKind.ReplyKnown or LifeKind.ReplyUnknown)
                {
                    var label = (segment.Target ?? segment.Text).Trim();
                    var won = Levers.Names.FirstOrDefault(n => text.Contains($"> {n}\n= it pays", StringComparison.Ordinal));
                    var failed = Levers.Names.Where(n => text.Contains($"> {n}\n= nothing", StringComparison.Ordinal));
                    Assert.True(won is null || label == won, life.TaskId);
                    Assert.DoesNotContain(label, failed);
                }

                text += segment.Text;
            }
        }
    }

    [Fact]
    public void A_life_is_what_players_are_shown_and_learners_ask_for()
    {
        var prompt = PlayWords.Prompt;
        var writer = new LifeWriter(prompt, new CharacterTokenizer(), Settings with { NotesShare = 0, ReflectShare = 1 });
        var task = new Levers(3);
        var life = writer.Write(task, null, new Rng(4));
        var text = string.Concat(life.Segments.Select(s => s.Text));
        Assert.StartsWith("# Levers\nPull left, middle or right. One pays.\n--\npull\n> ", text, StringComparison.Ordinal);
        Assert.True(life.EndsText);
        Assert.EndsWith($"Notes:\n- {task.Best} pays\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_number_gives_the_same_life_and_held_out_tasks_never_come_up()
    {
        var plan = new PretrainPlan
        {
            Name = "x",
            Seed = 5,
            Shape = new PretrainShape
            {
                Width = 32,
                Layers = 1,
                Heads = 2,
                KeyValueHeads = 2,
                FeedForward = 32,
                Context = 64,
                StructuredStart = false,
                SpacedWords = false,
            },
            Course = new PretrainCourse { Rows = 1, RowTokens = 1, Optimizer = new OptimizerSettings { LearningRate = 1, WarmUpSteps = 0 } },
            Corpus = [new CorpusPart("levers")],
            Life = Settings with { HeldOutSeeds = 1000 },
        };
        Corpus Make() => new(
            plan,
            new Dictionary<string, ITaskFamily> { ["levers"] = new Levers.Kin() },
            new LifeWriter(PlayWords.Prompt, new CharacterTokenizer(), plan.Life),
            new SampleMaker(new CharacterTokenizer(), 0),
            1);
        var (one, two) = (Make(), Make());
        two.Life(0);
        Assert.Equal(one.Life(7).Segments, two.Life(7).Segments);
        for (var i = 0; i < 40; i++)
        {
            Assert.True(TaskParameters.Parse(one.Life(i).TaskId).Seed >= 1000);
            Assert.True(TaskParameters.Parse(one.HeldOut(i).TaskId).Seed < 1000);
        }
    }

    [Fact]
    public void Targets_are_predicted_up_to_the_first_token_that_differs()
    {
        var maker = new SampleMaker(new CharacterTokenizer(), beginToken: 1);
        var sample = maker.Make([new Segment("ab"), new Segment("xyz", 2, "xqr"), new Segment("c", -1)], endToken: 9);
        Assert.Equal([1, 'a', 'b', 'x', 'y', 'z', 'c'], sample.Tokens);
        Prediction[] expected =
        [
            new(2, 'x', 2), new(3, 'q', 2), new(5, 'c', -1), new(6, 9, -1),
        ];
        Assert.Equal(expected, sample.Predictions);
    }

    [Fact]
    public void Where_a_tokenizer_joins_across_a_seam_the_text_is_still_tokenised_as_one()
    {
        var tokenizer = new PairTokenizer();
        var sample = new SampleMaker(tokenizer, null).Make([new Segment("abc"), new Segment("def", 1)]);
        Assert.Equal(tokenizer.Encode("abcdef"), sample.Tokens);
        // "cd" is one token: it counts for the later segment.
        Assert.Equal([1, 2], sample.Predictions.Select(p => p.At + 1));
    }

    /// <summary>A token per character.</summary>
    private sealed class CharacterTokenizer : ITokenizer
    {
        public IReadOnlyList<int> Encode(string text) => [.. text.Select(c => (int)c)];

        public string Decode(IReadOnlyList<int> tokens) => string.Concat(tokens.Select(t => (char)t));

        public int Count(string text) => text.Length;
    }

    /// <summary>A token per two characters, counted from the start of the text.</summary>
    private sealed class PairTokenizer : ITokenizer
    {
        public IReadOnlyList<int> Encode(string text) => [.. text.Chunk(2).Select(p => p.Aggregate(0, (n, c) => (n * 256) + c))];

        public string Decode(IReadOnlyList<int> tokens) => throw new NotSupportedException();

        public int Count(string text) => (text.Length + 1) / 2;
    }
}
