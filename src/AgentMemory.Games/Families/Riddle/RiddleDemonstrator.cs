using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Families.Riddle;

/// <summary>
/// Plays riddles of a pool that is not told. Every rule that was revealed is in the pool; all pools that hold them are as
/// likely, and the keeper picks from its pool evenly. So a rule that was seen is the next with one chance in the size of
/// the pool, and the rest of the chance is shared by the others. With these chances every single riddle is played best, and of equally
/// good moves a guess is taken before a question: who knows the rule names it.
/// </summary>
/// <param name="form">The riddle; its pool is not read but for its size.</param>
/// <param name="solve">The best player for every rule's chance.</param>
/// <param name="note">The note on a rule of the pool.</param>
internal sealed class RiddleDemonstrator(
    RiddleForm form, Func<IReadOnlyList<double>, BeliefSolution> solve, Func<int, string> note) : IDemonstrator
{
    // In the order in which they were found out, as whoever writes them down would.
    private readonly List<int> _seen = [];
    private BeliefSolution? _solution;

    public IReadOnlyList<string> Notes => [.. _seen.Select(note)];

    public string Choose(IEpisode episode)
    {
        var play = (GameEpisode)episode;
        _solution ??= solve(Chances());

        // What cannot be by what was read can only come of wrong notes; then any rule may be it.
        var values = Values(_solution) ?? Values(solve(Even()))!;
        var position = (RiddlePosition)play.Position;
        var best = 0;
        for (var move = 1; move < values.Count; move++)
        {
            var isSooner = position.ThingOf(best) >= 0 && position.ThingOf(move) < 0;
            best = values[move] > values[best] + (isSooner ? -GraphValues.Tie : GraphValues.Tie) ? move : best;
        }

        return play.Position.MoveText(0, best);

        IReadOnlyList<double>? Values(BeliefSolution solution) => solution.MoveValues(play.Table.Game, 0, play.Position);
    }

    public void Observe(IEpisode before, string reply, IEpisode after)
    {
        if (((GameEpisode)after).Position is RiddlePosition { Phase: Phase.Over } end)
        {
            See(end.State.Rule);
        }
    }

    public void Read(IReadOnlyList<string> notes)
    {
        var rules = Enumerable.Range(0, form.Rules.Count).ToDictionary(note, StringComparer.Ordinal);
        foreach (var line in notes)
        {
            if (rules.TryGetValue(line.Trim(), out var rule))
            {
                See(rule);
            }
        }
    }

    private void See(int rule)
    {
        if (_seen.Count < form.Pool.Count && !_seen.Contains(rule))
        {
            _seen.Add(rule);
            _solution = null;
        }
    }

    private double[] Even() => [.. form.Rules.Select(_ => 1.0 / form.Rules.Count)];

    private double[] Chances()
    {
        var size = (double)Math.Min(form.Pool.Count, form.Rules.Count);
        var unseen = form.Rules.Count - _seen.Count;
        return [.. form.Rules.Select((_, rule) => _seen.Contains(rule) ? 1 / size
            : (size - _seen.Count) / size / Math.Max(1, unseen))];
    }
}
