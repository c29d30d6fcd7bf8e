using System.Numerics;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Games;
using AgentMemory.Games.Families.Heaps;
using AgentMemory.Games.Families.Riddle;
using AgentMemory.Games.Families.Tiles;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Exams;

/// <summary>Hidden bits and E(n) of games against posteriors worked out by walking through every play of every world.</summary>
public sealed class EvidenceTests
{
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    [Theory]
    [InlineData("bluff?raises=1&hidden=habit", 5)]
    [InlineData("bluff?raises=1&hidden=ranking&opponent=greedy&seat=second", 6)]
    [InlineData("lines?columns=3&rows=2&length=2&hidden=habit&gravity=false", 6)]
    [InlineData("lines?columns=3&rows=3&blocked=3&gravity=false&hidden=directions&wild=false", 6)]
    [InlineData("hunters?columns=3&rows=3&moves=5&mine=1&hidden=target", 4)]
    [InlineData("hunters?columns=3&rows=3&moves=4&hidden=habit&opponent=mix:0.2:greedy", 6)]
    [InlineData("tiles?columns=3&rows=2&steps=3&hidden=meanings", 24)]
    [InlineData("tiles?columns=3&rows=2&steps=3&slip=20&hidden=meanings", 24)]
    [InlineData("brew?bases=3&products=2&tries=2", 15)]
    [InlineData("bargain?hidden=partner&stock=1&offers=2", 0)]
    [InlineData("bargain?auction=first&lots=1&purse=3&hidden=partner", 36)]
    public void Evidence_is_what_a_walk_through_every_world_makes_of_the_transcript(string variant, int worlds)
    {
        for (var seed = 1; seed <= 2; seed++)
        {
            var task = Catalogue.ResolveGame($"{variant}&seed={seed}");
            var tables = ((WorldsDemonstrator)task.Demonstrate()).Worlds.Tables;
            Assert.True(worlds == 0 || worlds == tables.Count);
            Agrees(task, tables, variant.Contains("habit", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("heaps?hidden=takes&size=8&most=4&allowed=2")]
    [InlineData("heaps?hidden=takes&size=9&most=5&seat=second&opponent=optimal")]
    [InlineData("heaps?hidden=takes&piles=2&size=4&most=3&allowed=1&misere=true")]
    public void Evidence_on_takes_is_what_a_walk_through_every_world_makes_of_the_transcript(string variant)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var task = Catalogue.ResolveGame($"{variant}&seed={seed}");
            var game = (HeapGame)task.Table.Game;
            var most = HeapRules.Counts(game.Rules.Offered).Max();
            var tables = Enumerable.Range(0, 1 << most).Select(bits => (uint)bits << 1)
                .Where(mask => BitOperations.PopCount(mask) == BitOperations.PopCount(game.Rules.Allowed))
                .Select(mask => task.Table with
                {
                    Game = new HeapGame(
                        game.Name, game.Rules with { Allowed = mask }, game.Starts, new GameWords(RepositoryPrompts.Book)),
                })
                .ToList();
            Agrees(task, tables, othersTell: false);
        }
    }

    [Theory]
    [InlineData("heaps?hidden=takes")]
    [InlineData("riddle?hidden=pool")]
    [InlineData("brew")]
    [InlineData("bargain?hidden=partner")]
    [InlineData("tiles?hidden=meanings")]
    public void What_is_certain_is_never_lost_and_random_play_comes_to_know_nearly_all(string variant)
    {
        var task = Catalogue.ResolveGame($"{variant}{(variant.Contains('?') ? '&' : '?')}seed=4");
        var meter = task.Evidence.Value!.Begin();
        var before = 0.0;
        Assert.Equal(0, meter.Bits, 1e-9);
        for (ulong game = 0; game < 300; game++)
        {
            meter.Read(Play(task, game, new Rng(game)));
            Assert.InRange(meter.Bits, before - 1e-9, task.HiddenBits.Value + 1e-9);
            before = meter.Bits;
        }

        Assert.InRange(before, 0.6 * task.HiddenBits.Value, task.HiddenBits.Value + 1e-9);
    }

    [Fact]
    public void A_riddles_pool_is_worth_the_pools_that_hold_the_rules_told()
    {
        var task = Catalogue.ResolveGame("riddle?hidden=pool&features=2&pool=3&seed=2");
        Assert.Equal(Math.Log2(56), task.HiddenBits.Value, 1e-9);
        var meter = task.Evidence.Value!.Begin();
        var told = new HashSet<string>();
        for (ulong game = 0; game < 30; game++)
        {
            var record = Play(task, game, new Rng(game));
            told.Add(((RiddleGame)task.Table.Game).Form.Rules.Select((_, rule) => ((RiddleGame)task.Table.Game).Form.Rule(rule))
                .Single(rule => record.Outcome.Feedback.StartsWith($"it was {rule},", StringComparison.Ordinal)));
            var left = told.Count switch { 1 => 21, 2 => 6, _ => 1 };
            Assert.Equal(Math.Log2(56.0 / left), meter.Bits + Read(), 1e-9);

            double Read()
            {
                var was = meter.Bits;
                meter.Read(record);
                return meter.Bits - was;
            }
        }

        Assert.Equal(3, told.Count);
    }

    [Fact]
    public void What_no_play_shows_is_refused()
    {
        var task = Catalogue.ResolveGame("heaps?hidden=takes&seed=3");
        var record = Play(task, 1, new Rng(1));
        var forged = record with { Outcome = record.Outcome with { Feedback = "no such end" } };
        Assert.Throws<ArgumentException>(() => task.Evidence.Value!.Begin().Read(forged));
    }

    [Fact]
    public void A_file_with_a_rulebook_of_its_own_does_not_say_what_it_leaves_open()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.game.yaml");
        File.WriteAllText(path, "family: heaps\nparameters:\n  start: 5\n  takes: any\nopponent: optimal\nrulebook: Take any.\n");
        try
        {
            var task = Catalogue.ResolveGame(path);
            Assert.Contains("rulebook of its own", task.HiddenBits.WhyNot, StringComparison.Ordinal);
            Assert.Contains("rulebook of its own", task.Evidence.WhyNot, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Agrees(GameTask task, IReadOnlyList<GameTable> worlds, bool othersTell)
    {
        // Worlds that differ in nothing on the table are one: told apart by what every play of a few shows.
        var groups = Alike(task, worlds);
        var weights = worlds.Select(_ => 1.0).ToArray();
        Assert.Equal(Entropy(weights, groups), task.HiddenBits.Value, 1e-9);
        var meter = task.Evidence.Value!.Begin();
        for (ulong game = 0; game < 6; game++)
        {
            var record = Play(task, game, new Rng(game));
            for (var world = 0; world < weights.Length; world++)
            {
                weights[world] *= EveryPlay.Likelihood(worlds[world], record, othersTell);
            }

            meter.Read(record);
            Assert.Equal(task.HiddenBits.Value - Entropy(weights, groups), meter.Bits, 1e-9);
        }
    }

    private static int[] Alike(GameTask task, IReadOnlyList<GameTable> worlds)
    {
        if (task.Table.Game is not TileGame tiles)
        {
            return [.. Enumerable.Range(0, worlds.Count)];
        }

        var lying = tiles.Form.Floor.Distinct().Order().ToArray();
        var names = worlds.Select(w => string.Join(' ', lying.Select(kind => ((TileGame)w.Game).Form.Meanings[kind]))).ToList();
        return [.. names.Select(name => names.IndexOf(name))];
    }

    private static double Entropy(double[] weights, int[] groups)
    {
        var all = weights.Sum();
        return weights.Zip(groups).GroupBy(w => w.Second).Select(g => g.Sum(w => w.First) / all).Where(p => p > 0).Sum(p => -p * Math.Log2(p));
    }

    private static EpisodeRecord Play(GameTask task, ulong seed, Rng rng)
    {
        var moves = new List<Move>();
        var episode = task.Practice(seed);
        while (episode.Outcome is null)
        {
            var reply = rng.Pick(((ReplyForm.OneOf)episode.View.Reply).Replies);
            moves.Add(new Move(episode.View, reply, null, null));
            episode = episode.After(reply);
        }

        return new EpisodeRecord { TaskId = task.Id, Seed = seed, Moves = moves, Outcome = episode.Outcome, Score = 0 };
    }
}
