using System.Globalization;

namespace AgentMemory.Verdicts.Curves;

/// <summary>Where in a file a row stands; turned into words only when there is an error to tell.</summary>
/// <param name="Source">The file, as the user named it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Item">Of a JSON array, from 1; 0 in a CSV file.</param>
internal readonly record struct CurvePlace(string Source, int Line, int Item)
{
    /// <inheritdoc/>
    public override string ToString() => Item == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Source}: line {Line}")
        : string.Create(CultureInfo.InvariantCulture, $"{Source}: item {Item} (line {Line})");
}
