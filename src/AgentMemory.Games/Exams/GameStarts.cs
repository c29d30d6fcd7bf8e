using AgentMemory.Core;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Exams;

/// <summary>
/// Which of a game's starts practice takes and which the exam does: a closed split, drawn once by the game's seed. Starts that
/// the learner is shown alike stay together, so that how likely the unseen part of a start is remains as the rulebook says.
/// </summary>
public sealed record GameStarts
{
    /// <summary>Another split is drawn where less than this share of the game's range is left to an exam.</summary>
    public const double RangeShareMin = 0.5;

    private const int SplitsMax = 32;

    /// <summary>Where practice starts.</summary>
    public required IPosition Practice { get; init; }

    /// <summary>Where exams start.</summary>
    public required IPosition Exam { get; init; }

    /// <summary>How many starts the learner can tell apart.</summary>
    public required int Count { get; init; }

    /// <summary>How many of them the exam takes; all where none is held out.</summary>
    public required int ExamCount { get; init; }

    /// <summary>Why practice and exam start alike; null where they do not.</summary>
    public required string? WhyShared { get; init; }

    /// <summary>Both take all starts.</summary>
    public static GameStarts Shared(IPosition start, int count, string why) =>
        new() { Practice = start, Exam = start, Count = count, ExamCount = count, WhyShared = why };

    /// <summary>Holds out about a quarter of the starts that the learner can tell apart, at least one and never all.</summary>
    /// <param name="table">The game and the learner's seat.</param>
    /// <param name="solution">Tells what starts are worth.</param>
    /// <param name="seed">Rules the draw.</param>
    /// <param name="group">Starts of each group are split among themselves; null where all are one group.</param>
    public static GameStarts Of(GameTable table, IGameSolution solution, ulong seed, Func<IPosition, object>? group)
    {
        var game = table.Game;
        if (game.Start is not ChancePosition chance)
        {
            return Shared(game.Start, 1, "every play starts alike");
        }

        var starts = Enumerable.Range(0, chance.ChanceCount)
            .GroupBy(outcome => game.Sight(chance.AfterChance(outcome), table.Seat))
            .Select(alike => alike.ToArray()).ToList();
        if (starts.Count == 1)
        {
            return Shared(chance, 1, "the player is shown the same at every start");
        }

        var groups = starts.GroupBy(alike => group?.Invoke(chance.AfterChance(alike[0])) ?? 0).Select(g => g.ToArray()).ToList();
        var (floor, ceiling) = solution.From(chance);
        var ranges = new Dictionary<string, double>(StringComparer.Ordinal);
        var (best, bestRange) = ((int[][]?)null, double.NegativeInfinity);
        for (var split = 0; split < SplitsMax && bestRange < RangeShareMin * (ceiling - floor); split++)
        {
            var drawn = Draw(groups, new Rng(seed).Fork("split", split));
            var name = string.Join(' ', drawn.Select(alike => Numbers.Text(alike[0])));
            if (!ranges.ContainsKey(name))
            {
                var (least, most) = solution.From(chance.Among([.. drawn.SelectMany(alike => alike)]));
                ranges[name] = most - least;
                (best, bestRange) = best is null || most - least > bestRange ? (drawn, most - least) : (best, bestRange);
            }
        }

        var held = best!.SelectMany(alike => alike).ToHashSet();
        return new GameStarts
        {
            Practice = chance.Among([.. Enumerable.Range(0, chance.ChanceCount).Where(outcome => !held.Contains(outcome))]),
            Exam = chance.Among([.. held.Order()]),
            Count = starts.Count,
            ExamCount = best!.Length,
            WhyShared = null,
        };
    }

    /// <summary>A quarter of each group, rounded, at least one; none of a group of one, unless there are such groups alone.</summary>
    private static int[][] Draw(IReadOnlyList<int[][]> groups, Rng rng)
    {
        var several = groups.Where(g => g.Length > 1).ToList();
        if (several.Count == 0)
        {
            several = [[.. groups.SelectMany(g => g)]];
        }

        return [.. several.SelectMany((starts, number) =>
        {
            var order = starts.ToArray();
            rng.Fork("group", number).Shuffle<int[]>(order);
            return order.Take(Math.Max(1, (order.Length + 2) / 4));
        }).OrderBy(alike => alike[0])];
    }
}
