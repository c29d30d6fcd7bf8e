using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Games;
using AgentMemory.Games.Files;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games;

public sealed class FamiliesTests
{
    internal static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    /// <summary>Every example of every family in the catalogue.</summary>
    public static TheoryData<string> Examples => [.. Catalogue.Examples];

    /// <summary>Those whose worlds are solved position by position; families of wings have a kit of their own.</summary>
    public static TheoryData<string> Solved => [.. SolvedExamples];

    /// <summary>Closed ones, whose hidden part has to be found out.</summary>
    public static TheoryData<string> Closed => [.. ClosedExamples];

    private static IEnumerable<string> SolvedExamples =>
        Catalogue.Examples.Where(example => !Wings.WingFamiliesTests.AlwaysClosed.Contains(TaskParameters.Parse(example).Family));

    private static IEnumerable<string> ClosedExamples =>
        SolvedExamples.Append("brew?hidden=recipes").Where(v => v.Contains("hidden=", StringComparison.Ordinal) && !v.EndsWith("none", StringComparison.Ordinal));

    [Fact]
    public void Every_family_has_a_closed_variant() => Assert.Equal(
        Catalogue.Families.Select(f => f.Name).Except(Wings.WingFamiliesTests.AlwaysClosed).Order(),
        ClosedExamples.Select(example => TaskParameters.Parse(example).Family).Distinct().Order());

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
    public void An_example_is_a_game_of_its_family_in_its_one_spelling()
    {
        foreach (var family in Catalogue.Families)
        {
            Assert.Equal(family.Name, family.Examples[0]);
            Assert.All(family.Examples, example => Assert.Equal((family.Name, example), (TaskParameters.Parse(example).Family, TaskParameters.Parse(example).ToString())));
        }
    }

    [Fact]
    public void Every_recorded_game_is_of_an_example()
    {
        var files = Directory.EnumerateFiles(Folder, "*.golden.txt").Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(Catalogue.Examples.Select(FileOf).Order(StringComparer.Ordinal), files);
    }

    [Theory]
    [MemberData(nameof(Solved))]
    public void Playing_best_reaches_the_ceiling_and_playing_at_random_the_floor(string variant)
    {
        const int Plays = 2000;
        var task = (GameTask)Catalogue.Resolve(Seeded(variant, 11));
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
    [MemberData(nameof(Examples))]
    public void A_recorded_game_reads_as_it_did(string variant)
    {
        var task = Catalogue.ResolveGame(Seeded(variant, 7));
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
        GoldenFile.Same(string.Join("\n", text) + "\n", "tests", "AgentMemory.Tests", "Games", "Playthroughs", FileOf(variant));
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

    private static string Folder => Path.Combine(RepositoryPrompts.Root, "tests/AgentMemory.Tests/Games/Playthroughs");

    private static string FileOf(string variant) => $"{variant.Replace('?', '-').Replace('=', '-').Replace('&', '-')}.golden.txt";

    /// <summary>The example in the world of a seed; a classic has one world.</summary>
    private static string Seeded(string variant, ulong seed)
    {
        var parameters = TaskParameters.Parse(variant);
        return Catalogue.Family(parameters.Family).WithSeed(parameters, seed)?.ToString() ?? variant;
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
