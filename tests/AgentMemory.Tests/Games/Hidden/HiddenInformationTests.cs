using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Gdl;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Hidden;

/// <summary>
/// Whether a player is asked, which moves are listed and what a game is worth depend on what the player can know alone.
/// </summary>
public sealed class HiddenInformationTests
{
    private const int RoundsOfRegret = 200;
    private static readonly GdlLoader Loader = new(RepositoryPrompts.Book);

    private static int Sheets => int.Parse(
        Environment.GetEnvironmentVariable("AGENTMEMORY_SHEETS") ?? "200", CultureInfo.InvariantCulture);

    [Fact]
    public void Random_rulesheets_are_worth_what_their_information_sets_say_or_are_refused_where_moves_cannot_be_known()
    {
        var (solved, refused) = (0, 0);
        for (var seed = 0; solved < Sheets; seed++)
        {
            var sheet = new RandomSheet(seed);
            var sets = new InformationSets(sheet);
            for (var player = 0; player < sheet.Players.Count; player++)
            {
                if (!sets.KnowMoves())
                {
                    var error = Assert.Throws<UserErrorException>(() => Create(sheet, seed, player));
                    Assert.Matches(@"^s\d+\.kif:\d+:\d+: (ann|bob) cannot know whether \w+ is legal: ", error.Message);
                    refused++;
                    continue;
                }

                var task = Create(sheet, seed, player);
                var where = $"seed {seed}, {sheet.Players[player]}";
                Near(sets.Worth(player, InformationSets.Evenly, best: false), task.Floor, where + ", floor");
                Near(sets.Worth(player, InformationSets.Evenly, best: true), task.Ceiling, where + ", ceiling");
                var best = Solution.Of(task).Best.Order(StringComparer.Ordinal).ToList();
                var right = sets.First(player);
                Assert.True(right.SequenceEqual(best), $"{where}: best {string.Join(' ', best)}, not {string.Join(' ', right)}");
            }

            solved += sets.KnowMoves() ? 1 : 0;
        }

        Assert.True(refused >= solved / 50, $"{refused} refused");
    }

    [Fact]
    public void The_value_under_best_play_lies_between_what_both_players_can_make_sure_of()
    {
        var (games, told) = (0, 0.0);
        for (var seed = 1000; games < Sheets / 5; seed++)
        {
            var sheet = new RandomSheet(seed);
            var sets = new InformationSets(sheet);
            if (sheet.Players.Count < 2 || !sheet.IsOpposite || !sets.KnowMoves())
            {
                continue;
            }

            games++;
            var plans = sets.Approach(RoundsOfRegret);
            var high = sets.Worth(0, plans[1], best: true);
            var low = 100 - sets.Worth(1, plans[0], best: true);
            var solution = Solution.Of(Create(sheet, seed, seed % 2));
            var value = solution.Value!["ann"];
            Assert.True(value > low - 1e-6 && value < high + 1e-6, $"seed {seed}: {value} is not between {low} and {high}");
            Assert.InRange(solution.Exploitability ?? 0, -1e-6, 1e-6);
            told += high - low;
        }

        Assert.InRange(told / games, 0, 3);
    }

    [Fact]
    public void What_a_player_is_shown_follows_from_what_it_knows_and_tells_all_of_it()
    {
        var games = 0;
        for (var seed = 2000; games < Sheets / 2; seed++)
        {
            var sheet = new RandomSheet(seed);
            if (!new InformationSets(sheet).KnowMoves())
            {
                continue;
            }

            games++;
            var player = seed % sheet.Players.Count;
            var task = Create(sheet, seed, player);
            var (shownBy, knownBy) = (new Dictionary<string, string>(), new Dictionary<string, string>());
            var asked = new Dictionary<string, bool>();
            for (var play = 0UL; play < 30; play++)
            {
                Follow(sheet, task, player, play, shownBy, knownBy, asked);
            }
        }
    }

    private static void Follow(
        RandomSheet sheet, GameTask task, int player, ulong play,
        Dictionary<string, string> shownBy, Dictionary<string, string> knownBy, Dictionary<string, bool> asked)
    {
        var rng = new Random((int)play);
        var episode = (GameEpisode)task.Practice(play);
        var (place, known, shown) = (sheet.Start, "", "");
        while (true)
        {
            // All that happened since the last question, by the sheet's own tables.
            for (var i = 0; i < episode.Since.Count; i++)
            {
                if (episode.Since[i].Moves.Count == 0)
                {
                    continue;
                }

                var now = episode.Since[i];
                var words = sheet.Players.Select((_, p) => now.Before.MoveText(p, Math.Max(0, now.Moves[p]))).ToList();
                if (sheet.HasChance)
                {
                    words.Add(i + 1 < episode.Since.Count && episode.Since[i + 1].Moves.Count == 0
                        ? ((GdlPosition)episode.Since[i + 1].Before).ChanceText(episode.Since[i + 1].Outcome)
                        : place.Legal[^1][0]);
                }

                var mine = episode.Since[i].Before.MoveCount(player) > 1;
                Assert.Equal(mine, asked.TryGetValue(known, out var before) ? before : asked[known] = mine);
                var (after, seen) = place.Ways[string.Join(' ', words)];
                known = InformationSets.Known(known, words[player], seen[player]);
                place = after;
            }

            if (episode.Outcome is not null)
            {
                return;
            }

            var replies = ((ReplyForm.OneOf)episode.View.Reply).Replies;
            shown += $"{episode.View.Text} [{string.Join(' ', replies)}]";
            Assert.Equal(shown, shownBy.TryGetValue(known, out var same) ? same : shownBy[known] = shown);
            Assert.Equal(known, knownBy.TryGetValue(shown, out var one) ? one : knownBy[shown] = known);
            Assert.True(replies.Count > 1);
            var reply = replies[rng.Next(replies.Count)];
            shown += $" -> {reply}\n";
            episode = (GameEpisode)episode.After(reply);
        }
    }

    private static GameTask Create(RandomSheet sheet, int seed, int player) =>
        Loader.Create(TaskParameters.Parse($"s{seed}.kif?role={sheet.Players[player]}"), sheet.Text);

    private static void Near(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) < 1e-6, $"{what}: {actual}, not {expected}");
}
