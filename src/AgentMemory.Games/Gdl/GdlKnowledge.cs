using AgentMemory.Core;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Gdl;

/// <summary>
/// Whether every role knows its legal moves. The language tells a role its own moves and what it sees, nothing else, so
/// what is legal must be the same in all states that a role cannot tell apart: otherwise the list of its moves, or not
/// being asked at all, would tell what the rules hide. (What a role knows: M. Thielscher, "A general game description
/// language for incomplete information games", AAAI 2010. The same moves throughout an information set: H. W. Kuhn,
/// "Extensive games and the problem of information", 1953.) For one role, pairs of states that the same past may lead to
/// are followed together: there are at most as many as states squared, however many pasts there are.
/// </summary>
internal sealed class GdlKnowledge
{
    private const int JointMovesMax = 10_000;
    private readonly GdlGame _game;
    private readonly int _seat;
    private readonly Func<bool> _isSpent;
    private readonly List<GdlPosition> _states = [];
    private readonly Dictionary<GdlPosition, int> _numbers = [];
    private readonly Dictionary<int, Dictionary<(int Does, string Seen), HashSet<int>>> _followers = [];

    private GdlKnowledge(GdlGame game, int seat, Func<bool> isSpent) => (_game, _seat, _isSpent) = (game, seat, isSpent);

    /// <summary>Looks at every pair of states that a role cannot tell apart.</summary>
    /// <param name="game">A game whose rules say who sees what.</param>
    /// <param name="pairsMax">The most pairs for one role.</param>
    /// <param name="isSpent">Says when so much work has been done that it is given up.</param>
    /// <returns>False where there were too many pairs to look at all.</returns>
    /// <exception cref="UserErrorException">A role cannot know what is legal.</exception>
    public static bool Check(GdlGame game, int pairsMax, Func<bool> isSpent)
    {
        var isWhole = true;
        for (var seat = 0; seat < game.Roles.Count; seat++)
        {
            isWhole &= new GdlKnowledge(game, seat, isSpent).Follow(pairsMax);
        }

        return isWhole;
    }

    private bool Follow(int pairsMax)
    {
        var start = Number((GdlPosition)_game.Start);
        var seen = new HashSet<(int Left, int Right)> { (start, start) };
        var open = new Queue<(int Left, int Right)>(seen);
        while (open.TryDequeue(out var pair))
        {
            var (left, right) = (_states[pair.Left], _states[pair.Right]);
            if (left.Phase == Phase.Over || right.Phase == Phase.Over)
            {
                // Everybody is told that a game is over, so of such a pair nothing more can be mistaken.
                continue;
            }

            Compare(left, right);
            if (Followers(pair.Left) is not { } lefts || Followers(pair.Right) is not { } rights)
            {
                return false;
            }

            foreach (var (known, ones) in lefts)
            {
                foreach (var (one, other) in Pairs(ones, rights.GetValueOrDefault(known)))
                {
                    if (seen.Add(one < other ? (one, other) : (other, one)))
                    {
                        open.Enqueue((one, other));
                    }

                    if (seen.Count > pairsMax)
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    private static IEnumerable<(int, int)> Pairs(HashSet<int> lefts, HashSet<int>? rights) =>
        rights is null ? [] : lefts.SelectMany(left => rights.Select(right => (left, right)));

    private void Compare(GdlPosition left, GdlPosition right)
    {
        if (left.Legal(_seat).Select(m => m.Does).SequenceEqual(right.Legal(_seat).Select(m => m.Does)))
        {
            return;
        }

        var (here, there) = (left.Legal(_seat).ToList(), right.Legal(_seat).ToList());
        var move = here.ExceptBy(there.Select(m => m.Does), m => m.Does)
            .Concat(there.ExceptBy(here.Select(m => m.Does), m => m.Does)).First().Text;
        throw GdlError.At(_game.Engine.File, Rule(move).Head.Node,
            $"{_game.Roles[_seat]} cannot know whether {move} is legal: after {left.Step} steps it has done and seen the same "
            + "where it is and where it is not; make it legal in both, or let sees tell them apart");
    }

    /// <summary>A rule that makes the move legal, to point at.</summary>
    private GdlRule Rule(string move)
    {
        var word = move.Trim('(', ')').Split(' ')[0];
        var rules = _game.Engine.Sheet.Rules.Where(r => r.Head.Name == "legal").ToList();
        return rules.FirstOrDefault(r => IsOf(r.Head.Terms[0], _game.Roles[_seat]) && IsOf(r.Head.Terms[1], word)) ?? rules[0];

        static bool IsOf(GdlTerm term, string word) =>
            term.Variable >= 0 || string.Equals(term.Name, word, StringComparison.OrdinalIgnoreCase);
    }

    private int Number(GdlPosition state)
    {
        if (!_numbers.TryGetValue(state, out var number))
        {
            _numbers[state] = number = _states.Count;
            _states.Add(state);
        }

        return number;
    }

    /// <summary>What may follow a state, by what the role then did and saw; null where there is too much.</summary>
    private Dictionary<(int Does, string Seen), HashSet<int>>? Followers(int state)
    {
        if (_followers.TryGetValue(state, out var known))
        {
            return known;
        }

        var from = _states[state];
        var moves = new int[_game.Roles.Count];
        var followers = new Dictionary<(int Does, string Seen), HashSet<int>>();
        var joint = moves.Select((_, seat) => (long)from.MoveCount(seat))
            .Aggregate(1L, (all, count) => Math.Min(all * count, JointMovesMax + 1));
        for (var i = 0; i < joint; i++)
        {
            if (joint > JointMovesMax || _isSpent())
            {
                return null;
            }

            var rest = i;
            for (var seat = 0; seat < moves.Length; seat++)
            {
                (rest, moves[seat]) = Math.DivRem(rest, from.MoveCount(seat));
            }

            var after = from.After(moves);
            for (var outcome = 0; outcome < Math.Max(1, after.ChanceCount); outcome++)
            {
                var next = (GdlPosition)(after.Phase == Phase.Chance ? after.AfterChance(outcome) : after);
                var last = next.Histories![_game.RoleOf(_seat)];
                if (!followers.TryGetValue((last.Does, last.Seen), out var numbers))
                {
                    followers[(last.Does, last.Seen)] = numbers = [];
                }

                numbers.Add(Number(next));
            }
        }

        return _followers[state] = followers;
    }
}
