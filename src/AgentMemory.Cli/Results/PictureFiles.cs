using AgentMemory.Verdicts.Report;
using AgentMemory.Verdicts.Report.Images;

namespace AgentMemory.Cli.Results;

/// <summary>The report's drawings as files that stand alone, where they are asked for.</summary>
internal static class PictureFiles
{
    /// <summary>Writes curves and verdicts for a page and for a slide, and evidence used where there is some.</summary>
    public static void Write(ReportContents contents, ResultFiles folder)
    {
        if (!folder.ArePicturesWanted)
        {
            return;
        }

        foreach (var size in PictureSize.All)
        {
            File.WriteAllText(folder.Picture("curves", size), Pictures.Curves(contents, size));
            File.WriteAllText(folder.Picture("verdicts", size), Pictures.Verdicts(contents, size));
        }

        if (EvidenceFigure.Svg(contents.Verdict) is { } evidence)
        {
            File.WriteAllText(folder.EvidenceDrawing, evidence);
        }
    }
}
