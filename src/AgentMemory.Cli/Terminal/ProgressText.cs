using System.Globalization;

namespace AgentMemory.Cli.Terminal;

/// <summary>How a comparison stands, as lines of text that fit a width. No line is longer, so that a terminal breaks none.</summary>
internal static class ProgressText
{
    /// <summary>The table's columns need this many at least; a terminal that is narrower gets lines that are cut.</summary>
    public const int WidthMin = 40;

    private const string Levels = "▁▂▃▄▅▆▇█";
    private const int NameMax = 16;
    private const int CurveMax = 40;

    // learner, blocks, first and now with two spaces between columns, and two in front.
    private const int NumbersWidth = 2 + NameMax + 2 + 9 + 2 + 6 + 2 + 6 + 2;
    private const int CostsWidth = 2 + 8 + 2 + 9;

    /// <summary>All lines for a terminal.</summary>
    /// <param name="view">How it stands.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows; learners that have no room are counted.</param>
    public static IReadOnlyList<string> Lines(ProgressView view, int width, int height)
    {
        List<string> lines = [.. Head(view), Standing(view)];
        if (view.Now is { } now)
        {
            lines.Add("now " + Place(view, now));
        }

        lines.AddRange(view.Stage is null ? Table(view, width, Math.Max(1, height - lines.Count - 4)) : []);
        return [.. lines.Select(line => Cut(line, Math.Max(WidthMin, width)))];
    }

    /// <summary>Plan, model, device and folder, in two lines.</summary>
    public static IReadOnlyList<string> Head(ProgressView view) =>
        [$"compare {view.Plan}, model {System.IO.Path.GetFileName(view.Model)}, device {view.Device}", $"into {view.Folder}"];

    /// <summary>00:12 elapsed, about 00:45 left, 23 of 350 blocks.</summary>
    public static string Standing(ProgressView view)
    {
        var elapsed = $"{Clock(view.Elapsed)} elapsed";
        if (view.Stage is { } stage)
        {
            return $"{elapsed}, {stage}";
        }

        var left = view.BlocksDone == view.BlocksTotal ? "" : view.Left is { } time ? $", about {Clock(time)} left" : ", time left not known yet";
        return string.Create(CultureInfo.InvariantCulture, $"{elapsed}{left}, {view.BlocksDone:N0} of {view.BlocksTotal:N0} blocks");
    }

    /// <summary>lora, seed 2 of 5, block 3 of 6, task 1 of 2 (...).</summary>
    public static string Place(ProgressView view, BlockPlace place)
    {
        var (trial, block) = place;
        var task = view.Tasks.Count > 1
            ? string.Create(CultureInfo.InvariantCulture, $"task {trial.Stream + 1} of {view.Tasks.Count}, {view.Tasks[trial.Stream]}")
            : view.Tasks[trial.Stream];
        return string.Create(CultureInfo.InvariantCulture, $"{trial.Learner}, seed {trial.Seed} of {view.Seeds}, block {block} of {view.Blocks}, {task}");
    }

    /// <summary>A finished trial in one line.</summary>
    /// <param name="view">How the run stands.</param>
    /// <param name="trial">Its last block.</param>
    /// <param name="curve">Its scores, block by block.</param>
    public static string Finished(ProgressView view, BlockPlace trial, IReadOnlyList<double> curve) =>
        $"{Place(view, trial)}: {Spark(curve)} {Score(curve[0])} to {Score(curve[^1])}; {Standing(view)}";

    /// <summary>4:05, or 1:04:05.</summary>
    public static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time:mm\\:ss}")
        : time.ToString("m\\:ss", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Table(ProgressView view, int width, int rows)
    {
        var withCosts = width >= NumbersWidth + view.Blocks + 1 + CostsWidth;
        var curve = Math.Clamp(width - NumbersWidth - (withCosts ? CostsWidth : 0), 0, CurveMax);
        yield return "";
        yield return $"  {"learner",-NameMax}  {"blocks",9}  {"first",6}  {"now",6}  "
            + (withCosts ? $"{Fitted("scores", Math.Min(curve, view.Blocks + 1))}  {"tokens",8}  {"time",9}" : "scores");
        foreach (var learner in view.Learners.Take(rows))
        {
            var blocks = string.Create(CultureInfo.InvariantCulture, $"{learner.BlocksDone}/{learner.BlocksTotal}");
            var scores = learner.Curve.Count == 0 ? $"{"",6}  {"",6}" : $"{Score(learner.Curve[0]),6}  {Score(learner.Curve[^1]),6}";
            var line = $"  {Cut(learner.Name, NameMax),-NameMax}  {blocks,9}  {scores}  {Spark(Thinned(learner.Curve, curve))}";
            yield return withCosts && learner.Curve.Count > 0
                ? $"{line.PadRight(NumbersWidth + Math.Max(6, Math.Min(curve, view.Blocks + 1)))}  {Tokens(learner.Tokens),8}  {Clock(learner.Time),9}"
                : line;
        }

        if (view.Learners.Count > rows)
        {
            var more = view.Learners.Count - rows;
            yield return string.Create(CultureInfo.InvariantCulture, $"  and {more} {(more == 1 ? "learner" : "learners")} more");
        }
    }

    private static string Fitted(string word, int width) => word.PadRight(Math.Max(word.Length, width));

    private static IReadOnlyList<double> Thinned(IReadOnlyList<double> curve, int most) => curve.Count <= most || most < 2
        ? curve
        : [.. Enumerable.Range(0, most).Select(i => curve[(int)Math.Round((double)i * (curve.Count - 1) / (most - 1))])];

    private static string Spark(IReadOnlyList<double> curve) => string.Concat(curve.Select(
        score => Levels[(int)Math.Clamp(score * Levels.Length, 0, Levels.Length - 1)]));

    private static string Score(double score) => score.ToString("F2", CultureInfo.InvariantCulture);

    private static string Tokens(long tokens) => tokens switch
    {
        < 10_000 => tokens.ToString(CultureInfo.InvariantCulture),
        < 10_000_000 => (tokens / 1000).ToString(CultureInfo.InvariantCulture) + "k",
        _ => (tokens / 1_000_000).ToString(CultureInfo.InvariantCulture) + "M",
    };

    private static string Cut(string line, int width) => line.Length <= width ? line : line[..(width - 1)] + "…";
}
