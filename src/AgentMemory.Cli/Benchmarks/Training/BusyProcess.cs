using System.Diagnostics;
using AgentMemory.Core;

namespace AgentMemory.Cli.Benchmarks.Training;

/// <summary>A process that keeps one core busy until it is disposed of.</summary>
internal sealed class BusyProcess : IDisposable
{
    private readonly Process _process;

    /// <exception cref="UserErrorException">No process could be started.</exception>
    public BusyProcess()
    {
        string[] shell = OperatingSystem.IsWindows()
            ? ["cmd.exe", "/d", "/c", "for /L %i in (0,0,1) do @rem"]
            // It ends by itself where this process was ended hard: a shell that lost its parent has another one.
            : ["/bin/sh", "-c", "parent=$PPID; while kill -0 \"$parent\" 2>/dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; done"];
        _process = Process.Start(new ProcessStartInfo(shell[0], shell[1..]))
            ?? throw new UserErrorException("no further process could be started; end others and run again");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
