namespace AgentMemory.Verdicts.Curves;

/// <summary>
/// The curves of one learner on one task over the task's grid: the steps that more than half of its units hold, ascending. A unit is
/// a seed with a score at least. Steps count by rank.
/// </summary>
public sealed class TaskCurves
{
    private readonly double[][] _scores;

    /// <summary>Takes one row of scores for each unit.</summary>
    /// <param name="task">Its name.</param>
    /// <param name="grid">The steps, ascending.</param>
    /// <param name="seeds">One for each unit.</param>
    /// <param name="scores">Shape: [units][steps of the grid], NaN for a missing cell. Kept, not copied.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public TaskCurves(string task, IReadOnlyList<double> grid, IReadOnlyList<string> seeds, double[][] scores)
    {
        if (seeds.Count != scores.Length || scores.Any(row => row.Length != grid.Count))
        {
            throw new ArgumentException($"{seeds.Count} seeds and {scores.Length} rows of {grid.Count} steps do not fit", nameof(scores));
        }

        Task = task;
        Grid = grid;
        Seeds = seeds;
        _scores = scores;
        Ranks = [.. Enumerable.Range(0, grid.Count)];
    }

    public string Task { get; }

    /// <summary>The steps as they were logged; empty where no step is held by more than half of the units.</summary>
    public IReadOnlyList<double> Grid { get; }

    /// <summary>For each step of the grid its rank among the steps of all the learner's tasks.</summary>
    public IReadOnlyList<int> Ranks { get; init; }

    /// <summary>The units, in <see cref="SeedOrder"/>.</summary>
    public IReadOnlyList<string> Seeds { get; }

    /// <summary>For each unit its last score on what practice had shown, at the last step of the grid; null where none is known.</summary>
    public IReadOnlyList<double?> FinalMet { get; init; } = [];

    /// <summary>For each unit its last mean regret over states never met, at the last step of the grid; null where it is not known.</summary>
    public IReadOnlyList<double?> FinalUnmetRegret { get; init; } = [];

    /// <summary>For each unit its last score both ways, at the last step of the grid; null where exams did not keep both.</summary>
    public IReadOnlyList<FinalWays?> FinalWays { get; init; } = [];

    /// <summary>By which of both ways the scores are; null where exams did not keep both.</summary>
    public JudgedWay? JudgedWay { get; init; }

    /// <summary>Decision states or questions of an exact exam; the mean over units. Null where that is not known.</summary>
    public double? ExamItems { get; init; }

    /// <summary>Of such states those to which practice never led, at the last step of the grid; the mean over units. Null where it is not known.</summary>
    public double? FinalStatesUnmet { get; init; }

    /// <summary>Whether its exams ask every decision state.</summary>
    public bool IsOfStates { get; init; }

    /// <summary>The steps of cells that are not on the grid and so not used, ascending; one entry for each cell.</summary>
    public IReadOnlyList<double> UnusedSteps { get; init; } = [];

    /// <summary>Bits that the task hides; the mean over units, whose worlds may differ. Null where they are not known.</summary>
    public double? HiddenBits { get; init; }

    /// <summary>exact or sampled; null where it is not known.</summary>
    public string? Exam { get; init; }

    /// <summary>Cells of the grid that have no score.</summary>
    public int Holes => _scores.Sum(row => row.Count(double.IsNaN));

    /// <summary>The scores of a unit, one for each step of the grid; NaN where one is missing.</summary>
    public ReadOnlySpan<double> Of(int unit) => _scores[unit];

    /// <summary>The last step, or null without a grid.</summary>
    public double? LastStep => Grid.Count == 0 ? null : Grid[^1];
}
