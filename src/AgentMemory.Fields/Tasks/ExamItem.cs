using System.Globalization;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Tasks;

/// <summary>An item on a sheet.</summary>
/// <param name="Id">Level and number, as "recall-1".</param>
/// <param name="Item">The question with its key.</param>
public sealed record ExamItem(string Id, FieldItem Item)
{
    /// <summary>The id of a level's item; 1 is the first.</summary>
    public static string IdOf(ItemLevel level, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{ItemLevels.Name(level)}-{number}");
}
