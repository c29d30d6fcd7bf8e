using System.Text.Json.Nodes;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Tests.Evaluation;

/// <summary>
/// The rule against an independent program's answers: AGENTMEMORY_REFERENCE names a folder whose folder verdict holds files of curves and
/// expected.json. Without it the test is skipped and says so.
/// </summary>
public sealed class VerdictReferenceTests
{
    private const double Exact = 1e-9;

    // scipy 1.10's quantile of t at 0.95 and 4 degrees of freedom is 5e-9 below the closed form's 2.1318467863266...
    private const double QuantileError = 3e-9;

    [VerdictReferenceFact]
    public void Words_are_the_references_and_numbers_agree_to_1e_9()
    {
        var expected = JsonNode.Parse(File.ReadAllText(VerdictReferenceFactAttribute.Path("expected.json")))!.AsObject();
        Assert.True(expected.Count >= 14);
        foreach (var (name, answer) in expected)
        {
            var isStream = answer!["options"]?["stream"]?.GetValue<bool>() ?? false;
            var file = answer["file"]?.GetValue<string>() ?? name;
            var verdict = Judge.Of(
                CurveFile.Read(VerdictReferenceFactAttribute.Path(file)),
                new JudgementSettings { Epsilon = 0.05, Optimum = 1, IsStream = isStream });
            AssertTasks(name, answer["tasks"]?.AsArray() ?? [], verdict);
            AssertLearners(name, answer["learners"]!.AsArray(), verdict);
            AssertPairs(name, answer["pairs"]!.AsArray(), verdict);
        }
    }

    private static void AssertTasks(string name, JsonArray tasks, Verdict verdict)
    {
        foreach (var answer in tasks)
        {
            var (task, learner) = (answer!["task"]!.GetValue<string>(), answer["learner"]!.GetValue<string>());
            var place = $"{name}, {learner}, {task}";
            var judged = verdict.Tasks.Single(t => t.Task == task && t.Learner == learner);
            Assert.True(answer["verdict"]!.GetValue<string>() == Wording.Word(judged.Word), $"{place}: {Wording.Word(judged.Word)}");
            AssertInterval(place, answer["first"]!, judged.First);
            AssertInterval(place, answer["final"]!, judged.Final);
            AssertInterval(place, answer["gain"]!, judged.Gain);
            AssertInterval(place, answer["change"]!, judged.Change);
            Assert.Equal((answer["solved_in"]!.GetValue<int>(), answer["of"]!.GetValue<int>()), (judged.SolvedIn!.Value, judged.Of));
            if (answer["solved_share"] is { } share)
            {
                AssertNumber(place, share["low"], judged.SolvedShare!.Low, Exact);
                AssertNumber(place, share["high"], judged.SolvedShare.High, Exact);
            }
            else
            {
                Assert.Null(judged.SolvedShare);
            }
        }
    }

    private static void AssertLearners(string name, JsonArray learners, Verdict verdict)
    {
        foreach (var answer in learners)
        {
            var id = answer!["id"]!.GetValue<string>();
            var learner = verdict.Learners.Single(l => l.Id == id);
            AssertInterval($"{name}, {id}", answer["first"]!, learner.First);
            AssertInterval($"{name}, {id}", answer["final"]!, learner.Final);
            AssertInterval($"{name}, {id}", answer["gain"]!, learner.Gain);
            AssertInterval($"{name}, {id}", answer["change"]!, learner.Change);
            Assert.Equal(answer["improving_in"]!.GetValue<int>(), learner.Headline.ImprovingIn);
            Assert.Equal(answer["of"]!.GetValue<int>(), learner.Headline.Of);
            Assert.Equal(
                answer["words"]!.AsObject().ToDictionary(word => word.Key, word => word.Value!.GetValue<int>()),
                learner.Headline.Words.ToDictionary(word => Wording.Word(word.Key), word => word.Value));
        }
    }

    private static void AssertPairs(string name, JsonArray pairs, Verdict verdict)
    {
        Assert.Equal(pairs.Count, verdict.Pairs.Count);
        foreach (var answer in pairs)
        {
            var (left, right) = (answer!["left"]!.GetValue<string>(), answer["right"]!.GetValue<string>());
            var pair = verdict.Pairs.Single(p => (p.Left, p.Right) == (left, right) || (p.Left, p.Right) == (right, left));
            AssertInterval($"{name}, {left} and {right}", answer["difference"]!, pair.Left == left ? pair.Difference : pair.Difference.Turned());
            Assert.Equal(answer["tasks"]!.GetValue<int>(), pair.Tasks);
            Assert.Equal(
                answer["left_out"]!.AsArray().Select(task => task!.GetValue<string>()).Order(StringComparer.Ordinal),
                pair.LeftOut.Order(StringComparer.Ordinal));
        }
    }

    private static void AssertInterval(string place, JsonNode expected, Interval actual)
    {
        AssertNumber(place, expected["value"], actual.Value, Exact);
        var ends = Exact + (QuantileError * ((actual.High - actual.Low) ?? 0));
        AssertNumber(place, expected["low"], actual.Low, ends);
        AssertNumber(place, expected["high"], actual.High, ends);
    }

    private static void AssertNumber(string place, JsonNode? expected, double? actual, double tolerance) => Assert.True(
        expected is null ? actual is null : actual is { } number && Math.Abs(expected.GetValue<double>() - number) <= tolerance,
        $"{place}: {expected} against {actual:R}");
}

/// <summary>A test that needs the reference files.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VerdictReferenceFactAttribute : FactAttribute
{
    private const string Variable = "AGENTMEMORY_REFERENCE";

    public VerdictReferenceFactAttribute()
    {
        Skip = File.Exists(Path("expected.json")) ? null : $"{Variable} names no folder with verdict/expected.json";
    }

    internal static string Path(string name) =>
        System.IO.Path.Combine(Environment.GetEnvironmentVariable(Variable) ?? "", "verdict", name);
}
