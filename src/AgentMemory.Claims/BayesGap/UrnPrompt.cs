using System.Globalization;
using AgentMemory.Core.Play;

namespace AgentMemory.Claims.BayesGap;

/// <summary>What stands before the draws.</summary>
/// <param name="Prompts">Hold the words.</param>
/// <param name="IsTold">Whether the urns are listed.</param>
public sealed record UrnPrompt(PromptBook Prompts, bool IsTold)
{
    /// <summary>The text of a world; draws follow it, each with a space before it.</summary>
    public string Of(UrnWorld world)
    {
        ArgumentNullException.ThrowIfNull(world);
        if (!IsTold)
        {
            return Prompts.Text("claims/draws");
        }

        var urns = world.Balls.Select((balls, urn) => Prompts.Fill(
            "claims/urn",
            ("number", (urn + 1).ToString(CultureInfo.InvariantCulture)),
            ("balls", string.Join(", ", balls.Select((count, colour) => string.Create(CultureInfo.InvariantCulture, $"{count} {world.Words[colour]}"))))));
        return Prompts.Fill(
            "claims/urns", ("count", world.Balls.Count.ToString(CultureInfo.InvariantCulture)), ("urns", string.Join('\n', urns)));
    }
}
