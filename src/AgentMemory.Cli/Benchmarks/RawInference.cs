using System.Diagnostics;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Models;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>
/// The yardstick of inference: LLamaSharp's raw batch interface in a program of its own (bench/RawInference), which knows no class of
/// ours, with the same native files, variant and threads.
/// </summary>
internal sealed class RawInference
{
    private const string Program = "raw-inference.dll";

    private readonly string _program;
    private readonly string _model;
    private readonly int _threads;

    /// <param name="folder">Where it was built to.</param>
    /// <param name="model">The model's file.</param>
    /// <param name="threads">Threads to compute with.</param>
    /// <exception cref="UserErrorException">The program is missing.</exception>
    public RawInference(string folder, string model, int threads)
    {
        (_program, _model, _threads) = (Path.Combine(folder, Program), model, threads);
        if (!File.Exists(_program))
        {
            throw new UserErrorException(
                $"--against {folder}: there is no {Program}; 'dotnet build -c Release' puts it into artifacts/bin/RawInference/release");
        }
    }

    /// <summary>What both sides do to reach a first token.</summary>
    public static CompletionRequest FirstTokenRequest { get; } = new()
    {
        Prompt = "Once upon a time",
        Form = new CompletionForm.Free(1, []),
        Temperature = 0,
        Seed = 1,
    };

    /// <summary>Runs it once.</summary>
    /// <param name="variant">The processor variant.</param>
    /// <param name="runs">Counted runs with one sequence.</param>
    /// <param name="shape">Tokens: of the prompt and new ones of one sequence; how many sequences, and theirs.</param>
    /// <returns>Tokens a second of reading one sequence, writing one, reading many, writing many; milliseconds to a first token.</returns>
    /// <exception cref="UserErrorException">It did not say five numbers.</exception>
    public IReadOnlyList<double> Measure(string variant, int runs, params ReadOnlySpan<int> shape)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [_program, _model, Text(_threads), variant, Text(runs), .. shape.ToArray().Select(Text)];
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start) ?? throw new UserErrorException($"{_program} does not start; build it again");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var figures = output.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => double.TryParse(word.Trim(), CultureInfo.InvariantCulture, out var figure) ? figure : double.NaN).ToArray();
        errors.Wait();
        return process.ExitCode == 0 && figures.Length == 5 && figures.All(double.IsFinite)
            ? figures
            : throw new UserErrorException(
                $"{_program} ended with {process.ExitCode}: {(output + errors.Result).ReplaceLineEndings(" ").Trim()}; build it again");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
