using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Tasks;

/// <summary>A way to make fields. All families take the same parameters; one may have more of its own.</summary>
public sealed class FieldFamily : ITaskFamily
{
    private const int RedrawsMax = 64;
    private readonly Func<FieldSettings, int, int, FieldDesign> _make;
    private readonly IReadOnlyList<TaskParameter> _own;

    internal FieldFamily(string name, string summary, Func<FieldSettings, int, int, FieldDesign> make, params IReadOnlyList<TaskParameter> own)
    {
        Name = name;
        Summary = summary;
        _make = make;
        _own = own;
        Parameters = [.. FieldSettings.Parameters.Concat(own).OrderBy(p => p.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public TaskKind Kind => TaskKind.Field;

    /// <inheritdoc/>
    public string Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TaskParameter> Parameters { get; }

    /// <summary>The field these parameters name.</summary>
    /// <exception cref="UserErrorException">A parameter is unknown or out of range.</exception>
    public Field CreateField(TaskParameters parameters)
    {
        var settings = FieldSettings.Read(parameters, _own);
        var design = _make(settings, -1, 0);
        return settings.Twin == TaskTwin.Varied ? new Field(Vary(settings, design), design) : new Field(design, null);
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
