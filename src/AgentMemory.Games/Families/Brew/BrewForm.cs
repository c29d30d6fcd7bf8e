namespace AgentMemory.Games.Families.Brew;

/// <summary>
/// Substances and how they are made. They are numbered bases first, then products, each after all that its recipe needs.
/// </summary>
public sealed record BrewForm
{
    /// <summary>Invented names of all substances.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>How many are there from the start.</summary>
    public required int Bases { get; init; }

    /// <summary>For every product the two substances that make it, the smaller number first.</summary>
    public required IReadOnlyList<(int Left, int Right)> Recipes { get; init; }

    /// <summary>Tries of a game.</summary>
    public required int Steps { get; init; }

    /// <summary>The product of a pair, or -1.</summary>
    public int Product(int left, int right)
    {
        for (var product = 0; product < Recipes.Count; product++)
        {
            if (Recipes[product] == (left, right))
            {
                return Bases + product;
            }
        }

        return -1;
    }
}
