using AgentMemory.Cli.Terminal;
using AgentMemory.Core;
using AgentMemory.Evaluation;
using AgentMemory.Storage;

namespace AgentMemory.Cli;

/// <summary>One comparison from plan to verdict: wires the rooms to model, ledger and terminal.</summary>
internal sealed class ComparisonRun
{
    private readonly Home _home;
    private readonly Plan _plan;
    private readonly ResultFolder _folder;
    private readonly int? _threads;
    private readonly bool _json;

    public ComparisonRun(Home home, Plan plan, ResultFolder folder, int? threads, bool json)
    {
        _home = home;
        _plan = plan;
        _folder = folder;
        _threads = threads;
        _json = json;
    }

    /// <summary>Runs what is not done yet and writes the results.</summary>
    public int Execute(CancellationToken cancellation)
    {
        var prompts = PromptBook.Load(_home.Prompts);
        using var shelf = new ModelShelf(_home, _threads);
        var model = shelf.Open(_plan.Model, _plan.Device, _plan.ContextTokens, _plan.Batch);
        var tools = new LearnerTools
        {
            Model = model,
            Prompts = prompts,
            Prompt = new PlayPrompt(prompts),
            Limits = new PlayerLimits(Math.Min(_plan.ContextTokens, model.Card.ContextTokens), _plan.EpisodeTokens),
            Threads = shelf.Threads,
            OpenEmbedder = () => shelf.OpenEmbedder(_plan.Model, _plan.Device),
        };
        var learners = _plan.Learners.Select(l => Catalogue.Learner(l, tools)).ToList();
        var trials = Schedule.Draw(_plan, learners, name => Catalogue.Task(name, prompts));
        using var ledger = SqliteLedger.Open(_folder.Ledger);
        ledger.Begin(new RunIdentity
        {
            PlanSha256 = PlanFile.Sha256(_plan),
            PromptsSha256 = prompts.Sha256,
            ModelSha256 = model.Card.Sha256,
            PlanText = PlanFile.Write(_plan),
        });
        File.WriteAllText(_folder.Plan, PlanFile.Write(_plan));
        var classroom = new Classroom
        {
            Plan = _plan,
            ArtifactFolder = _folder.Artifacts,
            Forget = model.Forget,
            Time = TimeProvider.System,
        };
        try
        {
            new ProgressTable(_plan).Show(report => Comparison.Run(classroom, trials, ledger, report, cancellation));
        }
        finally
        {
            learners.OfType<IDisposable>().ToList().ForEach(learner => learner.Dispose());
        }

        new Conclusion(_plan, LedgerCurves.Judged(model.Card), ledger, _folder)
        {
            Cautions = DocumentFit.Cautions(trials.SelectMany(t => t.Tasks), tools),
        }.Write(_json);
        return ExitCode.Done;
    }
}
