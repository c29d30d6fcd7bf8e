using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Learners.Memory.Playbook;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Memory;

/// <summary>A playbook grows by small edits after failures, and a bad reply of its writer costs nothing that was known.</summary>
public sealed class PlaybookTests
{
    private static readonly ButtonTask Task = new(4, 5);

    [Theory]
    [InlineData(PlaybookWriting.Edits)]
    [InlineData(PlaybookWriting.Free)]
    [InlineData(PlaybookWriting.Lines)]
    public void It_holds_to_the_conformance_kit(PlaybookWriting writing) => LearnerConformance.Check(() => Make(
        new ScriptedModel(request => request.Form is CompletionForm.OneOf form
            ? form.Texts[(int)(request.Seed % (ulong)form.Texts.Count)]
            : writing == PlaybookWriting.Lines ? "- press the winner\n" : "# lost\nadd press the winner\n"),
        new PlaybookSettings { Writing = writing }));

    [Fact]
    public void Edits_add_count_merge_and_remove_and_never_touch_what_they_do_not_name()
    {
        var said = Said(
            "# first\nadd press red\nadd press blue\nadd wait\n",
            "# second\nhelped 1\nmisled 2\nmisled 2\n",
            "# third\nmerge 1 2 wait, then press red\nadd never press green\n",
            "# last\nremove 1\n");
        Assert.Equal(["press red +1 -0", "press blue +1 -0", "wait +1 -0"], said[0]);
        Assert.Equal(["press red +2 -0", "wait +1 -0"], said[1]);
        // Newest first; what was put together keeps the counts of both.
        Assert.Equal(["wait, then press red +3 -0", "never press green +1 -0"], said[2].Order(StringComparer.Ordinal).Reverse());
        Assert.Single(said[3]);
    }

    [Theory]
    [InlineData("nothing of the form")]
    [InlineData("# why\nadd \n")]
    [InlineData("# why\nadd good\nhelped 7\n")]
    [InlineData("# why\nadd good\nhelped 0\n")]
    [InlineData("# why\nadd good\nmerge 1 1 twice\n")]
    [InlineData("# why\nadd good\nremove 1\nmerge 1 2 both\n")]
    [InlineData("# why\nadd good\nchange 1 other\n")]
    [InlineData("# why\nadd good\nhelped one\n")]
    [InlineData("# why\nadd one\nadd two\nadd three\nadd four\nadd five\n")]
    [InlineData("# why\nadd 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890\n")]
    [InlineData("add good\n")]
    [InlineData("")]
    public void A_damaged_reply_changes_nothing_and_is_counted(string damaged)
    {
        using var folder = new TemporaryFolder();
        var replies = new Queue<string>(["# first\nadd press red\nadd press blue\n", damaged, "# third\nhelped 2\n"]);
        var learner = Make(new ScriptedModel(_ => replies.Dequeue()), new PlaybookSettings { Writing = PlaybookWriting.Free });
        var one = Study(learner, folder["1"], null);
        var two = Study(learner, folder["2"], one.Artifact);
        Assert.Equal(File.ReadAllText(one.Artifact!.PathOf("notes.json")), File.ReadAllText(two.Artifact!.PathOf("notes.json")));
        Assert.Equal("2 reflections by now, 1 damaged replies that changed nothing, 0 duplicates counted up", two.Remarks[^1]);
        Assert.True(two.Cost.TokensRead > 0, "a damaged reply is charged too");
        var three = Study(learner, folder["3"], two.Artifact);
        Assert.Equal("3 reflections by now, 1 damaged replies that changed nothing, 0 duplicates counted up", three.Remarks[^1]);
        Assert.Equal(["press red +1 -0", "press blue +2 -0"], Items(three.Artifact!));
    }

    [Fact]
    public void A_reply_that_its_tokens_cut_short_is_damaged()
    {
        using var folder = new TemporaryFolder();
        var learner = Make(
            new ScriptedModel(_ => "# why\nadd press red\nadd press blue\n") { Limits = true }, new PlaybookSettings { ReplyTokens = 24 });
        var learned = Study(learner, folder["1"], null);
        Assert.Empty(Items(learned.Artifact!));
        Assert.Contains("1 damaged", learned.Remarks[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_again_in_nearly_the_same_words_is_counted_up()
    {
        var said = Said("# a\nadd Press the red button\nadd press THE red button!\n", "# b\nadd the red button: press\nadd press the blue button\n");
        Assert.Equal(["Press the red button +1 -0"], said[0]);
        Assert.Equal(["press the blue button +1 -0", "Press the red button +2 -0"], said[1]);
    }

    [Theory]
    [InlineData(3, 10_000)]
    [InlineData(1_000, 40)]
    public void It_keeps_its_budget_in_items_and_in_tokens_and_what_helped_outlives_newer_items(int itemsMax, int tokensMax)
    {
        var number = 0;
        using var folder = new TemporaryFolder();
        var learner = Make(
            new ScriptedModel(_ => number++ == 0 ? "# a\nadd what helped\n" : $"# b\nhelped {Math.Min(number - 1, 2)}\nadd rule {number}\n"),
            new PlaybookSettings { ItemsMax = itemsMax, TokensMax = tokensMax });
        Artifact? artifact = null;
        for (var study = 1; study <= 8; study++)
        {
            artifact = Study(learner, folder[$"{study}"], artifact).Artifact;
            var items = Items(artifact!);
            Assert.True(items.Count <= itemsMax && items.Sum(item => item.Length - " +1 -0".Length) <= tokensMax, string.Join(", ", items));
        }

        Assert.Contains(Items(artifact!), item => item.StartsWith("what helped", StringComparison.Ordinal));
        Assert.Contains(Items(artifact!), item => item.StartsWith("rule 8", StringComparison.Ordinal));
    }

    [Fact]
    public void It_reflects_on_failures_a_few_at_a_time_and_plays_with_all_items()
    {
        using var folder = new TemporaryFolder();
        var model = new ScriptedModel(request => request.Form is CompletionForm.OneOf form ? form.Texts[0] : "# why\nadd press the winner\n");
        var learner = Make(model, new PlaybookSettings { EpisodesEach = 2, ReflectionsMax = 2 });
        var learned = Study(learner, folder["1"], null, losses: 5, wins: 4);
        Assert.Equal(2, model.Prompts.Count);
        Assert.All(model.Prompts, prompt => Assert.DoesNotContain("you win", prompt, StringComparison.Ordinal));
        Assert.Contains("1. press the winner (helped 1, misled 0)", model.Prompts[1], StringComparison.Ordinal);
        Assert.Equal(["press the winner +2 -0"], Items(learned.Artifact!));
        using var player = learner.Open(learned.Artifact);
        Assert.Contains("Notes:\n- press the winner\n--\n", player.Choose([Turn()], default)[0].Prompt!, StringComparison.Ordinal);

        var none = Study(learner, folder["2"], learned.Artifact, losses: 0, wins: 3);
        Assert.Equal((Cost.None, File.ReadAllText(learned.Artifact!.PathOf("notes.json"))), (none.Cost, File.ReadAllText(none.Artifact!.PathOf("notes.json"))));
        var all = new ScriptedModel(_ => "# why\nadd press the winner\n");
        Study(Make(all, new PlaybookSettings { Reflects = PlaybookOccasion.All }), folder["3"], null, losses: 0, wins: 3);
        Assert.Single(all.Prompts);
    }

    [Fact]
    public void Counts_that_are_gone_or_damaged_are_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        var learner = Make(new ScriptedModel(_ => "# why\nadd press red\n"), new PlaybookSettings());
        var artifact = Study(learner, folder["1"], null).Artifact!;
        File.WriteAllText(artifact.PathOf("reflections.json"), "{}");
        var said = Assert.Throws<UserErrorException>(() => Study(learner, folder["2"], artifact)).Message;
        Assert.StartsWith("counts of reflections ", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    private static IReadOnlyList<IReadOnlyList<string>> Said(params string[] replies)
    {
        using var folder = new TemporaryFolder();
        var queue = new Queue<string>(replies);
        var learner = Make(new ScriptedModel(_ => queue.Dequeue()), new PlaybookSettings());
        var said = new List<IReadOnlyList<string>>();
        Artifact? artifact = null;
        for (var study = 1; study <= replies.Length; study++)
        {
            artifact = Study(learner, folder[$"{study}"], artifact).Artifact;
            said.Add(Items(artifact!));
        }

        return said;
    }

    private static IReadOnlyList<string> Items(Artifact artifact)
    {
        using var kept = JsonDocument.Parse(File.ReadAllText(artifact.PathOf("notes.json")));
        return !kept.RootElement.TryGetProperty(Task.Id, out var items) ? [] :
        [
            .. items.EnumerateArray().Select(item => $"{item.GetProperty("text").GetString()} +{item.GetProperty("helpful").GetInt32()} "
                + $"-{item.GetProperty("harmful").GetInt32()}"),
        ];
    }

    private static PlaybookLearner Make(ScriptedModel model, PlaybookSettings settings)
    {
        var book = RepositoryPrompts.Book;
        return new PlaybookLearner(
            new LearnerTools { Model = model, Prompts = book, Prompt = new PlayPrompt(book), Limits = new PlayerLimits(4_000, 200), Threads = 1 }, settings);
    }

    private static Learned Study(PlaybookLearner learner, string folder, Artifact? before, int losses = 1, int wins = 0)
    {
        Directory.CreateDirectory(folder);
        var start = Task.Practice(1);
        var lost = ((ReplyForm.OneOf)start.View.Reply).Replies.First(reply => reply != Task.Winner);
        return learner.Study(
            new StudyRequest
            {
                Before = before,
                Documents = new Dictionary<string, IReadOnlyList<Document>> { [Task.Id] = Task.Documents },
                Experience = [.. Enumerable.Range(0, losses + wins).Select(number => Episode(number < losses ? lost : Task.Winner, number))],
                Round = new PracticeRound { Starts = losses + wins },
                Folder = folder,
                Rng = new Rng(1),
            },
            default);

        EpisodeRecord Episode(string reply, int number) => new()
        {
            TaskId = Task.Id,
            Seed = (ulong)number,
            Moves = [new Move(start.View, reply, null, null)],
            Outcome = start.After(reply).Outcome!,
            Score = start.After(reply).Outcome!.Score > 0 ? 1 : 0,
        };
    }

    private static Turn Turn() => new()
    {
        TaskId = Task.Id,
        Documents = Task.Documents,
        Earlier = [],
        View = Task.Exam(1).View,
        Temperature = 0,
        Restricted = true,
        Seed = 1,
    };
}
