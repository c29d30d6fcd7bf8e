using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Exams;

public sealed class StateExamTests
{
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    private static readonly string Kif = RepositoryFiles.Path("tests", "AgentMemory.Tests", "Games", "Kif");

    /// <summary>Small enough for every play to be walked through, one or more of every family that has such exams.</summary>
    public static TheoryData<string> Small =>
    [
        "heaps?size=7",
        "heaps?hidden=takes&size=8",
        "heaps?start=2-3&takes=1,2&split=true&opponent=greedy",
        "heaps?piles=2&size=3&most=3&allowed=2&seat=second",
        "heaps?size=6&most=3&allowed=2&echo=true&misere=true&opponent=mix:0.4",
        "lines?columns=3&rows=2&length=2&opponent=greedy&blocked=0&misere=true&gravity=false&wild=false",
        "lines?columns=3&rows=3&blocked=3&gravity=false&hidden=habit",
        "lines?columns=3&rows=3&blocked=3&gravity=false&hidden=directions&wild=false",
        "hunters?columns=3&rows=3&moves=5&mine=1",
        "hunters?columns=3&rows=3&moves=6&hidden=habit&opponent=mix:0.2:greedy",
        "hunters?columns=3&rows=3&moves=6&mine=1&hidden=target",
        "bluff?raises=1",
        "bluff?raises=2&opponent=mix:0.3&seat=second",
        "bluff?raises=1&hidden=ranking&opponent=greedy&kinds=4",
        "bluff?raises=1&rounds=2&hidden=habit",
        "bluff?classic=kuhn",
        "tiles?columns=3&rows=2&steps=3",
        "tiles?columns=3&rows=2&steps=4&hidden=meanings",
        "bargain",
        "bargain?hidden=partner&stock=1&offers=3",
        "bargain?auction=first&lots=2&purse=4",
        "bargain?auction=second&lots=2&purse=3",
        "bargain?auction=ascending&lots=1",
        "riddle?features=2&tries=2&pool=3",
        "riddle?features=2&tries=3&pool=3&hidden=pool",
    ];

    public static TheoryData<string> Sheets =>
        [.. Directory.EnumerateFiles(Kif, "*.kif").Select(Path.GetFileName).Where(f => f != "tictactoe.kif").Order().Select(f => f!)];

    [Theory]
    [MemberData(nameof(Small))]
    public void A_policys_value_is_its_mean_over_every_play(string variant)
    {
        foreach (var task in Tasks(variant, 2))
        {
            AgreesWithEveryPlay(task, 6);
        }
    }

    [Theory]
    [MemberData(nameof(Sheets))]
    public void A_rulesheets_exam_agrees_with_every_play(string file)
    {
        var task = (GameTask)Catalogue.Resolve(Path.Combine(Kif, file));
        if (task.StateExam.IsKnown)
        {
            AgreesWithEveryPlay(task, 3);
            BestAndUniformPlayAreCeilingAndFloor(task);
        }
        else
        {
            Assert.NotEmpty(task.StateExam.WhyNot);
        }
    }

    public static TheoryData<string> Families =>
    [
        .. FamiliesTests.Solved.Select((object[] row) => (string)row[0])
            .Where(v => !v.StartsWith("brew", StringComparison.Ordinal) && !v.Contains("classic", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Families))]
    public void The_best_policy_is_worth_the_ceiling_and_the_uniform_one_the_floor(string variant)
    {
        foreach (var task in Tasks(variant, variant.StartsWith("lines", StringComparison.Ordinal) ? 4 : 12))
        {
            if (!task.StateExam.IsKnown)
            {
                Assert.Equal("more than 2,000 decision states", task.StateExam.WhyNot);
                continue;
            }

            BestAndUniformPlayAreCeilingAndFloor(task);
        }
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void Every_moment_with_a_choice_is_a_state_and_no_play_comes_there_sooner(string variant)
    {
        foreach (var task in Tasks(variant, 2))
        {
            var exam = task.StateExam.Value!;
            Assert.Equal(exam.States.Count, exam.States.DistinctBy(state => state.Key).Count());
            var states = exam.States.ToDictionary(state => state.Key);
            var met = new HashSet<string>();
            var rng = new Rng(3);
            for (ulong play = 0; play < 300; play++)
            {
                IEpisode episode = task.Exam(play);
                for (var turn = 0; episode.Outcome is null; turn++)
                {
                    var replies = ((ReplyForm.OneOf)episode.View.Reply).Replies;
                    if (replies.Count > 1)
                    {
                        var state = states[exam.KeyOf(episode)];
                        Assert.True(state.Earlier.Count <= turn);
                        Assert.Equal(replies, ((ReplyForm.OneOf)state.Moment.View.Reply).Replies);
                        met.Add(state.Key);
                    }

                    episode = episode.After(rng.Pick(replies));
                }
            }

            Assert.True(met.Count * 4 >= states.Count, $"{variant}: of {states.Count} states {met.Count} were met");
        }
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void Moments_of_practice_and_exam_have_one_key_exactly_when_the_player_knows_the_same(string variant)
    {
        foreach (var task in Tasks(variant, 2))
        {
            var (keys, sights) = (new Dictionary<object, string>(), new Dictionary<string, object>());
            var rng = new Rng(4);
            for (ulong play = 0; play < 200; play++)
            {
                for (var episode = play % 2 == 0 ? task.Practice(play) : task.Exam(play); episode.Outcome is null;)
                {
                    var (key, sight) = (task.StateExam.Value!.KeyOf(episode), task.Table.Game.Sight(((GameEpisode)episode).Position, task.Table.Seat));
                    Assert.Equal(key, keys.TryGetValue(sight, out var known) ? known : keys[sight] = key);
                    Assert.Equal(sight, sights.TryGetValue(key, out var other) ? other : sights[key] = sight);
                    episode = episode.After(rng.Pick(((ReplyForm.OneOf)episode.View.Reply).Replies));
                }
            }

            Assert.True(keys.Count > 1);
        }
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void What_leads_to_a_state_is_what_a_player_would_have_been_shown(string variant)
    {
        var task = Tasks(variant, 1).Single();
        var exam = task.StateExam.Value!;
        foreach (var state in exam.States.Take(200))
        {
            Assert.Equal(state.Key, exam.KeyOf(state.Moment));
            Assert.True(IsShown(task.Table, task.Starts.Exam, [], 0, state), $"{variant}: {state.Key}");
        }
    }

    [Fact]
    public void What_is_no_reply_or_no_moment_of_the_task_is_refused()
    {
        var task = (GameTask)Catalogue.Resolve("heaps?size=7");
        var exam = task.StateExam.Value!;
        Assert.Throws<ArgumentException>(() => exam.Value([]));
        Assert.Throws<ArgumentException>(() => exam.Value([.. exam.States.Select(_ => "no move")]));
        Assert.Throws<ArgumentException>(() => exam.ValueOfMixed([.. exam.States.Select(_ => (double[])[1.0])]));
        Assert.Throws<ArgumentException>(() => exam.KeyOf(Catalogue.Resolve("tiles").Practice(1)));
    }

    [Fact]
    public void Against_a_player_there_is_no_exact_exam()
    {
        var task = (GameTask)Catalogue.Resolve("heaps?hidden=takes&size=7");
        var other = task.Against(new PlayerPolicy(task, new FakePlayer(), 1));
        Assert.Contains("player", other.StateExam.WhyNot, StringComparison.Ordinal);
        Assert.Contains("player", other.Evidence.WhyNot, StringComparison.Ordinal);
    }

    private static void AgreesWithEveryPlay(GameTask task, int policies)
    {
        var exam = task.StateExam.Value!;
        for (ulong salt = 0; salt < (ulong)policies; salt++)
        {
            // Moves by what a person sees on the board: equal for all that the player cannot tell apart.
            int Move(IPosition position) => (int)(Rng.Mix(salt, Rng.Hash(task.Table.Game.Board(position, task.Table.Seat)))
                % (ulong)position.MoveCount(task.Table.Seat));
            var value = EveryPlay.Value(task.Table, task.Starts.Exam, position =>
            {
                var weights = new double[position.MoveCount(task.Table.Seat)];
                weights[Move(position)] = 1;
                return weights;
            });
            var replies = exam.States.Select(state => Position(state)).Select(p => p.MoveText(task.Table.Seat, Move(p))).ToList();
            Assert.Equal(value, exam.Value(replies), 1e-9);
        }
    }

    private static void BestAndUniformPlayAreCeilingAndFloor(GameTask task)
    {
        var exam = task.StateExam.Value!;
        var best = exam.States.Select(state => TablePlay.Best(task, (GameEpisode)state.Moment)[0]).ToList();
        Assert.Equal(task.Ceiling, exam.Value(best), 1e-9);
        Assert.All(exam.Regrets(best), regret => Assert.InRange(regret, 0, 1e-9));
        var uniform = exam.States.Select(state => ((ReplyForm.OneOf)state.Moment.View.Reply).Replies.Count)
            .Select(count => (IReadOnlyList<double>)[.. Enumerable.Repeat(1.0 / count, count)]).ToList();
        Assert.Equal(task.Floor, exam.ValueOfMixed(uniform), 1e-9);
        var rng = new Rng(1);
        for (var policy = 0; policy < 10; policy++)
        {
            var drawn = exam.States.Select(state => rng.Pick(((ReplyForm.OneOf)state.Moment.View.Reply).Replies)).ToList();
            Assert.True(exam.Value(drawn) <= task.Ceiling + 1e-9);
            Assert.All(exam.Regrets(drawn), regret => Assert.True(regret >= 0));
        }
    }

    /// <summary>Whether some play shows what is said to have led to a state, and then the state.</summary>
    private static bool IsShown(GameTable table, IPosition position, Happening[] since, int turn, DecisionState state)
    {
        if (position.Phase == Phase.Over)
        {
            return false;
        }

        if (position.Phase == Phase.Moves && table.Asks(position))
        {
            var view = table.Game.View(position, table.Seat, since);
            if (turn == state.Earlier.Count)
            {
                return view == state.Moment.View.Text;
            }

            var move = Enumerable.Range(0, position.MoveCount(table.Seat))
                .FirstOrDefault(m => position.MoveText(table.Seat, m) == state.Earlier[turn].Reply, -1);
            return view == state.Earlier[turn].Text && move >= 0
                && table.Followers(position, move).Any(h => IsShown(table, h.After, [h], turn + 1, state));
        }

        return table.Followers(position, 0).Any(h => IsShown(table, h.After, [.. since, h], turn, state));
    }

    private static IPosition Position(DecisionState state) => ((GameEpisode)state.Moment).Position;

    private static IEnumerable<GameTask> Tasks(string variant, int seeds) => Enumerable.Range(1, seeds).Select(seed =>
        Catalogue.ResolveGame(string.Create(CultureInfo.InvariantCulture, $"{variant}{(variant.Contains('?') ? '&' : '?')}seed={seed}")));

    private sealed class FakePlayer : IPlayer
    {
        public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation) =>
            [.. turns.Select(turn => new Choice { Reply = new Reply.Legal(((ReplyForm.OneOf)turn.View.Reply).Replies[0]), Cost = Cost.None })];

        public void Dispose()
        {
        }
    }
}
