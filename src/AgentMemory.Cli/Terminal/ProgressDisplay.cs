using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Plans;
using Spectre.Console;

namespace AgentMemory.Cli.Terminal;

/// <summary>
/// Shows how a comparison stands from its first moment: lines that are drawn anew on a terminal, once a second; elsewhere a line at each finished
/// trial, and one in half a minute where trials take longer. Goes to standard error, so that standard output holds results alone.
/// </summary>
internal sealed class ProgressDisplay : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly RunProgress _progress;
    private readonly Plan _plan;
    private readonly TextWriter _out;
    private readonly TimeProvider _time;
    private readonly LiveArea? _area;
    private readonly ITimer? _timer;
    private readonly bool _isQuiet;
    private readonly Dictionary<TrialKey, List<double>> _curves = [];
    private long _lineAt;
    private bool _isOver;
    private Action? _release;

    private ProgressDisplay(RunProgress progress, Plan plan, TextWriter output, LiveArea? area, TimeProvider time, bool isQuiet)
    {
        (_progress, _plan, _out, _area, _time, _isQuiet) = (progress, plan, output, area, time, isQuiet);
        _lineAt = time.GetTimestamp();
        if (isQuiet)
        {
            return;
        }

        if (area is null)
        {
            ProgressText.Head(progress.Look()).ToList().ForEach(output.WriteLine);
            return;
        }

        Draw();
        _timer = time.CreateTimer(_ => Draw(), null, Tick, Tick);
    }

    /// <summary>Begins to show a run, on standard error.</summary>
    public static ProgressDisplay Begin(Plan plan, string folder, TimeProvider time, bool isQuiet)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var isLive = !isQuiet && !Console.IsErrorRedirected && console.Profile.Capabilities.Ansi;
        var error = Console.Error;
        var display = Begin(plan, folder, time, isQuiet, error, isLive ? new LiveArea(error, TerminalSize.Now) : null);
        if (isLive)
        {
            var lines = new LineWriter(display.Say);
            Console.SetError(lines);
            display._release = () =>
            {
                lines.Dispose();
                Console.SetError(error);
            };
        }

        return display;
    }

    /// <inheritdoc cref="Begin(Plan, string, TimeProvider, bool)"/>
    /// <param name="output">Where lines go.</param>
    /// <param name="area">What is drawn anew, or null where lines stay.</param>
    public static ProgressDisplay Begin(Plan plan, string folder, TimeProvider time, bool isQuiet, TextWriter output, LiveArea? area) =>
        new(new RunProgress(plan, folder, time), plan, output, area, time, isQuiet);

    /// <summary>Names what is done before the first block.</summary>
    public void Enter(string stage)
    {
        _progress.Enter(stage);
        if (_area is not null)
        {
            Draw();
        }
        else if (!_isQuiet)
        {
            _out.WriteLine(ProgressText.Standing(_progress.Look()));
        }
    }

    /// <summary>A line that stays.</summary>
    public void Say(string line)
    {
        if (_isQuiet)
        {
            return;
        }

        lock (_lock)
        {
            if (_area is null)
            {
                _out.WriteLine(line);
            }
            else
            {
                _area.Write(line);
            }
        }
    }

    /// <summary>Does work on a ledger, showing every block that it holds already or is given.</summary>
    /// <param name="ledger">The run's.</param>
    /// <param name="work">The run.</param>
    /// <param name="before">An estimate of blocks' times made before the run, or null.</param>
    public T Run<T>(ILedger ledger, Func<ILedger, T> work, IBlockTimes? before = null)
    {
        var finished = ledger.Blocks();
        foreach (var block in finished)
        {
            CurveOf(block).Add(Mean(block));
        }

        _progress.Run(finished, before);
        return work(new ShownLedger(ledger, Add));
    }

    /// <summary>Draws for the last time; lines that are said afterwards come below whatever was written in between.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _release?.Invoke();
        _release = null;
        lock (_lock)
        {
            if (_area is not null && !_isOver)
            {
                Draw();
                _area.Leave();
            }

            _isOver = true;
        }
    }

    private void Add(BlockResult block)
    {
        _progress.Add(block);
        CurveOf(block).Add(Mean(block));
        if (_area is not null)
        {
            Draw();
            return;
        }

        var isLast = block.Block == _plan.Blocks;
        if (_isQuiet || (!isLast && _time.GetElapsedTime(_lineAt) < LineEvery))
        {
            return;
        }

        var view = _progress.Look();
        _out.WriteLine(isLast
            ? ProgressText.Finished(view, new BlockPlace(block.Trial, block.Block), CurveOf(block))
            : $"{ProgressText.Standing(view)}; now {ProgressText.Place(view, view.Now ?? new BlockPlace(block.Trial, block.Block))}");
        _lineAt = _time.GetTimestamp();
    }

    private void Draw()
    {
        lock (_lock)
        {
            // A tick of the timer may come late.
            if (_isOver)
            {
                return;
            }

            _area!.Draw(size => ProgressText.Lines(_progress.Look(), size.Width, size.Height));
        }
    }

    private List<double> CurveOf(BlockResult block)
    {
        if (!_curves.TryGetValue(block.Trial, out var curve))
        {
            _curves[block.Trial] = curve = [];
        }

        return curve;
    }

    private static double Mean(BlockResult block) => block.Scores.Average(score => score.Score);
}
