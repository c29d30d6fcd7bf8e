using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentMemory.Core;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>llama.cpp's own measuring programs, run one at a time on the processor.</summary>
internal sealed partial class LlamaPrograms
{
    private const string Prompt = "Once upon a time";
    private const int AttemptsMax = 10;

    private readonly string _folder;
    private readonly string _model;
    private readonly string _threads;

    /// <exception cref="UserErrorException">A program is missing.</exception>
    public LlamaPrograms(string folder, string model, int threads)
    {
        (_folder, _model, _threads) = (folder, model, threads.ToString(CultureInfo.InvariantCulture));
        foreach (var program in new[] { "llama-bench", "llama-batched-bench", "llama-completion" })
        {
            if (!File.Exists(Path.Combine(folder, program)))
            {
                throw new UserErrorException($"--against {folder}: there is no {program}; eval/llama-bench/run.sh builds it");
            }
        }
    }

    /// <summary>What both sides do to reach a first token.</summary>
    public static CompletionRequest FirstTokenRequest { get; } = new()
    {
        Prompt = Prompt,
        Form = new CompletionForm.Free(1, []),
        Temperature = 0,
        Seed = 1,
    };

    /// <summary>Tokens a second of one sequence, by llama-bench: the mean of some runs behind one that is not counted.</summary>
    public (double Reading, double Writing) OneSequence(int promptTokens, int newTokens, int runs)
    {
        var output = Run(
            "llama-bench", lines => lines.Count(line => line.StartsWith('{')) == 2,
            "-m", _model, "-t", _threads, "-ngl", "0", "-p", Text(promptTokens), "-n", Text(newTokens), "-r", Text(runs), "-o", "jsonl");
        var speeds = output.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(row => row.GetProperty("n_gen").GetInt32(), row => row.GetProperty("avg_ts").GetDouble());
        return (speeds[0], speeds[newTokens]);
    }

    /// <summary>Tokens a second of many sequences together, by llama-batched-bench.</summary>
    public (double Reading, double Writing) ManySequences(int sequences, int promptTokens, int newTokens)
    {
        var output = Run(
            "llama-batched-bench", lines => lines.Exists(line => line.StartsWith('{')),
            "-m", _model, "-t", _threads, "-ngl", "0", "-npp", Text(promptTokens), "-ntg", Text(newTokens), "-npl", Text(sequences),
            "-c", Text(sequences * (promptTokens + newTokens)), "--output-format", "jsonl");
        var row = JsonDocument.Parse(output.First(line => line.StartsWith('{'))).RootElement;
        return (row.GetProperty("speed_pp").GetDouble(), row.GetProperty("speed_tg").GetDouble());
    }

    /// <summary>Milliseconds from the start of loading to the first token, as llama-completion itself counts them.</summary>
    public double FirstToken()
    {
        var output = Run(
            "llama-completion", lines => lines.Count(line => PerformanceLine().IsMatch(line)) == 2,
            "-m", _model, "-t", _threads, "-ngl", "0", "-p", Prompt, "-n", "1", "-no-cnv", "--temp", "0", "--perf");
        return Figure("load time") + Figure("prompt eval time");

        double Figure(string name) => output.Select(line => PerformanceLine().Match(line))
            .Where(match => match.Success && match.Groups["name"].Value == name)
            .Select(match => double.Parse(match.Groups["ms"].Value, CultureInfo.InvariantCulture)).First();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Runs a program until it has said all: its log is written by a thread of its own, and what that has not written when the
    /// program ends is lost now and then.
    /// </summary>
    private List<string> Run(string program, Predicate<List<string>> isWhole, params string[] arguments)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            var lines = RunOnce(program, arguments);
            if (isWhole(lines))
            {
                return lines;
            }
        }

        throw new UserErrorException($"{program} said nothing that can be read, {AttemptsMax} times; build it from llama.cpp v0.5.0");
    }

    private List<string> RunOnce(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(_folder, program)) { RedirectStandardOutput = true, RedirectStandardError = true };
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start) ?? throw new UserErrorException($"{program} does not start; build it again");
        var lines = new List<string>();
        var gate = new Lock();
        process.OutputDataReceived += Add;
        process.ErrorDataReceived += Add;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return process.ExitCode == 0
            ? lines
            : throw new UserErrorException($"{program} ended with {process.ExitCode}: {lines.LastOrDefault()}; build it for this model's release");

        void Add(object sender, DataReceivedEventArgs line)
        {
            lock (gate)
            {
                if (line.Data is { } text)
                {
                    lines.Add(text);
                }
            }
        }
    }

    [GeneratedRegex(@"\b(?<name>load time|prompt eval time) =\s+(?<ms>[0-9.]+) ms")]
    private static partial Regex PerformanceLine();
}
