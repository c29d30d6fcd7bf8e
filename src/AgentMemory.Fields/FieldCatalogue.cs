using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Fields.Families.Algebra;
using AgentMemory.Fields.Families.Chemistry;
using AgentMemory.Fields.Families.Facts;
using AgentMemory.Fields.Families.Grammars;
using AgentMemory.Fields.Families.Kinship;
using AgentMemory.Fields.Families.Law;
using AgentMemory.Fields.Families.Machines;
using AgentMemory.Fields.Families.Urns;
using AgentMemory.Fields.Knowledge;
using AgentMemory.Fields.Questions;
using AgentMemory.Fields.Tasks;

namespace AgentMemory.Fields;

/// <summary>All field families, by name: invented fields, and questions of somebody's own.</summary>
public static class FieldCatalogue
{
    /// <summary>The invented fields, in the order in which they are listed.</summary>
    public static IReadOnlyList<FieldFamily> Families { get; } =
    [
        new("algebra", "operations on a few elements: tables, definitions, equations", AlgebraDesign.Make),
        new("chemistry", "elements and reactions that conserve two quantities", ChemistryDesign.Make),
        new("grammar", "an invented language: words, endings, agreement, word order, translation", GrammarDesign.Make),
        new("law", "traits, statuses and statutes with exceptions and precedence; cases", LawDesign.Make),
        new("kinship", "relations among a few creatures, composed from registers", KinshipDesign.Make),
        new("machines", "dials, buttons and lamps: prediction and control", MachinesDesign.Make),
        new("facts", "what somebody tells in passing: updated, corrected, withdrawn", FactsDesign.Make, FactsDesign.Parameters),
        new("urns", "urns with an exact posterior: which one was it, what comes next", UrnsDesign.Make),
    ];

    /// <summary>Questions from a file.</summary>
    public static QuestionFamily Questions { get; } = new();

    /// <summary>Every family that is named like a field.</summary>
    public static IReadOnlyList<ITaskFamily> All { get; } = [.. Families, Questions];

    /// <summary>True where the name, with or without parameters, begins with a family of fields.</summary>
    public static bool Knows(string id) => All.Any(family => family.Name == TaskParameters.Parse(id).Family);

    /// <summary>The task of an id where it names a file of questions; null where it names anything else.</summary>
    /// <exception cref="UserErrorException">A parameter or the file cannot be used.</exception>
    public static QuestionTask? ResolveQuestions(string id) =>
        TaskParameters.Parse(id) is var parameters && parameters.Family == Questions.Name ? Questions.CreateTask(parameters) : null;

    /// <summary>The field of an id such as <c>algebra?concepts=24&amp;seed=77</c>.</summary>
    /// <exception cref="UserErrorException">The family or a parameter is unknown, or a value out of range.</exception>
    public static Field Resolve(string id)
    {
        var parameters = TaskParameters.Parse(id);
        return Family(parameters).CreateField(parameters);
    }

    /// <summary>The field of another seed.</summary>
    /// <exception cref="UserErrorException">The family or a parameter is unknown, or a value out of range.</exception>
    public static Field Resolve(TaskParameters parameters, ulong seed)
    {
        var family = Family(parameters);
        return family.CreateField(((ITaskFamily)family).WithSeed(parameters, seed)!);
    }

    /// <summary>The storeys of a tower: each field is defined with the concepts of those before it.</summary>
    /// <exception cref="UserErrorException">As for <see cref="Resolve(string)"/>.</exception>
    public static IReadOnlyList<Field> Tower(string id, int storeys)
    {
        if (storeys < 1 || storeys > FieldSettings.StoreysMax)
        {
            throw new UserErrorException($"a tower has 1 to {FieldSettings.StoreysMax} storeys, not {storeys}");
        }

        var parameters = TaskParameters.Parse(id);
        return [.. Enumerable.Range(1, storeys).Select(storey => Resolve(FieldSettings.WithStorey(parameters, storey).ToString()))];
    }

    /// <summary>
    /// The process behind a field of the family "urns": one of the urns at these places of the concept graph is chosen by its tickets and
    /// drawn from. Colours are numbered as the introduction lists them.
    /// </summary>
    /// <exception cref="ArgumentException">The field is of another family, or a place is outside its graph.</exception>
    public static UrnProcess UrnProcess(Field field, IReadOnlyList<int> urns) =>
        field.Design is UrnsDesign design && urns.All(urn => urn >= 0 && urn < field.Settings.Concepts)
            ? design.Process([.. urns.Select(urn => design.Plan.First + urn)])
            : throw new ArgumentException($"{field.Id} has no such urns", nameof(urns));

    private static FieldFamily Family(TaskParameters parameters) => Find(parameters.Family) ?? throw new UserErrorException(
        parameters.Family == Questions.Name
            ? $"\"{parameters}\" is no invented field, and only those can be used here; take one of "
                + string.Join(", ", Families.Select(f => f.Name))
            : $"field \"{parameters}\": there is no family \"{parameters.Family}\"; take one of "
                + string.Join(", ", All.Select(f => f.Name)) + NearestName.Hint(parameters.Family, All.Select(f => f.Name)));

    private static FieldFamily? Find(string name) => Families.FirstOrDefault(f => f.Name == name);
}
