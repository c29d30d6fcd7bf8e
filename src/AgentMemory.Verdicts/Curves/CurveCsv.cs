using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Verdicts.Curves;

/// <summary>
/// Curves as CSV. Written: the columns of our own <c>curves.csv</c>. Read: these, or anyone's
/// <c>learner,task,seed,step,score</c> with optional <c>floor,ceiling</c> and <c>cost_*</c>, in any order.
/// </summary>
public static class CurveCsv
{
    private const string Header = "learner,path,task,seed,block,score,raw,floor,ceiling,"
        + "tokens_read,tokens_written,tokens_trained,flops,artifact_bytes,illegal_rate,score_met,games,tokens_per_game,flops_per_game,evidence_bits,used_bits,"
        + "unmet_regret,score_raw,score_calibrated";

    /// <summary>Writes all points, in the table's order, with numbers that read back to the same bits.</summary>
    public static void Write(CurveTable table, TextWriter to)
    {
        to.Write(Header);
        to.Write('\n');
        foreach (var point in table.Points)
        {
            to.Write(string.Join(
                ',',
                Quoted(point.Learner),
                Quoted(point.Path ?? ""),
                Quoted(point.Task),
                Quoted(point.Seed),
                Text(point.Step),
                double.IsNaN(point.Score) ? "" : Text(point.Score),
                Text(point.Raw),
                Text(point.Floor),
                Text(point.Ceiling),
                string.Join(',', CostNames.Standard.Where(name => name != CostNames.Games).Select(name => Text(point.Costs?[name]))),
                Text(point.IllegalRate),
                Text(point.ScoreMet),
                Text(point.Costs?[CostNames.Games]),
                Text(point.Costs?[CostNames.TokensPerGame]),
                Text(point.Costs?[CostNames.FlopsPerGame]),
                Text(point.EvidenceBits),
                Text(point.UsedBits),
                Text(point.UnmetRegret),
                Text(point.ScoreRaw),
                Text(point.ScoreCalibrated)));
            to.Write('\n');
        }
    }

    /// <summary>Reads curves.</summary>
    /// <param name="text">The whole file, its byte order mark taken off.</param>
    /// <param name="source">What to call it in an error.</param>
    /// <param name="cancellation">Looked at before every row.</param>
    /// <exception cref="UserErrorException">Something cannot be used; the message names line and column.</exception>
    public static CurveTable Read(TextReader text, string source, CancellationToken cancellation = default)
    {
        var rows = new CsvRows(text, source);
        if (!rows.Next())
        {
            throw new UserErrorException($"{source}: the file is empty; its first line names the columns");
        }

        var columns = Columns(rows, source);
        var points = new List<CurvePoint>();
        var row = new CurveRow();
        while (rows.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            if (points.Count == CurveLimits.RowsMax)
            {
                throw new UserErrorException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{source}: line {rows.Line}: more than {CurveLimits.RowsMax:N0} rows; that is the limit: keep every "
                    + $"k-th step, or score the learners in several files"));
            }

            points.Add(ReadRow(rows, columns, row, source));
        }

        return CurveTable.Of(points, source, cancellation).Without(
            [.. columns.Where(column => column.Kind == CurveColumnKind.Ignored).Select(column => column.Name).Take(CurveLimits.UnknownNamesMax)]);
    }

    private static CurveColumn[] Columns(CsvRows rows, string source)
    {
        var columns = new CurveColumn[rows.Fields];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = CurveColumn.Named(rows[i].ToString());
            for (var earlier = 0; earlier < i; earlier++)
            {
                if (columns[i].Kind != CurveColumnKind.Ignored && columns[i].Name == columns[earlier].Name)
                {
                    throw Refuse(source, rows.Line, i, columns[i], $"stands in column {earlier + 1} too; keep one");
                }
            }
        }

        RefuseMissing(columns, source, rows);
        return columns;
    }

    private static void RefuseMissing(CurveColumn[] columns, string source, CsvRows rows)
    {
        var missing = new List<string>();
        Need("learner", CurveColumnKind.Learner);
        Need("task", CurveColumnKind.Task);
        Need("seed", CurveColumnKind.Seed);
        Need("step", CurveColumnKind.Step, CurveColumnKind.Block);
        Need("score", CurveColumnKind.Score, CurveColumnKind.Raw);
        if (missing.Count == 0)
        {
            return;
        }

        var separator = columns.Length > 1 ? ' ' : rows[0].ContainsAny(";\t") ? rows[0].Contains(';') ? ';' : '\t' : ' ';
        var hint = separator == ' ' ? "" : $" Columns are parted by commas, not by {(separator == ';' ? "\";\"" : "tabs")}.";
        throw new UserErrorException(
            $"{source}: line {rows.Line}: no column {string.Join(", ", missing)}; the first line names the columns learner, "
            + $"task, seed, step (or block) and score (or raw with floor and ceiling), in any order.{hint}");

        void Need(string name, params ReadOnlySpan<CurveColumnKind> kinds)
        {
            foreach (var column in columns)
            {
                if (kinds.Contains(column.Kind))
                {
                    return;
                }
            }

            missing.Add(name);
        }
    }

    private static CurvePoint ReadRow(CsvRows rows, CurveColumn[] columns, CurveRow row, string source)
    {
        if (rows.Fields != columns.Length)
        {
            throw new UserErrorException(
                $"{source}: line {rows.Line}: {rows.Fields} fields under {columns.Length} columns; give one field for each "
                + "column, and put quotes around a field that holds a comma");
        }

        row.Clear();
        for (var i = 0; i < columns.Length; i++)
        {
            var column = columns[i];
            var field = rows[i];
            if (column.Kind == CurveColumnKind.Ignored)
            {
                continue;
            }

            if (column.MayBeMissing && CurveNumber.IsMissing(field))
            {
                // Raw is looked at where there is no score; where both columns are, the score decides.
                if (column.Kind == CurveColumnKind.Score || !columns.Any(other => other.Kind == CurveColumnKind.Score))
                {
                    row.SetMissing();
                }
            }
            else if (field.IsEmpty)
            {
                if (column.IsRequired)
                {
                    throw Refuse(source, rows.Line, i, column, "is empty; every row needs one");
                }
            }
            else if (column.IsText)
            {
                row.Set(column, field);
            }
            else if (CurveNumber.TryRead(field, out var number, out var problem))
            {
                row.Set(column, number);
            }
            else
            {
                throw Refuse(source, rows.Line, i, column, problem);
            }
        }

        return row.Finish(new CurvePlace(source, rows.Line, Item: 0));
    }

    private static UserErrorException Refuse(string source, int line, int field, CurveColumn column, string problem) =>
        new($"{source}: line {line}, column {field + 1} ({column.Name}): {problem}");

    private static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Quoted(string field) => field.AsSpan().ContainsAny(",\"\r\n") || field != field.Trim()
        ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : field;
}
