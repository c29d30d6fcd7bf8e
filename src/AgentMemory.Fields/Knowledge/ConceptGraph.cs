using System.Text;

namespace AgentMemory.Fields.Knowledge;

/// <summary>Which concept is defined from which. A concept stands behind all that it is defined from.</summary>
public sealed record ConceptGraph(IReadOnlyList<Concept> Concepts)
{
    /// <summary>Number of layers: 1 where everything is primitive.</summary>
    public int Depth => Concepts.Count == 0 ? 0 : Concepts.Max(c => c.Layer) + 1;

    /// <summary>The graph as text: chapters, concepts indented by their layer, an arrow to what each is defined
    /// from.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var chapter in Concepts.GroupBy(c => c.Chapter))
        {
            text.Append("chapter ").Append(chapter.Key).Append('\n');
            foreach (var concept in chapter)
            {
                text.Append(' ', 2 + (2 * concept.Layer)).Append(concept.Name).Append("  ").Append(concept.Kind);
                if (concept.DefinedFrom.Count > 0)
                {
                    text.Append("  <- ").AppendJoin(", ", concept.DefinedFrom);
                }

                text.Append('\n');
            }
        }

        return text.ToString();
    }
}
