using System.Globalization;

namespace AgentMemory.Core.Grammars;

/// <summary>Refuses a grammar whose rules are not all there, or that the engine could not follow to an end.</summary>
internal sealed class GrammarValidation(GrammarText text, GrammarTable table)
{
    /// <exception cref="UserErrorException">A rule is named and not defined.</exception>
    public void RefuseUndefined()
    {
        for (var number = 0; number < table.Rules.Count; number++)
        {
            var missing = table.Rules[number] is not { } rule
                ? number
                : rule.Alternates.SelectMany(a => a).OfType<GrammarElement.Rule>().Select(e => e.Number)
                    .FirstOrDefault(other => other >= table.Rules.Count || table.Rules[other] is null, -1);
            if (missing >= 0)
            {
                var name = table.Name(missing);
                throw text.Wrong(
                    table.Place(missing),
                    $"there is no rule {name}{NearestName.Hint(name, table.Defined)}; define it: {name} ::= ...");
            }
        }
    }

    /// <summary>
    /// A rule that begins with itself is expanded for ever. llama.cpp looks for such rules, but takes for empty only what is
    /// written as nothing, and looks again at every rule for every way that leads to it; so the same is asked here of what can
    /// be empty in any way, and in one pass.
    /// </summary>
    /// <exception cref="UserErrorException">A rule begins with itself, has too many beginnings, or allows no text at all.</exception>
    public void RefuseEndless()
    {
        var rules = table.Rules.Select(rule => rule!).ToList();
        var graph = new GrammarGraph(rules);
        var written = new RuleCircles(rules.Count, rule => graph.BeginningsOf(rule, graph.IsWrittenEmpty));
        var real = new RuleCircles(rules.Count, rule => graph.BeginningsOf(rule, other => graph.Empty[other]));
        for (var rule = 0; rule < rules.Count; rule++)
        {
            var grows = graph.BeginningsOf(rule, other => graph.Empty[other], growing: true).Any(other => real.Of(rule) == real.Of(other));
            if (written.IsInCircle(rule) || grows)
            {
                throw Endless(rules[rule], real.Members(rule).Any(member => rules[member].IsRepetition && graph.Empty[member]));
            }
        }

        RefuseMany(rules, graph, real);
        var nothing = Enumerable.Range(0, rules.Count).FirstOrDefault(rule => !graph.Empty[rule] && !graph.Begins[rule] && real.IsInCircle(rule), -1);
        if (nothing >= 0)
        {
            throw text.Wrong(rules[nothing].At, $"the rule {rules[nothing].Name} allows no text, since nothing in it ever begins; give it another alternate");
        }
    }

    private UserErrorException Endless(GrammarRule rule, bool repeats) => text.Wrong(rule.At, rule.IsRepetition || repeats
        ? $"what is repeated in the rule {rule.Name} can be empty, and nothing ends such a repetition; let it hold a character at least"
        : $"the rule {rule.Name} begins with itself, which never ends (left recursion); let it begin with a character");

    // The circles come in an order in which each is met after those that it leads to.
    private void RefuseMany(List<GrammarRule> rules, GrammarGraph graph, RuleCircles circles)
    {
        var (ways, chain) = (new long[rules.Count], new int[rules.Count]);
        foreach (var circle in circles.InOrder)
        {
            var (sum, longest) = ((long)circle.Count, 0);
            foreach (var other in circle.SelectMany(rule => graph.BeginningsOf(rule, r => graph.Empty[r])))
            {
                sum = Math.Min(GrammarLimits.BeginningsMax + 1, sum + ways[other]);
                longest = Math.Max(longest, chain[other]);
            }

            foreach (var rule in circle)
            {
                (ways[rule], chain[rule]) = (Math.Min(GrammarLimits.BeginningsMax + 1, sum * circle.Count), longest + circle.Count);
            }

            var first = rules[circle[0]];
            if (ways[circle[0]] > GrammarLimits.BeginningsMax || chain[circle[0]] > GrammarLimits.ChainMax)
            {
                throw text.Wrong(first.At, string.Create(
                    CultureInfo.InvariantCulture,
                    $"the rule {first.Name} can begin in more than {GrammarLimits.BeginningsMax} ways or through more than {GrammarLimits.ChainMax} rules; ")
                    + "let fewer of its alternates begin with other rules");
            }
        }
    }
}
