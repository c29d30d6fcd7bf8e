using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Verdicts.Curves;

/// <summary>
/// One row while it is read, field by field, from either format; gives a point when all is there. Reused row after row.
/// </summary>
internal sealed class CurveRow
{
    private static readonly string[] Paths = [PathName.Memory, PathName.Weights, PathName.Both, PathName.Reference];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _namesBySpan;
    private readonly string?[] _texts = new string?[(int)CurveColumnKind.Cost];
    private readonly double[] _numbers = new double[(int)CurveColumnKind.Cost];
    private readonly List<string> _costNames = [];
    private string[] _sharedCostNames = [];
    private double[] _costs = [];
    private bool _isMissing;

    public CurveRow()
    {
        _namesBySpan = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        Clear();
    }

    /// <summary>Forgets the last row.</summary>
    public void Clear()
    {
        Array.Clear(_texts);
        Array.Fill(_numbers, double.NaN);
        Array.Fill(_costs, double.NaN);
        _isMissing = false;
    }

    /// <summary>Takes in that the row's exam gave no score.</summary>
    public void SetMissing() => _isMissing = true;

    /// <summary>Takes a name; false where the row has one already. Rows share the texts they have in common.</summary>
    public bool Set(CurveColumn column, ReadOnlySpan<char> text)
    {
        if (!_namesBySpan.TryGetValue(text, out var shared))
        {
            shared = text.ToString();
            _names.Add(shared, shared);
        }

        ref var slot = ref _texts[(int)column.Kind];
        var isFirst = slot is null;
        slot = shared;
        return isFirst;
    }

    /// <summary>Takes a finite number; false where the row has one already.</summary>
    public bool Set(CurveColumn column, double number)
    {
        ref var slot = ref PlaceOf(column);
        var isFirst = double.IsNaN(slot);
        slot = number;
        return isFirst;
    }

    /// <summary>The point, when the row is complete.</summary>
    /// <param name="place">Where it stands.</param>
    /// <exception cref="UserErrorException">
    /// A field is missing, floor and ceiling leave nothing between them, or the score is past every limit.
    /// </exception>
    public CurvePoint Finish(CurvePlace place)
    {
        var step = Number(CurveColumnKind.Step) ?? Number(CurveColumnKind.Block)
            ?? throw Missing(place, "step");
        var raw = Number(CurveColumnKind.Raw);
        var floor = Number(CurveColumnKind.Floor);
        var ceiling = Number(CurveColumnKind.Ceiling);
        var score = Number(CurveColumnKind.Score) ?? (_isMissing ? double.NaN : Normalised(place, raw, floor, ceiling));
        if (Math.Abs(score) > CurveLimits.ScoreMax)
        {
            throw new UserErrorException(string.Create(
                CultureInfo.InvariantCulture,
                $"{place}: the score is {score:0.###e0}; the limit is {CurveLimits.ScoreMax:0e0}: divide all scores by one number, or "
                + $"correct floor and ceiling"));
        }

        var path = _texts[(int)CurveColumnKind.Path];
        return new CurvePoint
        {
            Learner = Text(CurveColumnKind.Learner) ?? throw Missing(place, "learner"),
            Task = Text(CurveColumnKind.Task) ?? throw Missing(place, "task"),
            Seed = Text(CurveColumnKind.Seed) ?? throw Missing(place, "seed"),
            Path = Array.Find(Paths, known => known == path),
            Step = step,
            Score = score,
            Raw = raw,
            Floor = floor,
            Ceiling = ceiling,
            ScoreMet = Number(CurveColumnKind.ScoreMet),
            UnmetRegret = Number(CurveColumnKind.UnmetRegret),
            ScoreRaw = Number(CurveColumnKind.ScoreRaw),
            ScoreCalibrated = Number(CurveColumnKind.ScoreCalibrated),
            HiddenBits = Number(CurveColumnKind.HiddenBits),
            EvidenceBits = Number(CurveColumnKind.EvidenceBits),
            UsedBits = Number(CurveColumnKind.UsedBits),
            Exam = Text(CurveColumnKind.Exam),
            Costs = _costs.All(double.IsNaN) ? null : new CurveCosts(_sharedCostNames, _costs),
            IllegalRate = Number(CurveColumnKind.IllegalRate),
            Place = place.Item == 0 ? place.Line : place.Item,
        };
    }

    // Scores are normalised only where raw stands in place of score; a score is taken as it is.
    private static double Normalised(CurvePlace place, double? raw, double? floor, double? ceiling)
    {
        if (raw is not { } reached)
        {
            throw Missing(place, "score");
        }

        if (floor is not { } from || ceiling is not { } to)
        {
            throw new UserErrorException(
                $"{place}: raw stands in place of score, but floor or ceiling is missing; give both, or name the "
                + "column score to have it judged as it is");
        }

        return from != to
            ? (reached - from) / (to - from)
            : throw new UserErrorException(string.Create(
                CultureInfo.InvariantCulture,
                $"{place}: floor and ceiling are both {from}, so that nothing lies between them; correct one of "
                + $"them, or name the column score to have it judged as it is"));
    }

    private static UserErrorException Missing(CurvePlace place, string name) =>
        new($"{place}: {name} is missing; every row needs learner, task, seed, step (or block) and score");

    private string? Text(CurveColumnKind kind) => string.IsNullOrEmpty(_texts[(int)kind]) ? null : _texts[(int)kind];

    private double? Number(CurveColumnKind kind) => double.IsNaN(_numbers[(int)kind]) ? null : _numbers[(int)kind];

    private ref double PlaceOf(CurveColumn column)
    {
        if (column.Kind != CurveColumnKind.Cost)
        {
            return ref _numbers[(int)column.Kind];
        }

        var place = _costNames.IndexOf(column.Cost);
        if (place < 0)
        {
            place = _costNames.Count;
            _costNames.Add(column.Cost);
            _sharedCostNames = [.. _costNames];
            Array.Resize(ref _costs, _costNames.Count);
            _costs[place] = double.NaN;
        }

        return ref _costs[place];
    }
}
