using AgentMemory.Core;
using AgentMemory.Games;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games;

public sealed class FamiliesTests
{
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    /// <summary>Every family, open and closed; a family without a row here fails the test below.</summary>
    public static TheoryData<string> Variants =>
    [
        "heaps",
        "heaps?hidden=takes",
        "lines",
        "lines?hidden=directions",
        "lines?hidden=habit",
        "hunters",
        "hunters?hidden=target",
        "hunters?hidden=habit",
        "bluff",
        "bluff?hidden=ranking",
        "bluff?hidden=habit",
        "tiles",
        "tiles?hidden=meanings",
        "brew",
        "brew?hidden=none",
        "bargain",
        "bargain?hidden=partner",
        "bargain?auction=first",
        "bargain?auction=second",
        "bargain?auction=ascending",
        "bargain?auction=first&hidden=partner",
        "riddle",
        "riddle?hidden=pool",
    ];

    /// <summary>Closed variants, whose hidden part has to be found out.</summary>
    public static TheoryData<string> Closed =>
        [.. Variants.Select((object[] row) => (string)row[0]).Append("brew?hidden=recipes").Where(v => v.Contains("hidden=") && !v.EndsWith("none"))];

    [Fact]
    public void Every_family_has_a_closed_variant() => Assert.Equal(
        Catalogue.Families.Select(f => f.Name).Except(Wings.WingFamiliesTests.AlwaysClosed).Order(),
        Closed.Select((object[] row) => TaskParameters.Parse((string)row[0]).Family).Distinct().Order());

    [Theory]
    [MemberData(nameof(Closed))]
    public void What_is_hidden_is_worth_something_and_who_demonstrates_has_to_find_it_out(string variant)
    {
        var task = (GameTask)Catalogue.Resolve($"{variant}&seed=4");
        Assert.True(task.Hidden.IsHidden);
        Assert.InRange(task.Hidden.ReachableWithout, 0, Rejection.ReachableWithoutMax);
        Assert.NotEmpty(task.TrueNotes);
        var novice = task.Demonstrate();
        Assert.Empty(novice.Notes.Intersect(task.TrueNotes));
        var reader = task.Demonstrate();
        reader.Read(task.TrueNotes);
        Assert.Equal(task.TrueNotes, reader.Notes);
        const int Plays = 300;
        var scores = Enumerable.Range(0, Plays).Select(play => Score(task, (ulong)play, reader.Choose)).ToArray();
        var least = task.Floor + (0.85 * (task.Ceiling - task.Floor)) - Margin(scores);
        Assert.True(scores.Average() > least, $"{variant}: who has read the notes scores {scores.Average():0.000}, not {least:0.000}");
    }

    [Fact]
    public void Every_family_of_the_catalogue_is_checked()
    {
        var names = new[] { Variants, Wings.WingFamiliesTests.Variants }
            .SelectMany(variants => variants.Select((object[] row) => TaskParameters.Parse((string)row[0]).Family)).ToHashSet();
        Assert.Equal(Catalogue.Families.Select(f => f.Name).Order(), names.Order());
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Playing_best_reaches_the_ceiling_and_playing_at_random_the_floor(string variant)
    {
        const int Plays = 2000;
        var task = (GameTask)Catalogue.Resolve($"{variant}{(variant.Contains('?') ? '&' : '?')}seed=11");
        var rng = new Rng(5);
        var (best, random) = (new double[Plays], new double[Plays]);
        for (var play = 0; play < Plays; play++)
        {
            best[play] = Score(task, (ulong)play, episode => TablePlay.Best(task, episode)[0]);
            random[play] = Score(task, (ulong)play, episode => rng.Pick(((ReplyForm.OneOf)episode.View.Reply).Replies));
        }

        Assert.InRange(best.Average(), task.Ceiling - Margin(best), task.Ceiling + Margin(best));
        Assert.InRange(random.Average(), task.Floor - Margin(random), task.Floor + Margin(random));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_recorded_game_reads_as_it_did(string variant)
    {
        var task = Catalogue.ResolveGame($"{variant}{(variant.Contains('?') ? '&' : '?')}seed=7");
        var text = new List<string> { $"# {task.Documents[0].Title}", task.Documents[0].Text, "--" };
        IEpisode episode = task.Practice(3);
        var rng = new Rng(3);
        while (episode.Outcome is null)
        {
            var reply = rng.Pick(((ReplyForm.OneOf)episode.View.Reply).Replies);
            text.Add($"{episode.View.Text}\n> {reply}");
            episode = episode.After(reply);
        }

        text.Add(FormattableString.Invariant($"= {episode.Outcome.Feedback} ({episode.Outcome.Score})"));
        text.Add(FormattableString.Invariant($"floor {task.Floor:0.000000}, ceiling {task.Ceiling:0.000000}"));
        GoldenFile.Same(
            string.Join("\n", text) + "\n",
            "tests", "AgentMemory.Tests", "Games", "Playthroughs", $"{variant.Replace('?', '-').Replace('=', '-').Replace('&', '-')}.golden.txt");
    }

    [Fact]
    public void Kuhn_poker_is_worth_minus_an_eighteenth_and_its_equilibrium_cannot_be_exploited()
    {
        var solution = Solution.Of(Catalogue.ResolveGame("bluff?classic=kuhn"));
        Assert.Equal(-1.0 / 18, solution.Value!["first"], 6);
        Assert.InRange(solution.Exploitability!.Value, -1e-9, 1e-6);
    }

    [Fact]
    public void Leduc_poker_is_worth_what_the_literature_says()
    {
        var solution = Solution.Of(Catalogue.ResolveGame("bluff?classic=leduc"));
        Assert.InRange(solution.Value!["first"], -0.085606 - 1e-4, -0.085606 + 1e-4);
        Assert.InRange(solution.Exploitability!.Value, -1e-9, 1e-5);
    }

    [Fact]
    public void Tic_tac_toe_is_drawn_and_every_first_move_keeps_the_draw()
    {
        var solution = Solution.Of(Catalogue.ResolveGame("lines?classic=tic-tac-toe"));
        Assert.Equal(0, solution.Value!["first"]);
        Assert.Equal(9, solution.Best.Count);
        Assert.Equal(5478, solution.States);
    }

    [Theory]
    [InlineData("family: heaps\nparametres: {}", ":2:1", "unknown key \"parametres\"")]
    [InlineData("parameters: {}", ":1:1", "family is missing")]
    [InlineData("family: [", ", line 2, column 1", "is not YAML")]
    [InlineData("family: heaps\nnames: x", ":2:8", "a list of words")]
    public void A_faulty_game_file_is_named_with_line_column_and_remedy(string text, string place, string why)
    {
        var error = Assert.Throws<UserErrorException>(() => GameFile.Parse("my.game.yaml", text));
        Assert.StartsWith($"my.game.yaml{place}", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_game_file_sets_parameters_names_and_rulebook()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.game.yaml");
        File.WriteAllText(path, "family: heaps\nparameters:\n  start: 5\n  takes: any\nnames: [game, pile]\nopponent: optimal\nrulebook: Take any.\n");
        try
        {
            var task = Catalogue.ResolveGame(path);
            Assert.Equal("Take any.", task.Documents[0].Text);
            Assert.Equal("pile 5", task.Practice(1).View.Text);
            Assert.Equal(1, task.Ceiling);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Every_starter_file_is_read_again()
    {
        foreach (var family in Catalogue.Families)
        {
            var text = GameStarter.OfFamily(family)[0].Text;
            Assert.Equal(family.Name, GameFile.Parse("starter.game.yaml", text).Family);
        }
    }

    [Fact]
    public void An_unknown_game_or_plugin_is_an_error_with_a_remedy()
    {
        Assert.Contains("heaps", Assert.Throws<UserErrorException>(() => Catalogue.Resolve("chess")).Message, StringComparison.Ordinal);
        Assert.Contains("name a file that is there", Assert.Throws<UserErrorException>(() => Catalogue.Resolve("none.kif")).Message, StringComparison.Ordinal);
        Assert.Contains("build it", Assert.Throws<UserErrorException>(() => Catalogue.AddPlugin("none.dll")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_best_move_has_no_regret_and_a_losing_one_costs_the_game()
    {
        var task = Catalogue.ResolveGame("heaps?classic=nim-3-4-5");
        var play = TablePlay.Begin(task, 1);
        var best = TablePlay.Best(task, play.Episode);
        var worst = play.LegalMoves.First(move => !best.Contains(move));
        Assert.Equal(0, play.After(best[0]).Moves[0].Regret);
        Assert.Equal(2, play.After(worst).Moves[0].Regret);
    }

    private static double Score(GameTask task, ulong seed, Func<GameEpisode, string> choose)
    {
        IEpisode episode = task.Exam(seed);
        while (episode.Outcome is null)
        {
            episode = episode.After(choose((GameEpisode)episode));
        }

        return episode.Outcome.Score;
    }

    /// <summary>Five standard errors of the mean: by chance alone it fails less than once in a million runs.</summary>
    private static double Margin(double[] scores)
    {
        var mean = scores.Average();
        return 1e-9 + (5 * Math.Sqrt(scores.Sum(s => (s - mean) * (s - mean)) / scores.Length / scores.Length));
    }
}
