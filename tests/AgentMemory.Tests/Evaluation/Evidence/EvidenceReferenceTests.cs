using System.Text.Json;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Wings;
using AgentMemory.Tests.Games.Wings;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Tests.Evaluation.Evidence;

/// <summary>Sets of eight worlds: curves, used bits, intervals and readings as another program gave them.</summary>
public sealed class EvidenceReferenceTests
{
    private static readonly Dictionary<EvidenceReading, string> Letters = new()
    {
        [EvidenceReading.OnDiagonal] = "i",
        [EvidenceReading.DoesNotInfer] = "a",
        [EvidenceReading.Behind] = "b",
        [EvidenceReading.OutOfCapacity] = "c",
        [EvidenceReading.Undecided] = "?",
    };

    [ReferenceWorlds]
    [InlineData("set1_rules2_K6_8worlds", "cap18", "cap36", "last32")]
    [InlineData("set2_rules1_K1_8worlds", "cap2", "cap4", "last4")]
    public void Never_met_exams_are_read_as_the_reference_program_reads_them(string file, string less, string more, string window)
    {
        using var document = WingReferenceTests.Open(file);
        var root = document.RootElement;
        var grid = Integers(root.GetProperty("grid"));
        var worlds = root.GetProperty("worlds").EnumerateArray()
            .Select(world => (Task: WingReferenceTests.Read(WingWorlds.Kinds[root.GetProperty("kind").GetString()!], world), Games: GamesOf(world))).ToList();
        var curves = worlds.Select(world => grid.Select(n => CurveAfter(world.Task, world.Games.Take(n))).ToList()).ToList();
        for (var exam = 0; exam < grid.Count; exam++)
        {
            var mean = EvidenceScale.Mean([.. curves.Select(world => world[exam])]);
            WingReferenceTests.Equal(root.GetProperty("mean_curve_score")[exam], mean.Scores);
            WingReferenceTests.Equal(root.GetProperty("mean_curve_bits")[exam], mean.Bits);
        }

        var uses = root.GetProperty("learners").EnumerateObject().ToDictionary(learner => learner.Name, learner =>
        {
            var use = EvidenceUse.Of(new NeverMetExams
            {
                Grid = grid,
                Available = [.. worlds.Select(world => Path(world.Task, world.Games))],
                Scores = [.. learner.Value.GetProperty("scores_world_by_n").EnumerateArray().Select(Numbers)],
                Curves = curves,
            }).Value!;
            Compare(learner.Value, use);
            return use;
        });
        Compare(root.GetProperty("knee_cap"), EvidenceReadings.Knee(uses[less], uses[more]), reading => reading switch
        {
            KneeReading.Capacity => "capacity",
            KneeReading.NotCapacity => "not capacity",
            _ => "?",
        });
        Compare(root.GetProperty("window_self"), EvidenceReadings.Window(uses[window], uses[window]), Window);
        Compare(root.GetProperty("window_cap_vs_last"), EvidenceReadings.Window(uses[less], uses[window]), Window);
    }

    [ReferenceWorlds]
    [InlineData("set3_none_K3_8worlds")]
    public void Met_exams_of_a_control_are_read_as_the_reference_program_reads_them(string file)
    {
        using var document = WingReferenceTests.Open(file);
        var root = document.RootElement;
        var worlds = root.GetProperty("worlds").EnumerateArray()
            .Select(world => (Task: WingReferenceTests.Read(WingKind.None, world), Games: GamesOf(world))).ToList();
        Assert.NotNull(worlds[0].Task.Evidence.Value!.Curves().WhyNot);
        foreach (var learner in root.GetProperty("learners").EnumerateObject())
        {
            Compare(learner.Value, EvidenceUse.Of(new MetExams
            {
                Grid = Integers(root.GetProperty("grid")),
                Available = [.. worlds.Select(world => Path(world.Task, world.Games))],
                Hits = [.. learner.Value.GetProperty("hit").EnumerateArray().Select(Numbers)],
                Bases = [.. learner.Value.GetProperty("base").EnumerateArray().Select(Numbers)],
                Met = [.. learner.Value.GetProperty("met").EnumerateArray().Select(Numbers)],
                HiddenBits = root.GetProperty("hidden_bits").GetDouble(),
            }).Value!);
        }
    }

    private static void Compare(JsonElement learner, EvidenceUse use)
    {
        WingReferenceTests.Equal(learner.GetProperty("U"), use.Fit.UsedBits);
        WingReferenceTests.Equal(learner.GetProperty("U_low"), [.. use.UsedBits.Select(used => used.Low!.Value)]);
        WingReferenceTests.Equal(learner.GetProperty("U_high"), [.. use.UsedBits.Select(used => used.High!.Value)]);
        WingReferenceTests.Equal(learner.GetProperty("games_worth"), use.Fit.Games);
        Assert.Equal(learner.GetProperty("top_reached").EnumerateArray().Select(top => top.GetBoolean()), use.Fit.AreAtLeast);
        Assert.Equal(Integers(learner.GetProperty("late_indices")), use.Fit.Late);
        Compare(learner.GetProperty("gain"), use.Gain);
        Compare(learner.GetProperty("slope"), use.Slope);
        Compare(learner.GetProperty("behind"), use.Behind);
        Compare(learner.GetProperty("level"), use.Level);
        Assert.Equal(learner.GetProperty("reading").GetString(), Letters[EvidenceReadings.Of(use)]);
    }

    private static void Compare<TReading>(JsonElement right, (TReading Reading, Interval Shift) given, Func<TReading, string> word)
    {
        Assert.Equal(right.GetProperty("reading").GetString(), word(given.Reading));
        WingReferenceTests.Near(right.GetProperty("delta").GetDouble(), given.Shift.Value!.Value);
        WingReferenceTests.Near(right.GetProperty("low").GetDouble(), given.Shift.Low!.Value);
        WingReferenceTests.Near(right.GetProperty("high").GetDouble(), given.Shift.High!.Value);
    }

    private static void Compare(JsonElement right, Interval given)
    {
        WingReferenceTests.Near(right.GetProperty("value").GetDouble(), given.Value!.Value);
        WingReferenceTests.Near(right.GetProperty("low").GetDouble(), given.Low!.Value);
        WingReferenceTests.Near(right.GetProperty("high").GetDouble(), given.High!.Value);
    }

    private static string Window(WindowReading reading) => reading switch
    {
        WindowReading.OfWindow => "the window's",
        WindowReading.BelowWindow => "below the window",
        _ => "?",
    };

    private static EvidenceCurve CurveAfter(WingTask task, IEnumerable<EpisodeRecord> games) => task.Evidence.Value!.Curves().Value!.After([.. games]);

    private static List<double> Path(WingTask task, IReadOnlyList<EpisodeRecord> games)
    {
        var meter = task.Evidence.Value!.Begin();
        var path = new List<double> { 0 };
        foreach (var game in games)
        {
            meter.Read(game);
            path.Add(meter.Bits);
        }

        return path;
    }

    private static IReadOnlyList<double> Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];

    private static IReadOnlyList<int> Integers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];

    private static List<EpisodeRecord> GamesOf(JsonElement world)
    {
        var task = WingReferenceTests.Read(WingKind.None, world);
        return [.. world.GetProperty("transcript").EnumerateArray().Select(WingReferenceTests.Game).Select(game => WingWorlds.Told(task, game.Thing, game.Word))];
    }
}
