using AgentMemory.Core;

namespace AgentMemory.Fields;

/// <summary>A way to make fields. All families take the same parameters; "facts" also takes a gap.</summary>
public sealed class FieldFamily : ITaskFamily
{
    private const int RedrawsMax = 64;
    private readonly Func<FieldSettings, int, int, FieldDesign> _make;

    internal FieldFamily(string name, string summary, Func<FieldSettings, int, int, FieldDesign> make)
    {
        Name = name;
        Summary = summary;
        _make = make;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public TaskKind Kind => TaskKind.Field;

    /// <inheritdoc/>
    public string Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TaskParameter> Parameters
    {
        get
        {
            var parameters = new List<TaskParameter>
            {
                new("book", "open", "open shows the textbook at the exam too, closed only while learning"),
                new("chapters", "concepts/8", "from 1 to the number of concepts"),
                new("concepts", "16", "from 4 to 256"),
                new("depth", "1+log2(concepts), at most 6", "layers of definitions, from 3 to 10"),
                new("levels", "all five", "what is asked for: some of recall, apply, compose, critique and build, joined by +"),
                TaskParameter.Seed,
                new("tower", "1", "storey of a tower, 1 to 4; each is defined with the concepts of those below"),
                new("twin", "none", "scrambled has other names, varied has one law changed"),
            };
            if (Name == "facts")
            {
                parameters.Insert(4, new("gap", "10", "unrelated messages before the question, 0 to 1000; of the family facts alone"));
            }

            return parameters;
        }
    }

    /// <summary>The field these parameters name.</summary>
    /// <exception cref="UserErrorException">A parameter is unknown or out of range.</exception>
    public Field CreateField(TaskParameters parameters)
    {
        var settings = FieldSettings.Read(parameters);
        var design = _make(settings, -1, 0);
        return settings.Twin == FieldTwin.Varied ? new Field(Vary(settings, design), design) : new Field(design, null);
    }

    /// <inheritdoc/>
    public ITask Create(TaskParameters parameters) => CreateField(parameters);

    // A law is drawn anew until it differs and no other does with it (what follows may adapt to what it stands on); a
    // concept whose law has no such form hands over to the next one.
    private FieldDesign Vary(FieldSettings settings, FieldDesign original)
    {
        var plan = original.Plan;
        var start = plan.For("variation").Next(settings.Concepts);
        for (var step = 0; step < settings.Concepts; step++)
        {
            var concept = plan.First + ((start + step) % settings.Concepts);
            for (var attempt = 0; attempt < RedrawsMax; attempt++)
            {
                var varied = _make(settings, concept, attempt);
                if (Enumerable.Range(0, plan.Total).Where(c => varied.LawOf(c) != original.LawOf(c)).SequenceEqual([concept]))
                {
                    return varied;
                }
            }
        }

        throw new InvalidOperationException($"{settings.Id}: no law can be varied");
    }
}
