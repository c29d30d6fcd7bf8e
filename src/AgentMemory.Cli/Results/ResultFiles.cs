using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Verdicts.Report.Images;

namespace AgentMemory.Cli.Results;

/// <summary>The files of a comparison's folder.</summary>
internal record ResultFiles(string Path)
{
    public string Plan => System.IO.Path.Combine(Path, "plan.yaml");

    public string Ledger => System.IO.Path.Combine(Path, "ledger.db");

    public string Curves => System.IO.Path.Combine(Path, "curves.csv");

    public string Verdict => System.IO.Path.Combine(Path, "verdict.json");

    /// <summary>The document of the earlier schema, where the run is older than the present one.</summary>
    public string OldVerdict => System.IO.Path.Combine(Path, "verdict-schema-1.json");

    /// <summary>Measured seconds.</summary>
    public string Timings => System.IO.Path.Combine(Path, "timings.json");

    public string Report => System.IO.Path.Combine(Path, "report.html");

    /// <summary>The drawing of evidence used, alone; written where pictures are asked for.</summary>
    public string EvidenceDrawing => System.IO.Path.Combine(Path, "evidence.svg");

    /// <summary>Pictures are asked for.</summary>
    public bool ArePicturesWanted { get; init; }

    /// <summary>A picture of one kind and size; written where pictures are asked for.</summary>
    public string Picture(string kind, PictureSize size) => System.IO.Path.Combine(Path, $"{kind}-{size.Name}.svg");

    /// <summary>What was forgotten of the model's own corpus; written where the plan asks for it.</summary>
    public string HeldOut => System.IO.Path.Combine(Path, "held-out.csv");

    /// <summary>How many threads train.</summary>
    public string Threads => System.IO.Path.Combine(Path, "training-threads");

    /// <summary>How the style was chosen; written where the plan left it open.</summary>
    public string Style => System.IO.Path.Combine(Path, "style.json");

    public string Artifacts => System.IO.Path.Combine(Path, "artifacts");

    /// <summary>The best artifact of a learner, for use elsewhere.</summary>
    public string Best(string learner) => System.IO.Path.Combine(Path, "best", learner);

    /// <summary>The threads that the run here trains with; null where there is none, or it was made before they were kept.</summary>
    public int? TrainingThreads() =>
        File.Exists(Threads) && int.TryParse(TextFile.Read(Threads, "number of threads"), CultureInfo.InvariantCulture, out var threads) && threads > 0
            ? threads : null;
}
