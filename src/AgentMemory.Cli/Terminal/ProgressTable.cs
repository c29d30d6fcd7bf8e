using System.Globalization;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Plans;
using Spectre.Console;

namespace AgentMemory.Cli.Terminal;

/// <summary>
/// How a comparison stands while it runs: a live table on a terminal, one line per finished trial elsewhere. Goes to
/// standard error, so that standard output holds results alone.
/// </summary>
internal sealed class ProgressTable
{
    private const string Levels = "▁▂▃▄▅▆▇█";
    private readonly IReadOnlyList<string> _learners;
    private readonly Plan _plan;
    private readonly Dictionary<string, List<BlockResult>> _blocks = new(StringComparer.Ordinal);
    private readonly IAnsiConsole _console;

    public ProgressTable(Plan plan)
    {
        _plan = plan;
        _learners = [.. plan.Learners.Select(l => l.Name)];
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    }

    /// <summary>Does work on a ledger, showing every block that it holds already or is given.</summary>
    public T Show<T>(ILedger ledger, Func<ILedger, T> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work(new ShownLedger(ledger, Log));
        }

        return _console.Live(Render()).Start(live => work(new ShownLedger(ledger, block =>
        {
            Add(block);
            live.UpdateTarget(Render());
        })));
    }

    private void Log(BlockResult block)
    {
        Add(block);
        if (block.Block == _plan.Blocks)
        {
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{block.Trial.Learner} stream {block.Trial.Stream} seed {block.Trial.Seed}: {Spark(Means(block.Trial))} "
                + $"final {Mean(block):F3}, {block.CostSoFar.Seconds:F1} s"));
        }
    }

    private void Add(BlockResult block)
    {
        if (!_blocks.TryGetValue(block.Trial.Learner, out var list))
        {
            _blocks[block.Trial.Learner] = list = [];
        }

        list.Add(block);
    }

    private Table Render()
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("learner", "path", "blocks", "first", "latest", "curve", "tokens", "seconds");
        table.Columns[2].RightAligned();
        table.Columns[3].RightAligned();
        table.Columns[4].RightAligned();
        table.Columns[6].RightAligned();
        table.Columns[7].RightAligned();
        var total = _plan.Seeds * _plan.Streams.Count * (_plan.Blocks + 1);
        foreach (var learner in _learners)
        {
            var blocks = _blocks.GetValueOrDefault(learner, []);
            if (blocks.Count == 0)
            {
                table.AddRow(learner, "", $"0/{total}", "", "", "", "", "");
                continue;
            }

            var curve = blocks.GroupBy(b => b.Block).OrderBy(g => g.Key).Select(g => g.Average(Mean)).ToList();
            var costs = blocks.GroupBy(b => b.Trial).Select(g => g.MaxBy(b => b.Block)!.CostSoFar).ToList();
            table.AddRow(
                learner,
                blocks[0].Path.ToString().ToLowerInvariant(),
                $"{blocks.Count}/{total}",
                curve[0].ToString("F3", CultureInfo.InvariantCulture),
                curve[^1].ToString("F3", CultureInfo.InvariantCulture),
                Spark(curve),
                Thousands(costs.Sum(c => c.TokensRead + c.TokensWritten + c.TokensTrained)),
                costs.Sum(c => c.Seconds).ToString("F0", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private List<double> Means(TrialKey trial) =>
        [.. _blocks[trial.Learner].Where(b => b.Trial == trial).OrderBy(b => b.Block).Select(Mean)];

    private static double Mean(BlockResult block) => block.Scores.Average(s => s.Score);

    private static string Spark(IReadOnlyList<double> curve) => string.Concat(curve.Select(
        v => Levels[(int)Math.Clamp(v * Levels.Length, 0, Levels.Length - 1)]));

    private static string Thousands(long tokens) => tokens < 10_000
        ? tokens.ToString(CultureInfo.InvariantCulture)
        : (tokens / 1000).ToString(CultureInfo.InvariantCulture) + "k";

    /// <summary>A ledger whose blocks are shown; it is its maker's to dispose of.</summary>
    private sealed class ShownLedger : ILedger
    {
        private readonly ILedger _inner;
        private readonly Action<BlockResult> _show;

        public ShownLedger(ILedger inner, Action<BlockResult> show)
        {
            (_inner, _show) = (inner, show);
            foreach (var block in inner.Blocks())
            {
                show(block);
            }
        }

        public void Begin(RunIdentity identity) => _inner.Begin(identity);

        public RunIdentity? Identity() => _inner.Identity();

        public IReadOnlyList<BlockResult> Blocks() => _inner.Blocks();

        public IReadOnlyList<LedgerEpisode> Episodes(TrialKey trial, int block) => _inner.Episodes(trial, block);

        public void Write(BlockResult block)
        {
            _inner.Write(block);
            _show(block);
        }

        public void Dispose()
        {
        }
    }
}
