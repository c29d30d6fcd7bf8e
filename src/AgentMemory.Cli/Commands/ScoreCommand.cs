using System.CommandLine;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Report;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Cli.Commands;

/// <summary>Judges learning curves that anyone made.</summary>
internal static class ScoreCommand
{
    public static Command Make()
    {
        var curves = new Argument<string>("CURVES") { Description = "CSV with learner,task,seed,step,score, or JSON of the same" };
        var epsilon = new Option<double?>("--epsilon") { Description = "The change over the late window that counts as none" };
        var confidence = new Option<double>("--confidence") { Description = "Of every interval", DefaultValueFactory = _ => 0.95 };
        var seed = CommonOptions.Seed();
        var json = CommonOptions.Json();
        var command = new Command(
            "score",
            "Judge learning curves: improving, plateaued, declining or undecided, with intervals.\n"
            + "Example: agentmemory score curves.csv --json")
        {
            curves, epsilon, confidence, seed, json,
        };
        command.SetAction(parsed =>
        {
            var verdict = Judge.Of(CurveFile.Read(parsed.GetValue(curves)!), new JudgementSettings
            {
                Epsilon = parsed.GetValue(epsilon),
                Confidence = parsed.GetValue(confidence),
                Seed = parsed.GetValue(seed),
            });
            Console.Out.Write(parsed.GetValue(json) ? VerdictJson.Write(verdict) : VerdictText.Write(verdict));
            return ExitCode.Done;
        });
        return command;
    }
}
