namespace AgentMemory.Fields.Families.Algebra;

/// <summary>An expression over operations, elements and the variables of a definition.</summary>
internal abstract record Term
{
    /// <summary>Free of names: the fact that this term has the value it has.</summary>
    public abstract string Signature { get; }

    /// <summary>The operations in it, inner ones first, with repeats.</summary>
    public abstract IEnumerable<int> Operations { get; }

    /// <summary>The first or second argument of the operation being defined.</summary>
    public sealed record Variable(int Slot) : Term
    {
        public override string Signature => Slot == 0 ? "x" : "y";

        public override IEnumerable<int> Operations => [];
    }

    /// <summary>An element, 0 to m-1.</summary>
    public sealed record Element(int Value) : Term
    {
        public override string Signature => $"e{Value}";

        public override IEnumerable<int> Operations => [];
    }

    /// <summary>An operation applied to one or two terms.</summary>
    public sealed record Applied(int Operation, IReadOnlyList<Term> Arguments) : Term
    {
        public override string Signature => $"{Operation}({string.Join(',', Arguments.Select(a => a.Signature))})";

        public override IEnumerable<int> Operations => Arguments.SelectMany(a => a.Operations).Append(Operation);
    }
}
