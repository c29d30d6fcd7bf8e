namespace AgentMemory.Evaluation.Statistics;

/// <summary>
/// What a bootstrap may exchange for what. Units are drawn with replacement within their stratum; a run goes where its
/// unit goes. Tasks learnt apart: each task is a stratum and each run a unit of its own. A stream: one stratum, and a
/// unit is a whole trial with its runs on all tasks, because they share one learner's history.
/// </summary>
public sealed class RunShape
{
    private readonly int[] _strata;
    private readonly int[] _unitOfRun;
    private readonly int[] _stratumOfUnit;

    private RunShape(int[] strata, int[] unitOfRun)
    {
        _strata = strata;
        _unitOfRun = unitOfRun;
        _stratumOfUnit = [.. strata.SelectMany((size, stratum) => Enumerable.Repeat(stratum, size))];
        Name = string.Join('+', strata);
    }

    /// <summary>The strata's sizes as text; shapes of one name share their resamples.</summary>
    public string Name { get; }

    /// <summary>Units in each stratum.</summary>
    public IReadOnlyList<int> Strata => _strata;

    /// <summary>For each run, the unit it belongs to.</summary>
    public IReadOnlyList<int> UnitOfRun => _unitOfRun;

    /// <summary>Units in all strata.</summary>
    public int Units => _stratumOfUnit.Length;

    /// <summary>Number of runs.</summary>
    public int Runs => _unitOfRun.Length;

    /// <summary>Runs in the order of their tasks; those of one task are exchanged for each other.</summary>
    /// <param name="runsPerTask">How many runs each task has.</param>
    public static RunShape SeedsWithinTasks(IReadOnlyList<int> runsPerTask) =>
        new([.. runsPerTask], [.. Enumerable.Range(0, runsPerTask.Sum())]);

    /// <summary>Whole trials are exchanged for each other, where they learnt the same tasks.</summary>
    /// <param name="trialsPerStratum">Trials, by the tasks they learnt; one number where all learnt the same.</param>
    /// <param name="trialOfRun">For each run, the trial it belongs to, counted through all strata.</param>
    public static RunShape WholeTrials(IReadOnlyList<int> trialsPerStratum, IReadOnlyList<int> trialOfRun) =>
        new([.. trialsPerStratum], [.. trialOfRun]);

    /// <summary>
    /// What is left of the strata when only some runs have a value: the units that have one, and the strata that have
    /// such units.
    /// </summary>
    /// <param name="values">One value a run, NaN where there is none.</param>
    public PresentUnits Present(ReadOnlySpan<double> values)
    {
        if (values.Length != Runs)
        {
            throw new ArgumentException($"{values.Length} values for {Runs} runs", nameof(values));
        }

        var seen = new bool[Units];
        var perStratum = new int[_strata.Length];
        for (var run = 0; run < values.Length; run++)
        {
            var unit = _unitOfRun[run];
            if (!double.IsNaN(values[run]) && !seen[unit])
            {
                seen[unit] = true;
                perStratum[_stratumOfUnit[unit]]++;
            }
        }

        var filled = perStratum.Where(count => count > 0).ToArray();
        return new PresentUnits(filled.Sum(), filled.Length, filled.Length == 0 ? 0 : filled.Min());
    }
}

/// <summary>Units that have a value.</summary>
/// <param name="Units">In all strata.</param>
/// <param name="Strata">That have any.</param>
/// <param name="FewestInStratum">In the poorest of those strata.</param>
public sealed record PresentUnits(int Units, int Strata, int FewestInStratum)
{
    /// <summary>Units less strata: T (S - 1) where every task has S seeds.</summary>
    public int DegreesOfFreedom => Units - Strata;

    /// <summary>True where every stratum has something to vary.</summary>
    public bool CanVary => FewestInStratum >= 2;
}
