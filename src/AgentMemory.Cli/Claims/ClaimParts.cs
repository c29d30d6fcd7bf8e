using System.Globalization;
using AgentMemory.Claims.BayesGap;
using AgentMemory.Claims.Compared;
using AgentMemory.Claims.Exposure;
using AgentMemory.Claims.Plans;
using AgentMemory.Claims.Price;
using AgentMemory.Claims.Results;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Models;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Results;
using AgentMemory.Cli.Runs;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Plans;
using AgentMemory.Gguf;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Cli.Claims;

/// <summary>A claim's plan cut into parts, each with the models and engines that it needs.</summary>
internal sealed class ClaimParts
{
    private const ulong CountedSeed = 0;
    private readonly Home _home;
    private readonly string? _model;
    private readonly int? _threads;

    /// <param name="home">Where models and prompts are.</param>
    /// <param name="model">In place of the plan's models, or null.</param>
    /// <param name="threads">As asked for, or null.</param>
    public ClaimParts(Home home, string? model, int? threads) => (_home, _model, _threads) = (home, model, threads);

    /// <summary>All parts of a plan, in order.</summary>
    /// <exception cref="UserErrorException">The plan or a model cannot be used.</exception>
    public IReadOnlyList<ClaimPart> Of(ClaimPlan plan) => plan.Kind switch
    {
        ClaimKind.BayesGap => BayesGap(plan, BayesGapPlan.Parse(plan.Settings)),
        ClaimKind.Exposure => Exposure(plan, ExposurePlan.Parse(plan.Settings)),
        ClaimKind.Price => [Price(plan, PricePlan.Parse(plan.Settings))],
        _ => Compared(plan, ComparedPlan.Parse(plan.Settings)),
    };

    /// <summary>Rows of prices: the plan's own measures, and those of shipped models read from their files.</summary>
    public static IReadOnlyList<ClaimRow> Prices(Home home, PricePlan plan, string hardware)
    {
        var catalogue = ModelCatalogue.Read(home.Models);
        var shipped = plan.Models.Select(id =>
        {
            var path = catalogue.Resolve(id).Path;
            using var file = GgufFile.Open(path);
            var shape = ModelFile.Shape(file);
            // Keys and values are kept in 16 bits.
            const double BytesPerKey = 2;
            return new PricedModel(
                string.Create(CultureInfo.InvariantCulture, $"{id} ({shape.Weights / 1e6:0.0} million weights)"),
                new ModelMeasures(
                    shape.Weights, (double)new FileInfo(path).Length / shape.Weights, shape.Layers, shape.Heads * shape.HeadWidth,
                    shape.KeyValueHeads * shape.HeadWidth, BytesPerKey),
                new AdapterShape { Rank = plan.Rank, Alpha = plan.Rank }.WeightsFor(shape));
        });
        return PriceRun.Rows(plan, [.. plan.Stated, .. shipped], Hardware.ReadAll(hardware));
    }

    private ClaimPart Price(ClaimPlan plan, PricePlan settings) => new("counted", "seconds: counted, nothing is run", (_, _, _) => new ClaimResult
    {
        Letter = plan.Letter,
        Part = "counted",
        PlanSha256 = plan.Sha256,
        Model = "",
        ModelSha256 = "",
        Seed = CountedSeed,
        Units = 0,
        Rows = Prices(_home, settings, plan.HardwareFile),
    });

    private List<ClaimPart> BayesGap(ClaimPlan plan, BayesGapPlan settings) =>
    [
        .. (_model is null ? settings.Models : [_model]).SelectMany(model => settings.Sizes.Select(size => new ClaimPart(
            string.Create(CultureInfo.InvariantCulture, $"{PartName(model)}-{size.Size.Urns}-urns"),
            WorkOf(settings, size.Draws),
            (_, say, cancellation) => Measure(plan, settings, model, size.Size, size.Draws, say, cancellation)))),
    ];

    private static string WorkOf(BayesGapPlan settings, int draws)
    {
        var reading = string.Create(
            CultureInfo.InvariantCulture, $"{settings.Worlds} worlds x {settings.Sequences} sequences x {draws} draws, read up to six times");
        return settings.Adapter is not { } adapter ? reading : reading + string.Create(
            CultureInfo.InvariantCulture, $"; adapters on {settings.Worlds * adapter.Sequences} sequences of {adapter.DrawsMost} draws");
    }

    private ClaimResult Measure(
        ClaimPlan plan, BayesGapPlan settings, string named, UrnSize size, int draws, Action<string> say, CancellationToken cancellation)
    {
        using var shelf = new ModelShelf(_home, _threads);
        using var model = shelf.Open(named, "cpu", settings.ContextTokens, 1);
        using var trainers = TrainingEngine.Open();
        var threads = TrainingEngine.Choice(_threads, model.Card.Parameters).Threads;
        var run = new BayesGapRun(settings, model, trainers, PromptBook.Load(_home.Prompts), threads, say);
        var (rows, cautions) = run.Execute(size, draws, cancellation);
        var part = string.Create(CultureInfo.InvariantCulture, $"{model.Card.Id}-{size.Urns}-urns");
        return Result(plan, model.Card, part, settings.Seed, settings.Worlds) with
        {
            XTitle = "draws seen",
            YTitle = "draws that the exact reader needs for the same loss",
            Rows = rows,
            Cautions = cautions,
        };
    }

    private List<ClaimPart> Exposure(ClaimPlan plan, ExposurePlan settings) =>
    [
        .. (_model is null ? settings.Models : [_model]).Select(model => new ClaimPart(
            PartName(model),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{settings.Seeds} seeds x {settings.Facts} facts, a step each at {settings.Rates.Count} rates, window and store, {settings.Lags.Count} lags"),
            (_, say, cancellation) =>
            {
                using var shelf = new ModelShelf(_home, _threads);
                using var opened = shelf.Open(model, "cpu", settings.ContextTokens, 1);
                using var trainers = TrainingEngine.Open();
                var threads = TrainingEngine.Choice(_threads, opened.Card.Parameters).Threads;
                var run = new ExposureRun(settings, opened, trainers, PromptBook.Load(_home.Prompts), threads, say);
                return Result(plan, opened.Card, opened.Card.Id, settings.Seed, settings.Seeds) with { Rows = run.Execute(cancellation) };
            })),
    ];

    private List<ClaimPart> Compared(ClaimPlan plan, ComparedPlan settings) =>
    [
        .. settings.Plans.Select(name =>
        {
            var compared = PlanFile.Read(plan.Compared(name), Catalogue.Learners);
            compared = _model is null ? compared : compared with { Model = _model };
            var size = string.Create(
                CultureInfo.InvariantCulture,
                $"{compared.Learners.Count} learners x {compared.Seeds} seeds x {compared.Blocks} blocks, plan compare/{name}.yaml");
            return new ClaimPart(
                _model is null ? name : $"{name}-{PartName(_model)}",
                size,
                (folder, say, cancellation) => Compare(plan, settings, name, compared, folder, say, cancellation));
        }),
    ];

    // A comparison that was broken off is gone on with; its own files are beside the result.
    private ClaimResult Compare(
        ClaimPlan plan, ComparedPlan settings, string name, Plan compared, string folder, Action<string> say, CancellationToken cancellation)
    {
        var run = Path.Combine(folder, "run");
        say($"compare, in {run}");
        using (var held = ResultFolder.Choose(run, compared, File.Exists(new ResultFiles(run).Ledger)))
        {
            new ComparisonRun(_home, compared, held) { Threads = _threads, Json = false, Fresh = false, IsQuiet = true }.Execute(cancellation);
        }

        var verdict = FinishedRun.Read(run, cancellation).Verdict;
        return new ClaimResult
        {
            Letter = plan.Letter,
            Part = Path.GetFileName(folder),
            PlanSha256 = plan.Sha256,
            Model = verdict.Model?.Id ?? "",
            ModelSha256 = verdict.Model?.Sha256 ?? "",
            Seed = compared.Seed,
            Units = compared.Seeds,
            Rows = ComparedRows.Of(settings, verdict),
            Cautions = [$"plan {name}", .. verdict.Cautions.Select(caution => caution.TrimEnd('.'))],
        };
    }

    private static ClaimResult Result(ClaimPlan plan, ModelCard card, string part, ulong seed, int units) => new()
    {
        Letter = plan.Letter,
        Part = part,
        PlanSha256 = plan.Sha256,
        Model = card.Id,
        ModelSha256 = card.Sha256,
        Seed = seed,
        Units = units,
        Rows = [],
    };

    // As the model's card has it: an id, or a file's name without its ending.
    private static string PartName(string model) => model.EndsWith(".gguf", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(model) : model;
}
