using AgentMemory.Core;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;

namespace AgentMemory.Cli.Results;

/// <summary>The drawing of evidence used as a file that stands alone, where it is asked for.</summary>
internal static class EvidenceDrawing
{
    /// <exception cref="UserErrorException">It is asked for, and there is nothing to draw.</exception>
    public static void Write(Verdict verdict, ResultFiles folder)
    {
        if (folder.IsDrawingWanted)
        {
            File.WriteAllText(folder.EvidenceDrawing, EvidenceFigure.Svg(verdict) ?? throw new UserErrorException(
                $"{folder.Path} has no evidence used to draw: none of its tasks is of a family that measures it (vault, labels), or its ledger is of "
                + "before it was kept; leave --svg out"));
        }
    }
}
