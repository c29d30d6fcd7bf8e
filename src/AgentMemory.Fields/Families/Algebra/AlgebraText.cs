using System.Text;
using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Algebra;

/// <summary>One step of an evaluation.</summary>
/// <param name="Operation">Applied last in it.</param>
/// <param name="Signature">The fact it tells.</param>
/// <param name="Text">As "dako(vuko) = zari".</param>
internal sealed record AlgebraStep(int Operation, string Signature, string Text);

/// <summary>Writes terms and tables, and reads terms.</summary>
internal sealed class AlgebraText
{
    private readonly FieldPlan _plan;
    private readonly AlgebraWorld _world;

    public AlgebraText(FieldPlan plan, AlgebraWorld world)
    {
        _plan = plan;
        _world = world;
        // Alphabetical, so that the order of the elements says nothing of the numbers behind them.
        ElementNames = [.. plan.Words(1, world.Elements).Order(StringComparer.Ordinal)];
        ElementGrammar = Gbnf.OneOf(ElementNames);
    }

    public IReadOnlyList<string> ElementNames { get; }

    public string ElementGrammar { get; }

    public string Element(int value) => _plan.Word(1 + value);

    public string Write(Term term) => term switch
    {
        Term.Variable v => v.Slot == 0 ? "x" : "y",
        Term.Element e => Element(e.Value),
        Term.Applied a => $"{_plan.Name(a.Operation)}({string.Join(", ", a.Arguments.Select(Write))})",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Steps that lead to a closed term's value, inner ones first.</summary>
    public IReadOnlyList<AlgebraStep> Steps(Term term)
    {
        var steps = new List<AlgebraStep>();
        Collect(term, steps);
        return steps;
    }

    /// <summary>The table of a unary operation in one line.</summary>
    public string Row(int operation) => string.Join("; ", ElementNames.Select(
        name => $"{_plan.Name(operation)}({name}) = {Element(_world.TableOf(operation)[ValueOf(name)])}"));

    /// <summary>The table of a binary operation in Markdown: rows are first arguments.</summary>
    public string Grid(int operation)
    {
        var table = _world.TableOf(operation);
        var text = new StringBuilder("| ").Append(_plan.Name(operation)).Append(" | ")
            .AppendJoin(" | ", ElementNames).Append(" |\n|");
        text.Insert(text.Length, "---|", ElementNames.Count + 1).Append('\n');
        foreach (var x in ElementNames)
        {
            text.Append("| ").Append(x).Append(" | ").AppendJoin(" | ", ElementNames.Select(
                y => Element(table[(ValueOf(x) * _world.Elements) + ValueOf(y)]))).Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>The closed term a text stands for, or null where it is none.</summary>
    public Term? Parse(string text)
    {
        var at = 0;
        var term = Parse(text.Replace(" ", "", StringComparison.Ordinal), ref at, 0);
        return at == text.Replace(" ", "", StringComparison.Ordinal).Length ? term : null;
    }

    private Term? Parse(string text, ref int at, int depth)
    {
        const int DepthMax = 32;
        var start = at;
        while (at < text.Length && char.IsAsciiLetter(text[at]))
        {
            at++;
        }

        var name = text[start..at];
        if (at >= text.Length || text[at] != '(')
        {
            var value = ValueOf(name);
            return value < 0 ? null : new Term.Element(value);
        }

        var operation = OperationOf(name);
        if (operation < 0 || depth > DepthMax)
        {
            return null;
        }

        var arguments = new List<Term>();
        do
        {
            at++;
            if (Parse(text, ref at, depth + 1) is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }
        while (at < text.Length && text[at] == ',');

        if (at >= text.Length || text[at] != ')' || arguments.Count != _world[operation].Arity)
        {
            return null;
        }

        at++;
        return new Term.Applied(operation, arguments);
    }

    private void Collect(Term term, List<AlgebraStep> steps)
    {
        if (term is not Term.Applied applied)
        {
            return;
        }

        foreach (var argument in applied.Arguments)
        {
            Collect(argument, steps);
        }

        var closed = new Term.Applied(
            applied.Operation, [.. applied.Arguments.Select(a => new Term.Element(_world.ByTable(a, [])))]);
        steps.Add(new AlgebraStep(
            applied.Operation, closed.Signature, $"{Write(closed)} = {Element(_world.ByTable(closed, []))}"));
    }

    private int ValueOf(string name)
    {
        for (var i = 0; i < _world.Elements; i++)
        {
            if (Element(i) == name)
            {
                return i;
            }
        }

        return -1;
    }

    private int OperationOf(string name)
    {
        for (var i = 0; i < _plan.Total; i++)
        {
            if (_plan.Name(i) == name)
            {
                return i;
            }
        }

        return -1;
    }
}
