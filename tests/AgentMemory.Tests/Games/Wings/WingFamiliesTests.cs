using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;
using AgentMemory.Core.Words;
using AgentMemory.Games;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;
using AgentMemory.Games.Wings;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Wings;

/// <summary>What vault and labels promise as families.</summary>
public sealed class WingFamiliesTests
{
    private const int Seeds = 200;
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    /// <summary>Families whose worlds are hidden whatever their parameters.</summary>
    public static IReadOnlyList<string> AlwaysClosed { get; } = ["vault", "labels"];

    public static TheoryData<string> Variants =>
    [
        "vault", "vault?features=1", "vault?law=sum", "vault?knowledge=none&bits=24", "vault?bits=2000", "vault?names=common&bits=8",
        "labels", "labels?injective=true", "labels?bits=8&names=common",
    ];

    [Fact]
    public void Small_pools_keep_words_and_names_apart_and_change_nothing_of_the_world()
    {
        var words = InventedWords.Replies.Take(4).ToHashSet();
        var names = InventedWords.Things.Take(20).ToHashSet();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var few = (WingTask)Catalogue.Resolve($"vault?bits=22&name_pool=20&word_pool=4&seed={seed}");
            var usual = (WingTask)Catalogue.Resolve($"vault?bits=22&seed={seed}");
            Assert.Equal(words, few.Text.Words.ToHashSet());
            string[] things = [.. few.World.Practice.SelectMany(thing => few.Text.Thing(thing).Split(' ')).Distinct()];
            Assert.Equal(10, things.Length);
            Assert.All(things, name => Assert.Contains(name, names));
            Assert.Equal(usual.World.Practice.Select(usual.World.WordOf), few.World.Practice.Select(few.World.WordOf));
        }

        Assert.Empty(InventedWords.Replies.Intersect(InventedWords.Things));
        Assert.Equal(InventedWords.Pool, InventedWords.Replies.Concat(InventedWords.Things).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("name_pool=20", "go together")]
    [InlineData("name_pool=20&word_pool=3", "too few")]
    [InlineData("name_pool=9&word_pool=4", "too few")]
    [InlineData("name_pool=20&word_pool=4&names=common", "do not go together")]
    public void Pools_that_cannot_be_used_are_refused(string pools, string words) => Assert.Contains(
        words, Assert.Throws<UserErrorException>(() => Catalogue.Resolve($"vault?bits=8&{pools}")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_questions_of_practice_are_those_that_practice_draws()
    {
        var partition = Catalogue.Resolve("vault?bits=8&seed=3").Partition.Value!;
        string[] listed = [.. partition.PracticeQuestions!.Select(partition.KeyOf)];
        Assert.Equal(12, listed.Length);
        Assert.All(listed, key => Assert.Equal(QuestionPart.Practice, partition.PartOf(key)));
        Assert.Subset(listed.ToHashSet(), Enumerable.Range(0, 100).Select(i => partition.KeyOf(partition.Met((ulong)i))).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_family_keeps_to_the_contract_over_two_hundred_seeds(string variant)
    {
        var parameters = TaskParameters.Parse(variant);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            GameFamilyConformance.Check(
                Catalogue.Family(parameters.Family), parameters.With("seed", seed.ToString(CultureInfo.InvariantCulture)), (ulong)seed, seed % 20 == 1);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_recorded_game_reads_as_it_did(string variant)
    {
        var task = Catalogue.Resolve(With(variant, "seed=7"));
        List<string> text = [$"# {task.Documents[0].Title}", task.Documents[0].Text, "--", .. Played(task.Practice(3)), "--", .. Played(task.Exam(3))];
        text.Add(FormattableString.Invariant($"floor {task.Floor:0.000000}, ceiling {task.Ceiling:0.000000}, hidden bits {task.HiddenBits.Value:0.000000}"));
        text.AddRange(((IDemonstrable)task).TrueNotes.Take(8).Select(note => $"- {note}"));
        GoldenFile.Same(
            string.Join("\n", text) + "\n",
            "tests", "AgentMemory.Tests", "Games", "Wings", "Playthroughs",
            $"{variant.Replace('?', '-').Replace('=', '-').Replace('&', '-')}.golden.txt");
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Best_play_reaches_the_ceiling_and_moves_that_are_not_best_cost_a_third(string variant)
    {
        var task = (WingTask)Catalogue.Resolve(With(variant, "seed=11"));
        var game = Catalogue.ResolveGame(With(variant, "seed=11"));
        for (ulong seed = 0; seed < 50; seed++)
        {
            foreach (var start in new[] { task.Practice(seed), task.Exam(seed) })
            {
                var episode = (GameEpisode)start;
                var best = Assert.Single(TablePlay.Best(game, episode));
                Assert.Equal(task.Ceiling, episode.After(best).Outcome!.Score);
                var wrong = ((ReplyForm.OneOf)episode.View.Reply).Replies.First(reply => reply != best);
                Assert.Equal(1.0 / 3, TablePlay.Regret(game, episode, wrong)!.Value, 1e-12);
                Assert.Equal(2.0 / 3, episode.After(wrong).After(best).Outcome!.Score, 1e-12);
            }
        }
    }

    [Fact]
    public void The_positions_that_are_counted_are_those_that_there_are()
    {
        foreach (var variant in new[] { "vault?bits=24", "vault?bits=2000", "labels?bits=8" })
        {
            var game = Catalogue.ResolveGame(variant);
            Assert.Equal(StateGraph.TryExplore(game.Table.Game, 400_000, out _)!.Count, game.Solution.States);
            Assert.Equal(1, Solution.Of(game).Value!["player"]);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Who_has_read_the_true_notes_knows_all_and_who_has_read_nothing_knows_nothing(string variant)
    {
        var task = (WingTask)Catalogue.Resolve(With(variant, "seed=4"));
        var (novice, reader) = (task.Demonstrate(), task.Demonstrate());
        reader.Read(task.TrueNotes);
        Assert.NotEmpty(task.TrueNotes);
        Assert.Empty(novice.Notes);
        Assert.Equal(task.TrueNotes, reader.Notes);
        var asked = task.World.Kind.HasRule ? task.World.Exam : task.World.Practice;
        Assert.Equal(1, WingWorlds.Score(task, reader, asked), 1e-12);
        Assert.Equal(0, WingWorlds.Score(task, novice, asked), 1e-12);
        Assert.Equal(0, WingWorlds.Score(task, novice, task.World.Exam), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Notes_taken_at_play_tell_another_reader_all_that_was_seen(string variant)
    {
        var task = (WingTask)Catalogue.Resolve(With(variant, "seed=5"));
        var (player, scribe) = (task.Demonstrate(), task.Demonstrate());
        for (ulong seed = 0; seed < 40; seed++)
        {
            IEpisode episode = task.Practice(seed);
            while (episode.Outcome is null)
            {
                var reply = player.Choose(episode);
                var after = episode.After(reply);
                player.Observe(episode, reply, after);
                episode = after;
            }

            Assert.Equal(((GameEpisode)episode).Since[^1].After.Score(0), episode.Outcome.Score);
        }

        scribe.Read(player.Notes);
        Assert.Equal(player.Notes, scribe.Notes);
        Assert.All(task.World.Practice.Concat(task.World.Exam), thing => Assert.Equal(player.Rank(task.Ask(thing)), scribe.Rank(task.Ask(thing))));
    }

    [Fact]
    public void A_wing_that_is_told_otherwise_than_before_is_learnt_anew()
    {
        var task = WingWorlds.Task("labels?bits=8&seed=3");
        var other = WingWorlds.Task("labels?bits=8&seed=3&twin=varied");
        Assert.NotEqual(task.TrueNotes, other.TrueNotes);
        var reader = task.Demonstrate();
        reader.Read(other.TrueNotes);
        reader.Read(task.TrueNotes);
        Assert.Equal(1, WingWorlds.Score(task, reader, task.World.Exam), 1e-12);
    }

    [Fact]
    public void A_twin_with_other_names_is_the_same_world_and_a_varied_one_differs_in_one_wing()
    {
        foreach (var variant in new[] { "vault", "vault?knowledge=none", "vault?law=sum", "labels", "labels?injective=true" })
        {
            var (task, scrambled, varied) = (Task(""), Task("&twin=scrambled"), Task("&twin=varied"));
            Assert.All(task.World.Practice, thing => Assert.Equal(task.World.WordOf(thing), scrambled.World.WordOf(thing)));
            Assert.Empty(task.Text.Words.Intersect(scrambled.Text.Words));
            Assert.Equal(task.Text.Words, varied.Text.Words);
            Assert.Single(task.World.Practice.Where(thing => task.World.WordOf(thing) != varied.World.WordOf(thing)).Select(thing => thing.Wing).Distinct());

            WingTask Task(string twin) => WingWorlds.Task(With(variant, $"seed=6{twin}"));
        }
    }

    [Theory]
    [InlineData("rules2", 8, 1, 11.002815)]
    [InlineData("rules2", 64, 6, 66.0169)]
    [InlineData("rules2", 512, 47, 517.1323)]
    [InlineData("rules2", 2000, 182, 2002.5123)]
    [InlineData("rules1", 8, 1, 8.9773)]
    [InlineData("rules1", 64, 7, 62.8410)]
    [InlineData("rules1", 512, 57, 511.7050)]
    [InlineData("rules1", 2000, 223, 2001.9334)]
    [InlineData("none", 8, 1, 24)]
    [InlineData("none", 64, 3, 72)]
    [InlineData("none", 512, 21, 504)]
    [InlineData("none", 2000, 83, 1992)]
    [InlineData("sum", 8, 1, 14)]
    [InlineData("sum", 64, 5, 70)]
    [InlineData("sum", 512, 37, 518)]
    [InlineData("sum", 2000, 143, 2002)]
    [InlineData("labels", 64, 8, 64)]
    [InlineData("labels!", 64, 14, 64.189475)]
    public void A_world_has_the_nearest_number_of_whole_wings_and_says_how_much_they_hide(string kind, int bits, int wings, double hidden)
    {
        var task = WingWorlds.Task($"{WingWorlds.Names[kind]}&bits={bits}");
        Assert.Equal(wings, task.World.Wings);
        Assert.Equal(hidden, task.HiddenBits.Value, 1e-4);
    }

    [Theory]
    [InlineData("rules2", 2052)]
    [InlineData("rules1", 504)]
    [InlineData("sum", 16_384)]
    [InlineData("labels", 256)]
    [InlineData("labels!", 24)]
    public void Every_function_of_a_kind_is_drawn_and_none_is_drawn_more_than_others(string kind, int functions)
    {
        const int DrawsOfEach = 40;
        var drawn = new Dictionary<string, int>();
        var rng = new Rng(9);
        for (var draw = 0; draw < DrawsOfEach * functions; draw++)
        {
            var function = string.Concat(WingWorlds.Kinds[kind].Draw(rng));
            drawn[function] = drawn.GetValueOrDefault(function) + 1;
        }

        // Chi-squared over all functions: mean its freedom, standard deviation sqrt(2 x freedom); five of them.
        var chi = drawn.Values.Sum(count => Math.Pow(count - DrawsOfEach, 2) / DrawsOfEach);
        Assert.Equal(functions, drawn.Count);
        Assert.InRange(chi, functions - 1 - (5 * Math.Sqrt(2.0 * functions)), functions - 1 + (5 * Math.Sqrt(2.0 * functions)));
    }

    [Theory]
    [InlineData("vault?law=sum&features=2", "law=sum takes no features; leave features out")]
    [InlineData("vault?knowledge=none&features=1", "knowledge=none takes no features; leave features out")]
    [InlineData("vault?knowledge=none&law=sum", "do not go together; leave one of them out")]
    [InlineData("vault?bits=7", "a whole number from 8 to 2000")]
    [InlineData("vault?bits=2001", "a whole number from 8 to 2000")]
    [InlineData("vault?features=3", "a whole number from 1 to 2")]
    [InlineData("vault?law=sums", "did you mean 'sum'?")]
    [InlineData("vault?knowledge=rule", "did you mean 'rules'?")]
    [InlineData("labels?bits=65", "a whole number from 8 to 64")]
    [InlineData("labels?injective=yes", "one of false, true")]
    [InlineData("labels?names=game,dog", "has a word of animals, which are to be labelled; take other names")]
    [InlineData("labels?features=2", "labels has no parameter \"features\"")]
    [InlineData("heaps?names=common,pile", "which is no name; write names=common alone, or take another name")]
    public void What_cannot_be_used_is_refused_in_one_line_with_the_remedy(string name, string remedy)
    {
        var message = Assert.Throws<UserErrorException>(() => Catalogue.Resolve(name)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_game_file_with_a_rulebook_of_its_own_says_that_its_bits_are_not_known()
    {
        using var folder = new TemporaryFolder();
        var file = folder["my.game.yaml"];
        File.WriteAllText(file, "family: vault\nnames: common\nparameters:\n  bits: 8\nrulebook: Find out.\n");
        var task = Catalogue.Resolve(file);
        Assert.Equal("Find out.", task.Documents[0].Text);
        Assert.Contains("rulebook of its own", task.HiddenBits.WhyNot, StringComparison.Ordinal);
        Assert.Contains(task.Practice(1).View.Text.Split(' ')[0], CommonWords.Pool);
        File.WriteAllText(file, "family: labels\nparameters:\n  bits: 8\n");
        Assert.Equal(8, Catalogue.Resolve(file).HiddenBits.Value);
    }

    private static IEnumerable<string> Played(IEpisode episode)
    {
        var rng = new Rng(3);
        while (episode.Outcome is null)
        {
            var reply = rng.Pick(((ReplyForm.OneOf)episode.View.Reply).Replies);
            yield return $"{episode.View.Text}\n> {reply}";
            episode = episode.After(reply);
        }

        yield return FormattableString.Invariant($"= {episode.Outcome.Feedback} ({episode.Outcome.Score})");
    }

    private static string With(string variant, string more) => $"{variant}{(variant.Contains('?') ? '&' : '?')}{more}";
}
