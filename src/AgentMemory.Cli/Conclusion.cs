using AgentMemory.Core;
using AgentMemory.Evaluation;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Cli;

/// <summary>Rooms 7 and 8 of a comparison: the ledger becomes curves, verdict and report in the result folder.</summary>
internal sealed class Conclusion
{
    private readonly Plan _plan;
    private readonly ModelCard _model;
    private readonly ILedger _ledger;
    private readonly ResultFolder _folder;

    public Conclusion(Plan plan, ModelCard model, ILedger ledger, ResultFolder folder)
    {
        _plan = plan;
        _model = model;
        _ledger = ledger;
        _folder = folder;
    }

    /// <summary>Writes the files, and prints the verdict.</summary>
    public void Write(bool json)
    {
        var blocks = _ledger.Blocks();
        var curves = LedgerCurves.Of(_plan, blocks);
        var verdict = Judge.Of(curves, LedgerCurves.Settings(_plan, _model, []));
        using (var csv = new StreamWriter(_folder.Curves) { NewLine = "\n" })
        {
            CurveCsv.Write(curves, csv);
        }

        var document = VerdictJson.Write(verdict);
        File.WriteAllText(_folder.Verdict, document);
        if (json)
        {
            Console.Out.Write(document);
            return;
        }

        Console.Out.WriteLine(document);
    }
}
