using AgentMemory.Claims.Plans;
using AgentMemory.Claims.Report;
using AgentMemory.Claims.Results;
using AgentMemory.Core;

namespace AgentMemory.Cli.Claims;

/// <summary>Runs what is not done yet of a claim, part by part, and writes its table and figures anew.</summary>
internal sealed class ClaimRunner
{
    private readonly string _root;
    private readonly ClaimParts _parts;
    private readonly Action<string> _say;

    /// <param name="root">Folder of all claims' results.</param>
    /// <param name="parts">What plans are cut into.</param>
    /// <param name="say">For the person who waits.</param>
    public ClaimRunner(string root, ClaimParts parts, Action<string> say) => (_root, _parts, _say) = (root, parts, say);

    /// <summary>One claim.</summary>
    /// <exception cref="UserErrorException">The plan, a model or the folder cannot be used.</exception>
    public void Run(ClaimPlan plan, CancellationToken cancellation)
    {
        foreach (var part in _parts.Of(plan))
        {
            var folder = ClaimFiles.Folder(_root, plan.Name, part.Name);
            if (ClaimFiles.IsDone(folder, plan.Sha256))
            {
                _say($"{plan.Name} {part.Name}: done already");
                continue;
            }

            var began = TimeProvider.System.GetTimestamp();
            ClaimFiles.Write(folder, part.Run(folder, word => _say($"{plan.Name} {part.Name}: {word}"), cancellation));
            _say(FormattableString.Invariant($"{plan.Name} {part.Name}: done in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s"));
        }

        var results = ClaimFiles.ReadAll(_root, plan.Name);
        TextFile.Write(Path.Combine(ClaimFiles.Folder(_root, plan.Name), "table.md"), ClaimTable.Write(results));
        if (CurveFigure.Draw(results) is { } figure)
        {
            TextFile.Write(Path.Combine(ClaimFiles.Folder(_root, plan.Name), "figure.svg"), figure);
        }
    }

    /// <summary>What would be run, a line each.</summary>
    public IEnumerable<string> Forecast(ClaimPlan plan) => _parts.Of(plan).Select(part =>
        $"{plan.Name} {part.Name}: {(ClaimFiles.IsDone(ClaimFiles.Folder(_root, plan.Name, part.Name), plan.Sha256) ? "done already" : part.Work)}");

    /// <summary>The picture of all claims that are run by default.</summary>
    public void WriteIndex(IReadOnlyList<ClaimPlan> plans) => TextFile.Write(
        Path.Combine(_root, "claims.svg"),
        IndexFigure.Draw([.. plans.Where(plan => plan.IsDefault).Select(plan => (plan.Letter, plan.Claim, ClaimFiles.ReadAll(_root, plan.Name)))]));
}
