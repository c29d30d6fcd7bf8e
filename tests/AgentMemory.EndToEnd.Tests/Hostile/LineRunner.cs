using System.Diagnostics;
using AgentMemory.Cli;

namespace AgentMemory.EndToEnd.Tests.Hostile;

/// <summary>Runs command lines, in this process or in one of their own, with an end to their time.</summary>
internal static class LineRunner
{
    // Lines that are right after all may be long; they are asked to stop as Ctrl-C would.
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>In this process: quick, and a crash of native code ends the tests.</summary>
    public static LineOutcome Inside(string[] line) => Inside(line, Time);

    /// <summary>The same, asked to stop after this time.</summary>
    public static LineOutcome Inside(string[] line, TimeSpan time)
    {
        using var cancellation = new CancellationTokenSource(time);
        var (output, error, input) = (Console.Out, Console.Error, Console.In);
        using var errors = new StringWriter();
        int? code = null;
        Exception? escaped = null;
        try
        {
            Console.SetOut(TextWriter.Null);
            Console.SetError(TextWriter.Synchronized(errors));
            Console.SetIn(TextReader.Null);
            var running = new Thread(Run, 8 << 20) { IsBackground = true };
            running.Start();
            running.Join(Patience);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            Console.SetIn(input);
        }

        return new LineOutcome(line, escaped is null ? code : -1, errors + (escaped?.ToString() ?? ""), Memory());

        void Run()
        {
            try
            {
                code = CommandProgram.Run(line, cancellation.Token);
            }
            catch (Exception e)
            {
                escaped = e;
            }
        }
    }

    // What earlier lines left to the garbage collector is not this one's.
    private static long Memory()
    {
        const long MuchBytes = 1L << 30;
        if (Environment.WorkingSet > MuchBytes)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        return Environment.WorkingSet;
    }

    private static long WorkingSet(Process process)
    {
        try
        {
            process.Refresh();
            return process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It has ended in between.
            return 0;
        }
    }

    /// <summary>In a process of its own, which is sent SIGTERM when its time is over.</summary>
    public static LineOutcome Outside(string[] line, string folder)
    {
        using var process = CommandRun.StartIn(folder, line);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var began = Stopwatch.GetTimestamp();
        var bytes = 0L;
        while (!process.WaitForExit(50) && Stopwatch.GetElapsedTime(began) < Patience)
        {
            bytes = Math.Max(bytes, WorkingSet(process));
            if (Stopwatch.GetElapsedTime(began) > Time && OperatingSystem.IsLinux())
            {
                Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])?.WaitForExit();
            }
        }

        int? code = process.HasExited ? process.ExitCode : null;
        if (code is null)
        {
            process.Kill(entireProcessTree: true);
        }

        Task.WaitAll(error, output);
        return new LineOutcome(line, code, error.Result, bytes);
    }
}
