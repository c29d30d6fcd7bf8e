using AgentMemory.Core;

namespace AgentMemory.Games.Gdl;

/// <summary>
/// Answers where something negated stands in a circle with what negates it, so that neither can be worked out before the
/// other (A. Van Gelder, "The alternating fixpoint of logic programs with negation", 1993). On level 1 nothing that is
/// negated holds, so there are too many answers; level 2 takes what is negated from level 1, so it has too few; level 3
/// takes it from level 2 and has too many again, but no more than level 1. Where neighbours agree, the answers are right.
/// Where the levels repeat themselves and still disagree, a fact depends on its own opposite.
/// </summary>
internal sealed class GdlAlternation(GdlClauses clauses, IReadOnlyList<GdlFact> facts, GdlTangledException tangled)
{
    private const int LevelsMax = 400;
    private readonly List<GdlAnswers> _levels = [];

    /// <exception cref="UserErrorException">A fact depends on its own opposite.</exception>
    public IReadOnlyList<GdlFact> All(GdlQuestion question)
    {
        for (var level = 1; level < LevelsMax; level += 2)
        {
            var (many, few) = (Level(level).All(question), Level(level + 1).All(question));
            if (many.Count == few.Count)
            {
                return few;
            }

            if (level > 1 && IsRepeated(level) && IsRepeated(level + 1))
            {
                throw clauses.NotStratified(Undecided(level), tangled);
            }
        }

        throw clauses.TooLarge(
            tangled.Rule, $"{tangled.Rule.Head.Name} and {tangled.Negated.Name} deny each other more than {LevelsMax} times");
    }

    /// <summary>A level answers all that was asked of the one two before it in the same way; answers only grow or shrink.</summary>
    private bool IsRepeated(int level) =>
        Level(level - 2).Questions.All(q => Level(level - 2).All(q).Count == Level(level).All(q).Count);

    /// <summary>What the first level has and the next one lacks, however often they are gone through.</summary>
    private HashSet<GdlFact> Undecided(int level) =>
        [.. Level(level).Questions.SelectMany(q => Level(level).All(q).Except(Level(level + 1).All(q)))];

    private GdlAnswers Level(int level)
    {
        while (_levels.Count < level)
        {
            var before = _levels.Count == 0 ? null : _levels[^1];
            _levels.Add(new GdlAnswers(clauses, facts, fact => before is not null
                && before.All(new GdlQuestion(fact.Name, fact.Terms)).Count > 0));
        }

        return _levels[level - 1];
    }
}
