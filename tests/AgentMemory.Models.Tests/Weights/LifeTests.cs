using AgentMemory.Core;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Tasks;
using AgentMemory.Pretraining.Corpora;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

public sealed class LifeTests
{
    private static readonly LifeSettings Settings = new() { TokensMin = 150, TokensMax = 300, NotesShare = 0.5, ReflectShare = 0.5 };

    [Fact]
    public void Labels_are_the_choice_of_one_who_knows_only_what_stands_in_the_text()
    {
        var writer = new PlayLifeWriter(PlayWords.Prompt, new CharacterTokenizer(), Settings);
        for (var i = 0; i < 50; i++)
        {
            var task = new Levers((ulong)i);
            var life = writer.Write(Request(task, new Rng((ulong)i)));
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
        var settings = Settings with { NotesShare = 0, ReflectShare = 1 };
        var writer = new PlayLifeWriter(PlayWords.Prompt, new CharacterTokenizer(), settings);
        var task = new Levers(3);
        var life = writer.Write(Request(task, new Rng(4)));
        var text = string.Concat(life.Segments.Select(s => s.Text));
        Assert.StartsWith("# Levers\nPull left, middle or right. One pays.\n--\npull\n> ", text, StringComparison.Ordinal);
        Assert.True(life.EndsText);
        Assert.EndsWith($"Notes:\n- {task.Best} pays\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_of_another_rule_are_believed_until_the_history_contradicts_them()
    {
        var (task, twin) = Enumerable.Range(0, 20).Select(i => (new Levers(0), new Levers((ulong)i))).First(p => p.Item1.Best != p.Item2.Best);
        var settings = Settings with { NotesShare = 1, TwinNotesShare = 1, ReflectShare = 0, NoiseMax = 0 };
        var writer = new PlayLifeWriter(PlayWords.Prompt, new CharacterTokenizer(), settings);
        var life = writer.Write(Request(task, new Rng(1)) with { Twin = () => twin });
        var text = string.Concat(life.Segments.Select(s => s.Text));
        Assert.Contains($"Notes:\n- {twin.Best} pays\n--\npull\n> {twin.Best}\n= nothing\n", text, StringComparison.Ordinal);
        Assert.Single(text.Split($"> {twin.Best}\n").Skip(1));
        Assert.EndsWith($"> {task.Best}\n= it pays\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_rule_changes_midway_play_follows_what_was_seen_last()
    {
        var (task, twin) = Enumerable.Range(0, 20).Select(i => (new Levers(0), new Levers((ulong)i))).First(p => p.Item1.Best != p.Item2.Best);
        var settings = Settings with { NotesShare = 0, ChangedShare = 1, ReflectShare = 0, NoiseMax = 0, TokensMin = 300 };
        var writer = new PlayLifeWriter(PlayWords.Prompt, new CharacterTokenizer(), settings);
        var life = writer.Write(Request(task, new Rng(1)) with { Twin = () => twin, Tokens = 400 });
        var text = string.Concat(life.Segments.Select(s => s.Text));
        var changes = text.IndexOf($"> {task.Best}\n= nothing\n", StringComparison.Ordinal);
        Assert.True(text.IndexOf($"> {task.Best}\n= it pays\n", StringComparison.Ordinal) < changes);
        Assert.DoesNotContain($"> {task.Best}\n", text[(changes + 3)..], StringComparison.Ordinal);
        Assert.EndsWith($"> {twin.Best}\n= it pays\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Edits_of_notes_say_what_was_right_what_was_wrong_and_what_is_new()
    {
        var (task, twin) = Enumerable.Range(0, 20).Select(i => (new Levers(0), new Levers((ulong)i))).First(p => p.Item1.Best != p.Item2.Best);
        var settings = Settings with { NotesShare = 1, TwinNotesShare = 1, ReflectShare = 1, EditShare = 1, NoiseMax = 0 };
        var writer = new PlayLifeWriter(PlayWords.Prompt, new CharacterTokenizer(), settings);
        var life = writer.Write(Request(task, new Rng(1)) with { Twin = () => twin, Tokens = 3000 });
        var text = string.Concat(life.Segments.Select(s => s.Text));
        Assert.Contains($"\n1. {twin.Best} pays (helped ", text, StringComparison.Ordinal);
        Assert.EndsWith($"Edits:\n# wrong: {twin.Best} pays\n! 1\n- {task.Best} pays\n", text, StringComparison.Ordinal);
        Assert.True(life.EndsText);
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
            PlayWords.Prompt,
            new CharacterTokenizer(),
            new SampleMaker(new CharacterTokenizer()),
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
        var maker = new SampleMaker(new CharacterTokenizer());
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
        var sample = new SampleMaker(tokenizer).Make([new Segment("abc"), new Segment("def", 1)]);
        Assert.Equal(tokenizer.Encode("abcdef"), sample.Tokens);
        // "cd" is one token: it counts for the later segment.
        Assert.Equal([1, 2], sample.Predictions.Select(p => p.At + 1));
    }

    private static LifeRequest Request(ITask task, Rng rng) => new()
    {
        Task = task,
        Another = () => task,
        Twin = () => null,
        Tokens = rng.Fork("tokens").Next(Settings.TokensMin, Settings.TokensMax),
        Rng = rng,
    };

    /// <summary>A token per character.</summary>
    private sealed class CharacterTokenizer : ITokenizer
    {
        public TextMarks Marks { get; } = new() { Begin = 1, AddsBegin = true };

        public IReadOnlyList<int> Encode(string text) => [.. text.Select(c => (int)c)];

        public string Decode(IReadOnlyList<int> tokens) => string.Concat(tokens.Select(t => (char)t));

        public int Count(string text) => text.Length;
    }

    /// <summary>A token per two characters, counted from the start of the text.</summary>
    private sealed class PairTokenizer : ITokenizer
    {
        public TextMarks Marks { get; } = new();

        public IReadOnlyList<int> Encode(string text) => [.. text.Chunk(2).Select(p => p.Aggregate(0, (n, c) => (n * 256) + c))];

        public string Decode(IReadOnlyList<int> tokens) => throw new NotSupportedException();

        public int Count(string text) => (text.Length + 1) / 2;
    }
}
