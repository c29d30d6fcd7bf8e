using AgentMemory.Core;
using AgentMemory.Testing;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Tests.Evaluation;

/// <summary>Reading and judging the largest table that is taken, a hundred learners and two million rows, stops when it is asked to.</summary>
public sealed class JudgeCancellationTests
{
    private const int Learners = CurveLimits.LearnersMax;
    private const int Tasks = 20;
    private const int Seeds = 10;
    private const int Steps = CurveLimits.RowsMax / (Learners * Tasks * Seeds);

    [Theory]
    [InlineData(1.5)]
    [InlineData(5)]
    public Task Reading_a_huge_file_stops_within_two_seconds(double seconds) => Stopping.WithinTwoSeconds(
        token =>
        {
            using var text = new Rows();
            CurveCsv.Read(text, "huge.csv", token);
            // Where a machine is fast enough to be done, the judgement takes over.
            Judge.Of(CurveTable.Of(Points(), "huge", token), new JudgementSettings { Optimum = 1 }, token);
        },
        TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Nothing_is_judged_once_it_is_cancelled()
    {
        var table = MadeCurves.Table(MadeCurves.Noisy("a", 0.1, 0.05, 2, 5, 9, 1), MadeCurves.Noisy("b", 0.1, 0.05, 2, 5, 9, 2));
        var cancelled = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => Judge.Of(table, new JudgementSettings(), cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => Judge.Of(table, new JudgementSettings { Optimum = 1 }, cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => CurveTable.Of(table.Points, "t", cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => CurveJson.Read("[{}]"u8, "t", cancelled));
        Assert.ThrowsAny<OperationCanceledException>(
            () => GroupVerdict.Of(table.Points.ToLookup(point => point.Task).ToDictionary(t => t.Key, _ => "all"), table, new JudgementSettings(), cancelled));
    }

    private static IEnumerable<CurvePoint> Points() => Enumerable.Range(0, Learners * Tasks * Seeds * Steps).Select(i => new CurvePoint
    {
        Learner = FormattableString.Invariant($"l{i / (Tasks * Seeds * Steps)}"),
        Task = FormattableString.Invariant($"t{i / (Seeds * Steps) % Tasks}"),
        Seed = FormattableString.Invariant($"{i / Steps % Seeds}"),
        Step = i % Steps,
        Score = new Rng((ulong)i).NextDouble(),
    });

    /// <summary>The rows of a file that nobody wrote.</summary>
    private sealed class Rows : TextReader
    {
        private readonly IEnumerator<char> _characters = Points()
            .Select(p => FormattableString.Invariant($"{p.Learner},{p.Task},{p.Seed},{p.Step},{p.Score:F4}\n"))
            .Prepend("learner,task,seed,step,score\n").SelectMany(line => line).GetEnumerator();

        public override int Read(char[] buffer, int index, int count)
        {
            var read = 0;
            for (; read < count && _characters.MoveNext(); read++)
            {
                buffer[index + read] = _characters.Current;
            }

            return read;
        }

        protected override void Dispose(bool disposing)
        {
            _characters.Dispose();
            base.Dispose(disposing);
        }
    }
}
