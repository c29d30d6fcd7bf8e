using System.Diagnostics;
using System.Globalization;

namespace AgentMemory.Models.Tests.Hostile;

/// <summary>How a file fared in the loading process.</summary>
internal enum LoadOutcome
{
    Loaded,
    Refused,

    /// <summary>An exception that is no user's error.</summary>
    Fault,

    /// <summary>The process ended.</summary>
    Crash,

    /// <summary>No answer in time.</summary>
    Hang,
}

/// <summary>A process that loads files and may crash over it; a new one takes its place then.</summary>
internal sealed class LoaderProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private Process? _process;
    private Task<string>? _errors;

    /// <summary>Address space of the process in KiB after its last answer; 0 before the first.</summary>
    internal long PeakKibibytes { get; private set; }

    /// <summary>Whether the last answer came from a process that had answered before, so that peaks can be compared.</summary>
    internal bool IsWarm { get; private set; }

    internal (LoadOutcome Outcome, string Message) Load(string line)
    {
        IsWarm = _process is not null;
        _process ??= Start();
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLineAsync();
        if (!answer.Wait(Patience))
        {
            End();
            return (LoadOutcome.Hang, "no answer");
        }

        if (answer.GetAwaiter().GetResult() is not { } text)
        {
            var words = _errors!.Wait(Patience) ? _errors.GetAwaiter().GetResult() : "";
            End();
            return (LoadOutcome.Crash, words.ReplaceLineEndings(" "));
        }

        var parts = text.Split('\t', 3);
        PeakKibibytes = long.Parse(parts[1], CultureInfo.InvariantCulture);
        return (Enum.Parse<LoadOutcome>(parts[0], ignoreCase: true), parts[2]);
    }

    public void Dispose() => End();

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "AgentMemory.ModelLoader.dll"));
        // A crash is expected to be found, not to be photographed.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        _errors = process.StandardError.ReadToEndAsync();
        return process;
    }

    private void End()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            _process.WaitForExit();
            _process.Dispose();
            _process = null;
        }
    }
}
