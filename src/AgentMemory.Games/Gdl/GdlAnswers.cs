using System.Runtime.CompilerServices;

namespace AgentMemory.Games.Gdl;

/// <summary>
/// Answers questions about one state, and about the moves made in it: rules are followed backwards from what is asked,
/// with a table for every question, so that rules in a circle end (H. Tamaki and T. Sato, "OLD resolution with
/// tabulation", 1986). What is negated is asked as a question of its own, whose table must be complete: where it stands
/// in a circle with what negates it, <see cref="GdlAlternation"/> answers instead.
/// </summary>
internal sealed class GdlAnswers
{
    private const int DepthMax = 100;
    private const int SizeMax = 10_000;
    private const long StepsMax = 20_000_000;

    // Limits of memory: a fact of a state takes about 100 bytes in its tables, a term about 300.
    private const int FactsMax = 200_000;
    private const int TermsMax = 3_000_000;
    private const int WorkOfStep = 150;
    private readonly GdlClauses _clauses;
    private readonly GdlFacts _facts;
    private readonly GdlAnswers? _withoutMoves;

    // Says what holds of what is negated, where that is taken from elsewhere.
    private readonly Func<GdlFact, bool>? _assumed;
    private readonly Dictionary<GdlQuestion, GdlTable> _tables = [];
    private GdlAlternation? _alternation;
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

    /// <summary>As above, but whether something negated holds is taken from elsewhere.</summary>
    public GdlAnswers(GdlClauses clauses, IEnumerable<GdlFact> facts, Func<GdlFact, bool> assumed)
        : this(clauses)
    {
        _assumed = assumed;
        foreach (var fact in facts)
        {
            _facts.Add(fact);
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
    public IReadOnlyList<GdlFact> All(string relation, GdlFact?[] terms)
    {
        var question = new GdlQuestion(relation, terms);
        return _clauses.IsListed(relation) ? [.. _clauses.Facts.Of(relation).Where(question.Fits)] : All(question);
    }

    /// <summary>The questions that were asked so far.</summary>
    public IReadOnlyList<GdlQuestion> Questions => [.. _tables.Keys];

    /// <summary>All answers to a question about a relation that is not listed.</summary>
    public IReadOnlyList<GdlFact> All(GdlQuestion question)
    {
        if (_alternation is null)
        {
            try
            {
                return Table(question).Answers;
            }
            catch (GdlTangledException tangled)
            {
                Forget();
                _withoutMoves?.Forget();
                _alternation = new GdlAlternation(
                    _clauses, [.. (_withoutMoves ?? this)._facts.Of("true"), .. _facts.Of("does")], tangled);
            }
        }

        return _alternation.All(question);
    }

    /// <summary>Tables that were left half filled in are of no use.</summary>
    private void Forget()
    {
        _tables.Clear();
        _unfinished.Clear();
        (_depth, _lowest) = (0, int.MaxValue);
    }

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
            throw _clauses.TooLarge(_clauses.Of(question.Relation)[0], $"{question.Relation} calls itself too deeply");
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

        return Follow(new Attempt(rule, question, table, bindings, _clauses.Plan(rule, question), bound), 0);
    }

    /// <summary>Goes through the rest of a plan in every way there is; true when no more answers are possible.</summary>
    private bool Follow(Attempt attempt, int at)
    {
        _clauses.Work += WorkOfStep;
        if (++_steps > StepsMax)
        {
            throw _clauses.TooLarge(attempt.Rule, $"{attempt.Rule.Head.Name} takes more than {StepsMax} steps in one state");
        }

        if (_clauses.Terms.Count > TermsMax)
        {
            throw _clauses.TooLarge(
                attempt.Rule, $"there were more than {TermsMax} different terms when {attempt.Rule.Head.Name} was asked");
        }

        var bindings = attempt.Bindings;
        for (; at < attempt.Plan.Length && attempt.Plan[at].Kind != GdlStepKind.Find; at++)
        {
            var (kind, left, right) = attempt.Plan[at];
            var first = _clauses.Terms.Bound(left, bindings)!;
            if (kind == GdlStepKind.Deny ? Holds(first, attempt.Rule, left)
                : (kind == GdlStepKind.Differ) == (first == _clauses.Terms.Bound(right!, bindings)))
            {
                return false;
            }
        }

        if (at == attempt.Plan.Length)
        {
            return Answer(attempt);
        }

        var atom = attempt.Plan[at].Left;
        var answers = Candidates(atom, bindings);
        var bound = attempt.Bound;
        var mark = bound.Count;

        // A table may grow while it is read: rules in a circle add to what they ask.
        for (var i = 0; i < answers.Count; i++)
        {
            var enough = GdlTerms.Match(atom, answers[i], bindings, bound) && Follow(attempt, at + 1);
            while (bound.Count > mark)
            {
                bindings[bound.Pop()] = null;
            }

            if (enough)
            {
                return true;
            }
        }

        return false;
    }

    private bool Answer(Attempt attempt)
    {
        var answer = _clauses.Terms.Bound(attempt.Rule.Head, attempt.Bindings)!;
        if (answer.Depth > DepthMax || answer.Size > SizeMax)
        {
            throw _clauses.Grows(attempt.Rule);
        }

        if (attempt.Question.Fits(answer) && attempt.Table.Add(answer))
        {
            if (++_found > FactsMax)
            {
                throw _clauses.TooLarge(
                    attempt.Rule, $"more than {FactsMax} facts follow from one state, the last of {attempt.Rule.Head.Name}");
            }
        }

        return IsAnswered(attempt.Question, attempt.Table);
    }

    /// <summary>Where all facts of a relation are listed, or null where they are worked out.</summary>
    private GdlFacts? Listed(string relation) =>
        relation == "does" ? _facts
        : relation == "true" ? (_withoutMoves ?? this)._facts
        : _clauses.IsListed(relation) ? _clauses.Facts
        : null;

    private IReadOnlyList<GdlFact> Candidates(GdlTerm atom, GdlFact?[] bindings) => Listed(atom.Name) is { } facts
        ? facts.Candidates(atom, bindings)
        : Table(new GdlQuestion(atom.Name, Array.ConvertAll(atom.Terms, t => _clauses.Terms.Bound(t, bindings)))).Answers;

    /// <summary>Whether something negated holds.</summary>
    private bool Holds(GdlFact fact, GdlRule rule, GdlTerm negated)
    {
        if (Listed(fact.Name) is { } facts)
        {
            return facts.Contains(fact);
        }

        if (_assumed is not null)
        {
            return _assumed(fact);
        }

        var table = Table(new GdlQuestion(fact.Name, fact.Terms));
        return table.Answers.Count > 0 || (table.IsComplete ? false : throw new GdlTangledException(rule, negated));
    }

    /// <summary>One rule on its way to answer one question.</summary>
    private sealed record Attempt(
        GdlRule Rule, GdlQuestion Question, GdlTable Table, GdlFact?[] Bindings, GdlStep[] Plan, Stack<int> Bound);
}
