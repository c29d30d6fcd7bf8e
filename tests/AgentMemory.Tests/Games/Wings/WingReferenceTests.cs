using System.Text.Json;
using AgentMemory.Core.Lives;
using AgentMemory.Games.Wings;

namespace AgentMemory.Tests.Games.Wings;

/// <summary>A test that needs the folder vault of AGENTMEMORY_REFERENCE.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReferenceWorldsAttribute : TheoryAttribute
{
    public ReferenceWorldsAttribute()
    {
        Skip = Directory.Exists(WingReferenceTests.Folder) ? null : "AGENTMEMORY_REFERENCE names no folder with vault";
    }
}

/// <summary>Worlds with transcripts, and the right values as another program gave them.</summary>
public sealed class WingReferenceTests
{
    private const double Tolerance = 1e-9;

    internal static string Folder => Path.Combine(Environment.GetEnvironmentVariable("AGENTMEMORY_REFERENCE") ?? "", "vault");

    [ReferenceWorlds]
    [InlineData("w01_rules2_K1")]
    [InlineData("w02_rules2_K1_long")]
    [InlineData("w03_rules2_K2")]
    [InlineData("w04_rules2_K6")]
    [InlineData("w05_rules1_K1")]
    [InlineData("w06_rules1_K7")]
    [InlineData("w07_none_K3")]
    [InlineData("w08_labels_K2")]
    [InlineData("w09_labels_injective_K2")]
    [InlineData("w11_sum_K1")]
    [InlineData("w12_sum_K5")]
    public void Hidden_bits_evidence_predictions_and_scores_are_the_reference_programs(string file)
    {
        using var document = Open(file);
        var root = document.RootElement;
        var task = Read(root);
        Assert.Equal(root.GetProperty("hidden_bits").GetDouble(), task.HiddenBits.Value, Tolerance);
        Assert.Equal(Things(root.GetProperty("practice")), task.World.Practice);
        Assert.Equal(Things(root.GetProperty("never_met")), task.World.Exam);
        var games = root.GetProperty("transcript").EnumerateArray().Select(Game).ToList();
        var evidence = root.GetProperty("E_after_each_game").EnumerateArray().Select(e => e.GetDouble()).ToList();
        var checks = root.GetProperty("checks").EnumerateArray().ToDictionary(check => check.GetProperty("n").GetInt32());
        var (meter, reader) = (task.Evidence.Value!.Begin(), task.Demonstrate());
        Assert.NotEmpty(checks);
        for (var n = 0; n <= games.Count; n++)
        {
            if (n > 0)
            {
                var told = WingWorlds.Told(task, games[n - 1].Thing, games[n - 1].Word);
                meter.Read(told);
                reader.Read([told.Outcome.Feedback]);
            }

            Assert.Equal(evidence[n], meter.Bits, Tolerance);
            if (checks.TryGetValue(n, out var check))
            {
                Check(task, reader, check);
                CheckCurve(task, [.. games.Take(n).Select(game => game.Thing)], check);
            }
        }
    }

    internal static JsonDocument Open(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, $"{file}.json")));

    internal static WingTask Read(JsonElement world)
    {
        var kind = WingWorlds.Kinds[world.GetProperty("kind").GetString()!];
        return Read(kind, world);
    }

    internal static WingTask Read(WingKind kind, JsonElement world) => WingWorlds.Task(kind, [.. world.GetProperty("wings").EnumerateArray().Select(wing =>
    {
        byte[] words = [.. wing.GetProperty("words_in_thing_order").EnumerateArray().Select(word => word.GetByte())];
        return (IReadOnlyList<byte>)(kind.IsOfCategories ? [.. words.Where((_, number) => number % kind.Seconds == 0)] : words);
    })]);

    internal static (WingThing Thing, int Word) Game(JsonElement game) => (Thing(game), game[3].GetInt32());

    private static void Check(WingTask task, IDemonstrator reader, JsonElement check)
    {
        foreach (var row in check.GetProperty("predictive").EnumerateArray())
        {
            var ranks = reader.Rank(task.Ask(Thing(row)));
            for (var word = 0; word < 4; word++)
            {
                Assert.Equal(row[3 + word].GetDouble(), ranks[word] / ranks.Sum(), Tolerance);
            }
        }

        if (check.GetProperty("functions_left_per_wing") is { ValueKind: JsonValueKind.Array } left)
        {
            // Each function gives a thing one of the four words.
            Assert.Equal(
                left.EnumerateArray().Select(count => count.GetDouble()),
                Enumerable.Range(0, task.World.Wings).Select(wing => reader.Rank(task.Ask(new WingThing(wing, 0, 0))).Sum()));
        }

        Assert.Equal(check.GetProperty("ideal_never_met").GetDouble(), WingWorlds.Score(task, reader, task.World.Exam), Tolerance);
        Assert.Equal(check.GetProperty("ideal_practice").GetDouble(), WingWorlds.Score(task, reader, task.World.Practice), Tolerance);
    }

    private static void CheckCurve(WingTask task, IReadOnlyList<WingThing> met, JsonElement check)
    {
        if (!check.TryGetProperty("curve_score", out var scores))
        {
            return;
        }

        var curve = task.Evidence.Value!.Curves().Value!.After([.. met.Select(thing => WingWorlds.Told(task, thing, task.World.WordOf(thing)))]);
        Equal(scores, curve.Scores);
        Equal(check.GetProperty("curve_bits"), curve.Bits);
    }

    internal static void Equal(JsonElement right, IReadOnlyList<double> given)
    {
        Assert.Equal(right.GetArrayLength(), given.Count);
        for (var i = 0; i < given.Count; i++)
        {
            Near(right[i].GetDouble(), given[i]);
        }
    }

    /// <summary>
    /// Equal to nine digits. Ends of intervals differ in the tenth: the other program's quantile of Student's t with seven degrees of
    /// freedom is 2.36462425101, and the right one 2.36462425159.
    /// </summary>
    internal static void Near(double right, double given) => Assert.Equal(right, given, Tolerance * Math.Max(1, Math.Abs(right)));

    private static IEnumerable<WingThing> Things(JsonElement list) => list.EnumerateArray().Select(Thing);

    private static WingThing Thing(JsonElement numbers) => new(numbers[0].GetInt32(), numbers[1].GetInt32(), numbers[2].GetInt32());
}
