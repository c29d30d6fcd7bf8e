using System.Globalization;
using AgentMemory.Cli;
using AgentMemory.Core;
using AgentMemory.Testing;
using Xunit.Abstractions;

namespace AgentMemory.EndToEnd.Tests.Hostile;

/// <summary>
/// Whatever is typed ends with exit code 0, 2 or 130, one line, no stack trace, under 2 GB and in time.
/// AGENTMEMORY_LINES=200 throws as many wrong lines at every command, five times as many near-misses, and 150 lines at processes of
/// their own; without it, a few.
/// </summary>
public sealed class HostileLineTests
{
    // A right line comes to its end, however busy the machine.
    private static readonly TimeSpan Unhurried = TimeSpan.FromMinutes(10);

    private const int LinesByDefault = 4;
    private const int ComplaintsShown = 20;
    private readonly ITestOutputHelper _output;

    public HostileLineTests(ITestOutputHelper output)
    {
        _output = output;
    }

    // One server that never ends, and reads the process's own input past the console.
    private static bool IsServer(string[] line) => line is ["mcp", ..];

    private static int PerCommand => int.TryParse(
        Environment.GetEnvironmentVariable("AGENTMEMORY_LINES"), CultureInfo.InvariantCulture, out var wanted) ? wanted : LinesByDefault;

    [Fact]
    public void Wrong_lines_and_files_end_every_command_in_one_line()
    {
        using var place = new Place();
        var root = CommandLine.Root(CancellationToken.None);
        var outcomes = new List<LineOutcome>();
        foreach (var (words, command) in WrongLines.Commands(root).Where(found => !IsServer(found.Words)))
        {
            var rng = new Rng(11).Fork(string.Join(' ', words));
            for (var i = 0; i < PerCommand; i++)
            {
                outcomes.Add(LineRunner.Inside(place.Lines.Wrong(words, command, rng)));
            }
        }

        Judge(outcomes);
    }

    [Fact]
    public void Near_misses_of_right_lines_end_in_one_line()
    {
        using var place = new Place();
        var rng = new Rng(12);
        Judge([.. Enumerable.Range(0, PerCommand * 5).Select(_ => place.Lines.NearMiss(rng)).Where(line => !IsServer(line)).Select(LineRunner.Inside)]);
    }

    [Fact]
    public void Right_lines_are_right()
    {
        using var place = new Place();
        var ended = place.Sound.Lines.Select(line => LineRunner.Inside(line, Unhurried)).Where(outcome => outcome.ExitCode != 0).ToArray();
        // No game is played from an input that is empty, and there is no run to report.
        Assert.Empty(ended.Where(outcome => outcome.Line[0] is not ("games" or "report"))
            .Select(outcome => $"{string.Join(' ', outcome.Line)} ended with {outcome.ExitCode}: {outcome.Error}"));
        Assert.Equal(["games", "report"], ended.Select(outcome => outcome.Line[0]));
    }

    [Fact]
    public void Processes_that_are_given_wrong_lines_end_in_one_line()
    {
        using var place = new Place();
        var root = CommandLine.Root(CancellationToken.None);
        var commands = WrongLines.Commands(root);
        var rng = new Rng(13);
        var count = PerCommand == LinesByDefault ? 12 : 150;
        var outcomes = new List<LineOutcome>();
        for (var i = 0; i < count; i++)
        {
            var (words, command) = commands[rng.Next(commands.Count)];
            var line = rng.Next(2) == 0 ? place.Lines.Wrong(words, command, rng) : place.Lines.NearMiss(rng);
            outcomes.Add(LineRunner.Outside(line, place.Folder["work"]));
        }

        Judge(outcomes);
    }

    private void Judge(IReadOnlyList<LineOutcome> outcomes)
    {
        foreach (var (code, lines) in outcomes.CountBy(outcome => outcome.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "none"))
        {
            _output.WriteLine($"exit code {code}: {lines} lines");
        }

        var complaints = outcomes.Select(outcome => outcome.Complaint()).OfType<string>().ToArray();
        Assert.True(complaints.Length == 0, $"{complaints.Length} of {outcomes.Count}:\n{string.Join("\n\n", complaints.Take(ComplaintsShown))}");
    }

    /// <summary>A folder to work in, with sound files and hostile ones.</summary>
    private sealed class Place : IDisposable
    {
        private readonly string _before = Environment.CurrentDirectory;

        public Place()
        {
            Directory.CreateDirectory(Folder["work"]);
            Environment.CurrentDirectory = Folder["work"];
            Sound = new SoundLines(Folder);
            Lines = new WrongLines(new HostileFiles(Folder, Sound.Files), Sound);
        }

        public TemporaryFolder Folder { get; } = new();

        public SoundLines Sound { get; }

        public WrongLines Lines { get; }

        public void Dispose()
        {
            Environment.CurrentDirectory = _before;
            Folder.Dispose();
        }
    }
}
