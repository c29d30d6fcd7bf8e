using System.Text.Json;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Experiments.Calibration;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Results;
using AgentMemory.Games.Wings;
using AgentMemory.Testing;
using AgentMemory.Tests.Games.Wings;
using AgentMemory.Tests.Rooms;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Tests.Evaluation.Evidence;

/// <summary>The numbers of verdict.json against others' numbers: a reader by listing, and another program's sets of worlds.</summary>
public sealed class EvidencePipelineTests
{
    private const double Tolerance = 1e-9;
    private static readonly LearnerPlan Told = new("told", new SyntheticSettings());

    [Fact]
    public void A_small_world_is_measured_as_by_listing_every_function_and_every_set_of_facts()
    {
        using var folder = new TemporaryFolder();
        var plan = EvidenceRun.Plan("vault?bits=8&features=1", 3, "ideal-64", "half-64");
        using var document = JsonDocument.Parse(VerdictJson.Write(EvidenceRun.Of(folder, plan).Verdict));
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        var worlds = ledger.Blocks().GroupBy(block => block.Trial)
            .Select(trial => World(ledger, [.. trial.OrderBy(block => block.Block)])).ToList();
        foreach (var learner in plan.Learners)
        {
            var own = worlds.Where(world => world.Learner == learner.Name).ToList();
            Assert.Equal(3, own.Count);
            var points = document.RootElement.GetProperty("evidence").EnumerateArray().Single(one => one.GetProperty("learner").GetString() == learner.Name)
                .GetProperty("points");
            for (var exam = 0; exam <= plan.Blocks; exam++)
            {
                Assert.Equal(own.Average(world => world.Reader.Bits(world.Met[exam])), points[exam].GetProperty("available_bits").GetDouble(), Tolerance);
                var curve = Enumerable.Range(0, BruteForceReader.Points)
                    .Select(point => own.Select(world => world.Reader.Expected(world.Met[exam], point / 32.0)).ToList())
                    .Select(at => (Score: at.Average(one => one.Score), Bits: at.Average(one => one.Bits))).ToList();
                if (learner.Id == "ideal")
                {
                    Assert.All(own, world => Assert.Equal(world.Reader.Score(world.Met[exam]), world.Scores[exam], Tolerance));
                }

                var used = Inverted(curve, own.Average(world => world.Scores[exam]), own.Average(world => world.Scores[0]));
                Assert.Equal(used, points[exam].GetProperty("used_bits").GetProperty("value").GetDouble(), Tolerance);
            }
        }
    }

    [ReferenceWorlds]
    [InlineData("set1_rules2_K6_8worlds", "cap18", "cap36", "last32")]
    [InlineData("set2_rules1_K1_8worlds", "cap2", "cap4", "last4")]
    public void Sets_of_worlds_come_out_of_the_ledger_as_another_program_reads_them(string file, string less, string more, string window)
    {
        using var document = WingReferenceTests.Open(file);
        var root = document.RootElement;
        var learners = root.GetProperty("learners");
        var plan = Plan(root, name => new LearnerPlan(name == "ideal" ? name : name == more ? less : name, new SyntheticSettings { EpisodesMax = name == less ? 9 : 18 })
        {
            Name = name,
        });
        var kind = WingWorlds.Kinds[root.GetProperty("kind").GetString()!];
        using var folder = new TemporaryFolder();
        using var verdict = Judge(folder, plan, root, kind, (learner, world, exam, score) => score with
        {
            Raw = learner == "told" ? 1 : Row(learner, world, exam),
            PromptReaderScore = learner == window || learner == less ? Row(window, world, exam) : null,
        });
        var hidden = root.GetProperty("hidden_bits").GetDouble();
        Compare(verdict.RootElement, learners, hidden);
        Shift(root.GetProperty("knee_cap"), One(verdict.RootElement, less), "knee");
        Shift(root.GetProperty("window_self"), One(verdict.RootElement, window), "window");
        Shift(root.GetProperty("window_cap_vs_last"), One(verdict.RootElement, less), "window");

        double Row(string learner, int world, int exam) => learners.GetProperty(learner).GetProperty("scores_world_by_n")[world][exam].GetDouble();
    }

    [ReferenceWorlds]
    [InlineData("set3_none_K3_8worlds")]
    public void A_set_of_a_control_comes_out_of_the_ledger_as_another_program_reads_it(string file)
    {
        using var document = WingReferenceTests.Open(file);
        var root = document.RootElement;
        var learners = root.GetProperty("learners");
        var plan = Plan(root, name => new LearnerPlan(name, new SyntheticSettings()) { Name = name });
        using var folder = new TemporaryFolder();
        using var verdict = Judge(folder, plan, root, WingKind.None, (learner, world, exam, score) => score with
        {
            Detail = new ExamDetail { Practice = Marks(learners.GetProperty(learner == "told" ? "ideal" : learner), world, exam) },
        });
        Compare(verdict.RootElement, learners, root.GetProperty("hidden_bits").GetDouble());
    }

    // Questions in the order in which they were met: those met by an exam share what its sum says, and before any game what the sums add.
    private static IReadOnlyList<QuestionMark> Marks(JsonElement learner, int world, int exam)
    {
        double Sum(string name, int at) => learner.GetProperty(name)[world][at].GetDouble();
        var (marks, grid) = (new List<QuestionMark>(), learner.GetProperty("met")[world].GetArrayLength());
        for (var at = 1; at < grid; at++)
        {
            for (var fresh = (int)(Sum("met", at) - Sum("met", at - 1)); fresh > 0; fresh--)
            {
                marks.Add(new QuestionMark($"{marks.Count}", exam == 0
                    ? (Sum("base", at) - Sum("base", at - 1)) / (Sum("met", at) - Sum("met", at - 1))
                    : at <= exam ? Sum("hit", exam) / Sum("met", exam) : 0));
            }
        }

        return marks;
    }

    private static void Compare(JsonElement verdict, JsonElement learners, double hidden)
    {
        foreach (var right in learners.EnumerateObject())
        {
            var one = One(verdict, right.Name);
            var letter = right.Value.GetProperty("reading").GetString();
            Assert.Equal((right.Name, letter == "?" ? "undecided" : letter), (right.Name, one.GetProperty("reading").GetString()));
            foreach (var (number, place) in right.Value.GetProperty("U").EnumerateArray().Select((u, i) => (u, i)))
            {
                var point = one.GetProperty("points")[place];
                var used = point.GetProperty("used_bits");
                Near(Math.Clamp(number.GetDouble(), 0, hidden), used.GetProperty("value"));
                Near(Math.Clamp(right.Value.GetProperty("U_low")[place].GetDouble(), 0, hidden), used.GetProperty("low"));
                Near(Math.Clamp(right.Value.GetProperty("U_high")[place].GetDouble(), 0, hidden), used.GetProperty("high"));
                Near(right.Value.GetProperty("games_worth")[place].GetDouble(), point.GetProperty("games"));
                Assert.Equal(right.Value.GetProperty("top_reached")[place].GetBoolean(), point.GetProperty("at_least").GetBoolean());
            }

            foreach (var name in new[] { "gain", "slope", "behind", "level" })
            {
                if (one.GetProperty(name).ValueKind == JsonValueKind.Object)
                {
                    Near(right.Value.GetProperty(name), one.GetProperty(name));
                }
                else
                {
                    Assert.True(right.Value.GetProperty("late_indices").GetArrayLength() < 2);
                }
            }
        }
    }

    private static void Shift(JsonElement right, JsonElement one, string name)
    {
        var reading = right.GetProperty("reading").GetString();
        Assert.Equal(reading == "?" ? "undecided" : reading, one.GetProperty(name).GetString());
        var shift = one.GetProperty($"{name}_shift");
        Near(right.GetProperty("delta").GetDouble(), shift.GetProperty("value"));
        Near(right.GetProperty("low").GetDouble(), shift.GetProperty("low"));
        Near(right.GetProperty("high").GetDouble(), shift.GetProperty("high"));
    }

    private static void Near(JsonElement right, JsonElement given)
    {
        foreach (var end in new[] { "value", "low", "high" })
        {
            Near(right.GetProperty(end).GetDouble(), given.GetProperty(end));
        }
    }

    private static void Near(double right, JsonElement given) => WingReferenceTests.Near(right, given.GetDouble());

    private static JsonElement One(JsonElement verdict, string learner) =>
        verdict.GetProperty("evidence").EnumerateArray().Single(one => one.GetProperty("learner").GetString() == learner);

    // The set's learners beside one that was told all and makes no slips.
    private static Plan Plan(JsonElement root, Func<string, LearnerPlan> learner)
    {
        var grid = root.GetProperty("grid").EnumerateArray().Select(n => n.GetInt32()).ToList();
        return EvidenceCalibration.PlanOf("vault", root.GetProperty("worlds").GetArrayLength(), [.. grid.Zip(grid.Skip(1), (a, b) => b - a)], 1, 1, 1) with
        {
            Learners = [Told, .. root.GetProperty("learners").EnumerateObject().Select(one => learner(one.Name))],
        };
    }

    // Writes the rows that a run would have written, and judges them.
    private static JsonDocument Judge(
        TemporaryFolder folder, Plan plan, JsonElement root, WingKind kind, Func<string, int, int, TaskScore, TaskScore> fill)
    {
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        foreach (var (world, number) in root.GetProperty("worlds").EnumerateArray().Select((world, i) => (world, i)))
        {
            var task = WingReferenceTests.Read(kind, world);
            var games = world.GetProperty("transcript").EnumerateArray().Select(WingReferenceTests.Game)
                .Select(game => WingWorlds.Told(task, game.Thing, game.Word)).ToList();
            var evidence = Evidence(plan, task, games);
            foreach (var learner in plan.Learners)
            {
                for (var exam = 0; exam <= plan.Blocks; exam++)
                {
                    var score = new TaskScore("vault", 0, 0, 1, 0) { HiddenBits = task.HiddenBits.Value, Evidence = evidence[exam] };
                    ledger.Write(Block(new TrialKey(learner.Name, 0, number + 1), exam, fill(learner.Name, number, exam, score)));
                }
            }
        }

        return JsonDocument.Parse(VerdictJson.Write(RunResults.Of(plan, null, ledger.Blocks(), TestWorkshop.Controls).Verdict));
    }

    private static List<TranscriptEvidence> Evidence(Plan plan, WingTask task, List<EpisodeRecord> games)
    {
        var (meter, met, bits) = (task.Evidence.Value!.Begin(), 0, new List<TranscriptEvidence>());
        for (var (exam, read) = (0, 0); exam <= plan.Blocks; exam++)
        {
            var ofBlock = new List<double>();
            for (; read < plan.PracticeUpTo(exam); read++)
            {
                meter.Read(games[read]);
                ofBlock.Add(meter.Bits);
            }

            met = games.Take(read).Select(game => game.Outcome.Feedback).Distinct().Count();
            bits.Add(new TranscriptEvidence
            {
                Bits = ofBlock,
                Curve = task.World.Kind.HasRule ? task.Evidence.Value!.Curves().Value!.After([.. games.Take(read)]) : null,
                IsOfMetAlone = !task.World.Kind.HasRule,
                Met = task.World.Kind.HasRule ? [] : [.. Enumerable.Range(0, met)],
            });
        }

        return bits;
    }

    private static BlockResult Block(TrialKey trial, int block, TaskScore score) => new()
    {
        Trial = trial,
        Path = LearnerPath.Memory,
        Block = block,
        ArtifactSha256 = null,
        ArtifactBytes = 0,
        CostSoFar = Cost.None,
        PracticeSoFar = 0,
        Scores = [score],
        ExamBlock = block,
        Remarks = [],
        Episodes = [],
    };

    private static (string Learner, BruteForceReader Reader, List<HashSet<int>> Met, List<double> Scores) World(
        SqliteLedger ledger, IReadOnlyList<BlockResult> blocks)
    {
        var id = ledger.Episodes(blocks[0].Trial, 1).First(episode => episode.Kind == EpisodeKind.Practice).Record.TaskId;
        var task = (WingTask)EvidenceRun.Games.Resolve(id);
        var reader = new BruteForceReader([.. Enumerable.Range(0, 16).Select(pair => task.World.WordOf(0, pair))]);
        var (met, after) = (new HashSet<int>(), new List<HashSet<int>>());
        foreach (var block in blocks)
        {
            foreach (var game in ledger.Episodes(block.Trial, block.Block).Where(episode => episode.Kind == EpisodeKind.Practice))
            {
                var thing = task.Text.FactOf(game.Record.Outcome.Feedback)!.Thing;
                met.Add((thing.First * 4) + thing.Second);
            }

            after.Add([.. met]);
        }

        Assert.Subset(reader.Practice.ToHashSet(), met);
        return (blocks[0].Trial.Learner, reader, after, [.. blocks.Select(block => block.Scores[0].Score)]);
    }

    // The bits at which the curve, its running maximum, first reaches the score's share of the way from the score before any game to 1.
    private static double Inverted(IReadOnlyList<(double Score, double Bits)> curve, double score, double first)
    {
        var share = (score - first) / (1 - first);
        var reached = curve.Select((_, i) => curve.Take(i + 1).Max(at => at.Score)).ToArray();
        share = Math.Min(share, Math.Min(0.98, reached[^1]));
        if (share <= reached[0] + 1e-12)
        {
            return 0;
        }

        var place = Array.FindIndex(reached, at => at >= share - 1e-12);
        var part = (Math.Min(share, reached[place]) - reached[place - 1]) / (reached[place] - reached[place - 1]);
        return curve[place - 1].Bits + (part * (curve[place].Bits - curve[place - 1].Bits));
    }
}
