using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Tasks;

/// <summary>
/// Throws away instances that measure nothing: those whose ceiling lies less than a fifth of the outcome range above
/// the floor. The next instance of the same seed is taken, so two seeds never give the same game by accident.
/// </summary>
public static class Rejection
{
    /// <summary>The least share of the outcome range between floor and ceiling.</summary>
    public const double RangeShareMin = 0.2;

    /// <summary>A closed game is thrown away where more than this is reached without finding out anything.</summary>
    public const double ReachableWithoutMax = 0.9;

    /// <summary>Said of every classic.</summary>
    public const string ClassicCaution = "a classic is offered whatever good play is worth in it against its opponent";

    private const double Rounding = 1e-9;
    private const int AttemptsMax = 600;
    private const int VariationsMax = 50;

    /// <summary>So many attempts with the same floor and ceiling show that nothing is drawn at random.</summary>
    private const int SameMax = 25;

    /// <summary>Draws instances until one is worth playing.</summary>
    /// <param name="rng">Of the family and seed.</param>
    /// <param name="twin">The varied one is taken with one rule changed.</param>
    /// <param name="task">For the error message.</param>
    /// <param name="draw">Makes the instance of an attempt's generator; variation 0 is the game itself. It gives the instance, its
    /// solution and the outcome range against which that is measured; a range of 0 takes any instance.</param>
    /// <param name="hidden">For closed games: what is reached without the hidden part.</param>
    /// <returns>The instance, and how many were thrown away before it.</returns>
    /// <exception cref="UserErrorException">No instance of these parameters is worth playing.</exception>
    public static (T Instance, int Skipped) Draw<T>(
        Rng rng, TaskTwin twin, string task, Func<Rng, int, (T Instance, IGameSolution Solution, double Range)> draw,
        Func<T, HiddenShare>? hidden = null)
    {
        var same = 0;
        var last = (Floor: double.NaN, Ceiling: double.NaN);
        for (var attempt = 0; attempt < AttemptsMax && same < SameMax; attempt++)
        {
            var fork = rng.Fork("attempt", attempt);
            var (instance, solution, range) = draw(fork, 0);
            if (!IsWorth())
            {
                same = last == (solution.Floor, solution.Ceiling) ? same + 1 : 0;
                last = (solution.Floor, solution.Ceiling);
                continue;
            }

            if (twin != TaskTwin.Varied)
            {
                return (instance, attempt);
            }

            for (var variation = 1; variation <= VariationsMax; variation++)
            {
                (instance, solution, range) = draw(fork, variation);
                if (IsWorth())
                {
                    return (instance, attempt);
                }
            }

            bool IsWorth() => solution.Ceiling - solution.Floor >= (RangeShareMin * range) - Rounding
                && (hidden is null || hidden(instance).ReachableWithout <= ReachableWithoutMax);
        }

        throw new UserErrorException(
            $"task \"{task}\": in no instance is good play, or finding out what is hidden, worth enough; change its parameters or opponent");
    }
}
