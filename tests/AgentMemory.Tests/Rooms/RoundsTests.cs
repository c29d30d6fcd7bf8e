using System.Globalization;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Experiments;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Rooms;

/// <summary>Practice and study in turn, as a learner states its rounds; and what the rooms work with.</summary>
public sealed class RoundsTests
{
    [Fact]
    public void Episodes_are_numbered_through_a_blocks_rounds_and_attempts_share_their_start()
    {
        using var folder = new TemporaryFolder();
        var diary = new Diary([Round(2), Round(1, attempts: 3), Round(0), Round(2)]);
        var trial = Run(folder, diary);
        var seeds = diary.Studies.Where(study => study.Block == 1).SelectMany(study => study.Request.Experience).Select(episode => episode.Seed);
        Assert.Equal(new[] { 0, 1, 2, 2, 2, 5, 6 }.Select(number => trial.PracticeSeed(1, number)), seeds);
        Assert.Equal([2, 3, 0, 2], diary.Studies.Where(study => study.Block == 1).Select(study => study.Request.Experience.Count));
    }

    [Fact]
    public void A_round_studies_from_what_the_round_before_it_left_and_draws_from_the_generator_it_names()
    {
        using var folder = new TemporaryFolder();
        var diary = new Diary([.. PracticeRound.OneByOne(3), Round(0)]);
        var trial = Run(folder, diary);
        var number = 0;
        foreach (var (block, request) in diary.Studies)
        {
            // What it had before is held against what it left in its study itself.
            Assert.Equal(number > 0, request.Before is not null);
            var part = request.RoundNumber == 3 ? 0 : request.RoundNumber + 1;
            Assert.Equal(trial.Rng.Fork("study", block).Fork("part", part).Seed, request.Rng.Seed);
            number++;
        }

        Assert.Equal(4 * Blocks, number);
    }

    [Fact]
    public void A_player_is_opened_for_each_round_that_plays_and_for_no_other()
    {
        using var folder = new TemporaryFolder();
        var teaching = new PracticeRound { Starts = 2, Player = RoundPlayer.Teacher };
        var diary = new Diary([Round(1), teaching, Round(0)]);
        Run(folder, diary);
        Assert.Equal(Enumerable.Repeat(new[] { RoundPlayer.Student, RoundPlayer.Teacher }, Blocks).SelectMany(both => both), diary.Opened);
    }

    [Fact]
    public void The_ledger_holds_all_rounds_of_a_block_and_one_artifact()
    {
        using var folder = new TemporaryFolder();
        Run(folder, new Diary([Round(2), Round(1, attempts: 3), Round(0)]));
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        var blocks = ledger.Blocks();
        Assert.Equal([0, 5, 10], blocks.Select(block => block.PracticeSoFar));
        Assert.Equal([0, 3, 3], blocks.Select(block => block.Remarks.Count));
        Assert.Equal(5, ledger.Episodes(blocks[0].Trial, 1).Count(episode => episode.Kind == EpisodeKind.Practice));
        var kept = Assert.Single(Directory.EnumerateDirectories(folder["artifacts"], "block-*", SearchOption.AllDirectories));
        Assert.Equal(blocks[^1].ArtifactSha256, Artifact.Of(kept).Sha256);
    }

    [Fact]
    public void Shared_episodes_are_handed_out_round_by_round()
    {
        using var folder = new TemporaryFolder();
        var diary = new Diary([.. PracticeRound.OneByOne(Practice)]);
        var plan = Plan() with { Experience = ExperienceSource.Shared };
        var trial = Run(folder, diary, plan);
        var shared = new SharedExperience(plan, TimeProvider.System).Of(trial, 1, default).Select(EpisodeJson.Write);
        Assert.Equal(shared, diary.Studies.Where(study => study.Block == 1).SelectMany(study => study.Request.Experience).Select(EpisodeJson.Write));
        Assert.Empty(diary.Opened);
    }

    [Fact]
    public void Rounds_of_more_episodes_than_the_block_has_or_none_at_all_are_a_broken_contract()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<InvalidOperationException>(() => Run(folder, new Diary([Round(Practice), Round(1)])));
        Assert.Throws<InvalidOperationException>(() => Run(folder, new Diary([])));
    }

    [Fact]
    public void A_workshop_has_eight_members_at_most_and_none_is_a_delegate()
    {
        var members = typeof(Workshop).GetProperties().Where(property => property.Name != "EqualityContract").ToList();
        Assert.InRange(members.Count, 1, 8);
        Assert.DoesNotContain(members, member => member.PropertyType.IsAssignableTo(typeof(Delegate)));
    }

    private const int Blocks = 2;
    private const int Practice = 7;

    private static PracticeRound Round(int starts, int attempts = 1) => new() { Starts = starts, Attempts = attempts };

    private static Trial Run(TemporaryFolder folder, Diary diary, Plan? given = null)
    {
        var plan = given ?? Plan();
        using var model = new ScriptedModel(_ => "");
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        ledger.Begin(new RunIdentity { PlanSha256 = "p", PromptsSha256 = "w", ModelSha256 = "m", PlanText = "" });
        Comparison.Run(plan, TestWorkshop.Of(plan, model, [diary], ButtonTask.Catalogue, folder["artifacts"]), ledger, default);
        return Assert.Single(Schedule.Draw(plan, [diary], ButtonTask.Catalogue));
    }

    private static Plan Plan() => new()
    {
        Name = "rounds",
        Model = "scripted",
        Device = "cpu",
        Seed = 3,
        Streams = [["buttons?buttons=5"]],
        Learners = [new("diary", new NoSettings())],
        Seeds = 1,
        Blocks = Blocks,
        Practice = [Practice],
        Exam = 2,
        Batch = 3,
        ContextTokens = 2000,
        EpisodeTokens = 200,
        PracticeTemperature = 1,
        ExamTemperature = 0,
        Restricted = true,
        OpenBook = true,
        Epsilon = 0.05,
    };

    /// <summary>A learner that keeps a count of its studies, and remembers here what it was asked.</summary>
    private sealed class Diary(IReadOnlyList<PracticeRound> rounds) : ILearner
    {
        public List<(int Block, StudyRequest Request)> Studies { get; } = [];

        public List<string> Kept { get; } = [];

        public List<RoundPlayer> Opened { get; } = [];

        public string Id => "diary";

        public string Summary => "keeps a diary";

        public LearnerPath Path => LearnerPath.Memory;

        public IReadOnlyList<PracticeRound> Rounds(int episodes) => rounds;

        public Learned Study(StudyRequest request, CancellationToken cancellation)
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(request.Folder));
            Assert.Equal(Kept.Count == 0 ? null : Kept[^1], request.Before is null ? null : File.ReadAllText(request.Before.PathOf("diary.txt")));
            Kept.Add(string.Create(CultureInfo.InvariantCulture, $"{Studies.Count + 1} "));
            Studies.Add(((Studies.Count / rounds.Count) + 1, request));
            File.WriteAllText(System.IO.Path.Combine(request.Folder, "diary.txt"), Kept[^1]);
            return new Learned(Artifact.Of(request.Folder), Cost.None, ["wrote"]);
        }

        public IPlayer Open(Artifact? artifact) => new First();

        public IPlayer Open(Artifact? artifact, PracticeRound round)
        {
            Opened.Add(round.Player);
            return new First();
        }
    }

    /// <summary>Takes the first reply.</summary>
    private sealed class First : IPlayer
    {
        public IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation) =>
            [.. turns.Select(turn => new Choice { Reply = new Reply.Legal(((ReplyForm.OneOf)turn.View.Reply).Replies[0]), Cost = Cost.None })];

        public void Dispose()
        {
        }
    }
}
