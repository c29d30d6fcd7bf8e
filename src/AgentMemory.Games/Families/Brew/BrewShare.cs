using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Families.Brew;

/// <summary>
/// What is reached in brewing without knowing the recipes: the exact best player over all sets of recipes that are still possible,
/// all as likely. The same as <see cref="Closedness"/>, but the sets are numbers in a table, since there are over a thousand.
/// </summary>
internal sealed class BrewShare
{
    private const long WorkMax = 3_000_000_000;
    private readonly int _things;

    // By set of recipes and pair: the product's number among all things, or -1.
    private readonly int[][] _products;
    private long _work;

    private BrewShare(BrewForm form, IReadOnlyList<IReadOnlyList<(int Left, int Right)>> possible)
    {
        _things = form.Names.Count;
        _products = [.. possible.Select(recipes =>
        {
            var products = new int[_things * _things];
            Array.Fill(products, -1);
            for (var product = 0; product < recipes.Count; product++)
            {
                products[(recipes[product].Left * _things) + recipes[product].Right] = form.Bases + product;
            }

            return products;
        })];
    }

    /// <summary>The share of the range, over all starts and all sets of recipes.</summary>
    /// <exception cref="UserErrorException">There is too much to go through.</exception>
    public static HiddenShare Of(string what, BrewGame game, IReadOnlyList<IReadOnlyList<(int Left, int Right)>> possible)
    {
        var share = new BrewShare(game.Form, possible);
        var (blind, floor, ceiling) = (0.0, 0.0, 0.0);
        int[] all = [.. Enumerable.Range(0, possible.Count)];
        for (var outcome = 0; outcome < game.Start.ChanceCount; outcome++)
        {
            var state = ((BrewPosition)game.Start.AfterChance(outcome)).State;
            blind += share.Blind(all, state.Wanted, state.Have, state.StepsLeft);
            foreach (var set in all)
            {
                floor += share.Knowing(set, state.Wanted, state.Have, state.StepsLeft, best: false, []);
                ceiling += share.Knowing(set, state.Wanted, state.Have, state.StepsLeft, best: true, []);
            }
        }

        return new HiddenShare(what, Math.Clamp((blind - floor) / (ceiling - floor), 0, 1));
    }

    /// <summary>In how many of these sets of recipes the best player makes what is wanted, who knows only that it is one of them.</summary>
    private double Blind(int[] sets, int wanted, int have, int steps)
    {
        var best = 0.0;
        foreach (var pair in steps == 0 ? [] : Pairs(have))
        {
            _work += sets.Length;
            if (_work > WorkMax)
            {
                throw new UserErrorException(
                    "brew: this game is too large to work out what its recipes are worth; give it fewer things or tries");
            }

            var won = sets.Count(set => _products[set][pair] == wanted);
            var value = (double)won;

            // A pair whose product is known already tells nothing and brings nothing.
            if (steps > 1 && won < sets.Length)
            {
                foreach (var told in sets.Where(set => _products[set][pair] != wanted).GroupBy(set => _products[set][pair]))
                {
                    var brings = told.Key >= 0 && (have >> told.Key & 1) == 0;
                    int[] left = [.. told];
                    value += left.Length == sets.Length && !brings
                        ? 0
                        : Blind(left, wanted, brings ? have | (1 << told.Key) : have, steps - 1);
                }
            }

            best = Math.Max(best, value);
        }

        return best;
    }

    /// <summary>How likely who knows the recipes makes what is wanted, at its best or at random.</summary>
    private double Knowing(int set, int wanted, int have, int steps, bool best, Dictionary<(int Have, int Steps), double> known)
    {
        if (steps == 0)
        {
            return 0;
        }

        if (known.TryGetValue((have, steps), out var value))
        {
            return value;
        }

        var (count, top, sum) = (0, 0.0, 0.0);
        foreach (var pair in Pairs(have))
        {
            var product = _products[set][pair];
            var worth = product == wanted ? 1
                : Knowing(set, wanted, product < 0 ? have : have | (1 << product), steps - 1, best, known);
            (count, top, sum) = (count + 1, Math.Max(top, worth), sum + worth);
        }

        return known[(have, steps)] = best ? top : sum / count;
    }

    private IEnumerable<int> Pairs(int have)
    {
        for (var left = 0; left < _things; left++)
        {
            for (var right = left + 1; right < _things; right++)
            {
                if ((have >> left & have >> right & 1) != 0)
                {
                    yield return (left * _things) + right;
                }
            }
        }
    }
}
