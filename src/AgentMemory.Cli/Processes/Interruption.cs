using System.Runtime.InteropServices;

namespace AgentMemory.Cli.Processes;

/// <summary>
/// Ctrl-C and SIGTERM. The first asks the command to stop, and it has <see cref="Grace"/> to keep what is finished; then the
/// process ends with <see cref="ExitCode.Interrupted"/> wherever it is, native code included. A second signal does not wait.
/// Ledger, store and checkpoints are written so that they survive such an end. It lasts as long as the process: its own thread holds it.
/// </summary>
internal sealed class Interruption
{
    /// <summary>Under the two seconds that are promised, since the end takes its time too.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.5);

    private readonly CancellationTokenSource _cancelled = new();
    private readonly ManualResetEvent _first = new(false);
    private readonly ManualResetEvent _second = new(false);
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption()
    {
        // The thread is made now: where memory has run out, a signal could not start one.
        new Thread(EndHard) { IsBackground = true, Name = "hard end" }.Start();
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Take),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _cancelled.Token;

    private void Take(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_first.WaitOne(0))
        {
            _second.Set();
            return;
        }

        _first.Set();
        _cancelled.Cancel();
    }

    private void EndHard()
    {
        _first.WaitOne();
        _second.WaitOne(Grace);
        // A pipe that nobody reads would hold this thread; the end does not depend on the line.
        var saying = new Thread(Say) { IsBackground = true };
        saying.Start();
        saying.Join(TimeSpan.FromMilliseconds(100));
        OwnProgram.EndAll();
        GC.KeepAlive(_registrations);
        Environment.Exit(ExitCode.Interrupted);
    }

    private static void Say() =>
        Console.Error.WriteLine("interrupted: ended in the middle of a step; what was finished before it is kept");
}
