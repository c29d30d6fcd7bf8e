using System.Runtime.CompilerServices;

namespace AgentMemory.Games;

/// <summary>
/// Answers questions about one state, and about the moves made in it: rules are followed backwards from what is asked,
/// with a table for every question, so that rules in a circle end (H. Tamaki and T. Sato, "OLD resolution with
/// tabulation", 1986). Negated relations never stand in a circle with what they negate, so their tables are complete.
/// </summary>
internal sealed class GdlAnswers
{
    private const int DepthMax = 100;
    private const long StepsMax = 40_000_000;
    private const int QuestionCost = 40;
    private const int OpenQuestionCost = 2_000;
    private readonly GdlClauses _clauses;
    private readonly GdlFacts _facts;
    private readonly GdlAnswers? _withoutMoves;
    private readonly Dictionary<GdlQuestion, GdlTable> _tables = [];
    private readonly Stack<GdlTable> _unfinished = new();
    private long _steps;
    private int _depth;
    private int _lowest = int.MaxValue;
    private int _found;
    private int _pass;

    /// <summary>Before there is any state.</summary>
    public GdlAnswers(GdlClauses clauses)
    {
        _clauses = clauses;
        _facts = new GdlFacts(clauses.Terms);
    }

    /// <summary>Of a state, given as numbers of terms.</summary>
    public GdlAnswers(GdlClauses clauses, ulong[] state)
        : this(clauses)
    {
        foreach (var id in state)
        {
            _facts.Add(clauses.Terms.Term("true", [clauses.Terms[(int)id]]));
        }
    }

    private GdlAnswers(GdlAnswers withoutMoves, ReadOnlySpan<int> does)
        : this(withoutMoves._clauses)
    {
        _withoutMoves = withoutMoves;
        foreach (var id in does)
        {
            _facts.Add(_clauses.Terms[id]);
        }
    }

    /// <summary>The same state with the moves made in it.</summary>
    public GdlAnswers With(ReadOnlySpan<int> does) => new(this, does);

    /// <summary>All facts of a relation; null stands for any term.</summary>
    public IReadOnlyList<GdlFact> All(string relation, GdlFact?[] terms) => _clauses.IsListed(relation)
        ? [.. _clauses.Facts.Of(relation).Where(f => f.Terms.Zip(terms).All(p => p.Second is null || p.First == p.Second))]
        : Table(new GdlQuestion(relation, terms)).Answers;

    private GdlTable Table(GdlQuestion question)
    {
        if (_withoutMoves is not null && !_clauses.IsOfMoves(question.Relation))
        {
            return _withoutMoves.Table(question);
        }

        if (!_tables.TryGetValue(question, out var table))
        {
            _tables[question] = table = new GdlTable();
        }

        if (table.IsComplete)
        {
            return table;
        }

        if (table.Depth > 0 || table.Pass == _pass)
        {
            _lowest = Math.Min(_lowest, table.Depth > 0 ? table.Depth : table.Lowest);
            return table;
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw _clauses.TooLong($"{question.Relation} calls itself too deeply");
        }

        FillIn(question, table);
        return table;
    }

    private void FillIn(GdlQuestion question, GdlTable table)
    {
        var lowestOutside = _lowest;
        table.Depth = ++_depth;
        var unfinished = _unfinished.Count;
        int found;
        for (var again = false; ; again = true)
        {
            _pass += again ? 1 : 0;
            found = _found;
            _lowest = int.MaxValue;
            foreach (var rule in _clauses.Of(question.Relation))
            {
                if (Ask(rule, question, table))
                {
                    break;
                }
            }

            if (_lowest != table.Depth || _found == found || IsAnswered(question, table))
            {
                break;
            }
        }

        var lowest = _lowest;
        if (IsAnswered(question, table))
        {
            // The others in the circle were not gone through to their end; who needs them fills them in again.
            Settle(unfinished, inner => inner.Pass = -1);
            table.IsComplete = true;
        }
        else if (lowest >= table.Depth)
        {
            Settle(unfinished, inner => inner.IsComplete = true);
            table.IsComplete = true;
        }
        else
        {
            // Something that was used is not complete yet: whoever asked for it finishes this table too.
            foreach (var inner in _unfinished.Take(_unfinished.Count - unfinished))
            {
                inner.Lowest = Math.Min(inner.Lowest, lowest);
            }

            (table.Lowest, table.Pass) = (lowest, _pass);
            _unfinished.Push(table);
        }

        table.Depth = 0;
        _depth--;
        _lowest = Math.Min(lowestOutside, table.IsComplete ? int.MaxValue : lowest);
    }

    private void Settle(int unfinished, Action<GdlTable> end)
    {
        while (_unfinished.Count > unfinished)
        {
            end(_unfinished.Pop());
        }
    }

    /// <summary>A question without open terms has one answer at most.</summary>
    private static bool IsAnswered(GdlQuestion question, GdlTable table) => question.IsClosed && table.Answers.Count > 0;

    /// <summary>Adds what one rule answers; true when no more answers are possible.</summary>
    private bool Ask(GdlRule rule, GdlQuestion question, GdlTable table)
    {
        var bindings = new GdlFact?[rule.Variables];
        var bound = new Stack<int>();
        for (var place = 0; place < question.Terms.Length; place++)
        {
            if (question.Terms[place] is { } term && !GdlTerms.Match(rule.Head.Terms[place], term, bindings, bound))
            {
                return false;
            }
        }

        return Body(rule, bindings, [.. Enumerable.Range(0, rule.Positives.Count)], [.. Enumerable.Range(0, rule.Negatives.Count)], () =>
        {
            var answer = _clauses.Terms.Bound(rule.Head, bindings)!;
            if (answer.Depth > DepthMax)
            {
                throw _clauses.Grows(rule);
            }

            if (question.Fits(answer) && table.Add(answer))
            {
                _found++;
            }

            return IsAnswered(question, table);
        });
    }

    /// <summary>Calls back for every way to fulfil the rest of a body, until the callback says that it is enough.</summary>
    private bool Body(GdlRule rule, GdlFact?[] bindings, List<int> open, List<int> denied, Func<bool> found)
    {
        if (++_steps > StepsMax)
        {
            throw _clauses.TooLong($"{rule.Head.Name} takes more than {StepsMax} steps");
        }

        if (!PairsHold(rule, bindings))
        {
            return false;
        }

        if (open.Count == 0)
        {
            return denied.TrueForAll(n => !Holds(_clauses.Terms.Bound(rule.Negatives[n], bindings)!)) && found();
        }

        foreach (var n in denied)
        {
            if (_clauses.Terms.Bound(rule.Negatives[n], bindings) is { } negated)
            {
                return !Holds(negated) && Body(rule, bindings, open, [.. denied.Where(other => other != n)], found);
            }
        }

        var next = Cheapest(rule, bindings, open);
        var atom = rule.Positives[next];
        List<int> rest = [.. open.Where(place => place != next)];
        var answers = Candidates(atom, bindings);
        var bound = new Stack<int>();

        // A table may grow while it is read: rules in a circle add to what they ask.
        for (var i = 0; i < answers.Count; i++)
        {
            var enough = GdlTerms.Match(atom, answers[i], bindings, bound) && Body(rule, bindings, rest, denied, found);
            while (bound.TryPop(out var variable))
            {
                bindings[variable] = null;
            }

            if (enough)
            {
                return true;
            }
        }

        return false;
    }

    private int Cheapest(GdlRule rule, GdlFact?[] bindings, List<int> open)
    {
        var (best, least) = (open[0], int.MaxValue);
        foreach (var place in open)
        {
            var atom = rule.Positives[place];
            var cost = Listed(atom.Name) is { } facts ? facts.Candidates(atom, bindings).Count : QuestionCostOf(atom, bindings);
            if (cost < least)
            {
                (best, least) = (place, cost);
            }
        }

        return best;
    }

    private int QuestionCostOf(GdlTerm atom, GdlFact?[] bindings)
    {
        var closed = atom.Terms.Count(t => _clauses.Terms.Bound(t, bindings) is not null);
        return closed == atom.Terms.Count ? 1 : closed > 0 ? QuestionCost * (atom.Terms.Count - closed) : OpenQuestionCost;
    }

    /// <summary>Where all facts of a relation are listed, or null where they are worked out.</summary>
    private GdlFacts? Listed(string relation) =>
        relation == "does" ? _facts
        : relation == "true" ? (_withoutMoves ?? this)._facts
        : _clauses.IsListed(relation) ? _clauses.Facts
        : null;

    private IReadOnlyList<GdlFact> Candidates(GdlTerm atom, GdlFact?[] bindings) => Listed(atom.Name) is { } facts
        ? facts.Candidates(atom, bindings)
        : Table(new GdlQuestion(atom.Name, [.. atom.Terms.Select(t => _clauses.Terms.Bound(t, bindings))])).Answers;

    private bool Holds(GdlFact fact) => Listed(fact.Name) is { } facts
        ? facts.Contains(fact)
        : Table(new GdlQuestion(fact.Name, fact.Terms)).Answers.Count > 0;

    private bool PairsHold(GdlRule rule, GdlFact?[] bindings)
    {
        foreach (var (left, right) in rule.Distincts)
        {
            if (_clauses.Terms.Bound(left, bindings) is { } first && first == _clauses.Terms.Bound(right, bindings))
            {
                return false;
            }
        }

        foreach (var (left, right) in rule.Sames)
        {
            if (_clauses.Terms.Bound(left, bindings) is { } first && _clauses.Terms.Bound(right, bindings) is { } second && first != second)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>What is asked: a relation with some of its terms given.</summary>
internal sealed class GdlQuestion(string relation, GdlFact?[] terms) : IEquatable<GdlQuestion>
{
    public string Relation => relation;

    /// <summary>Null for any term.</summary>
    public GdlFact?[] Terms => terms;

    /// <summary>All terms are given.</summary>
    public bool IsClosed { get; } = Array.TrueForAll(terms, t => t is not null);

    /// <summary>Whether a fact of the relation answers it.</summary>
    public bool Fits(GdlFact fact)
    {
        for (var place = 0; place < terms.Length; place++)
        {
            if (terms[place] is { } term && term != fact.Terms[place])
            {
                return false;
            }
        }

        return true;
    }

    public bool Equals(GdlQuestion? other) =>
        other is not null && relation == other.Relation && terms.AsSpan().SequenceEqual(other.Terms);

    public override bool Equals(object? obj) => Equals(obj as GdlQuestion);

    public override int GetHashCode()
    {
        var hash = relation.GetHashCode(StringComparison.Ordinal);
        foreach (var term in terms)
        {
            hash = (hash * 31) + (term?.Id ?? -1);
        }

        return hash;
    }
}

/// <summary>The answers to a question, as far as they are known.</summary>
internal sealed class GdlTable
{
    private readonly HashSet<GdlFact> _known = [];
    private readonly List<GdlFact> _answers = [];

    public IReadOnlyList<GdlFact> Answers => _answers;

    /// <summary>All answers are known.</summary>
    public bool IsComplete { get; set; }

    /// <summary>How many questions are open when this one is being answered, itself included; else 0.</summary>
    public int Depth { get; set; }

    /// <summary>In which pass through a circle of rules it was filled in last.</summary>
    public int Pass { get; set; } = -1;

    /// <summary>The least depth of a table that was open then and that this one needs.</summary>
    public int Lowest { get; set; } = int.MaxValue;

    public bool Add(GdlFact answer)
    {
        if (!_known.Add(answer))
        {
            return false;
        }

        _answers.Add(answer);
        return true;
    }
}
