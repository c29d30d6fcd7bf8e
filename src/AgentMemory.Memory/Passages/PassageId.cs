using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Memory.Passages;

/// <summary>Passage ids as people see them, "p17", and as the file holds them, 17.</summary>
internal static class PassageId
{
    public static string Text(long number) => string.Create(CultureInfo.InvariantCulture, $"p{number}");

    public static bool TryParse(string text, out long number)
    {
        number = 0;
        return text is ['p' or 'P', >= '1' and <= '9', ..]
            && long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <exception cref="UserErrorException">Not an id.</exception>
    public static long Parse(string text) => TryParse(text, out var number)
        ? number
        : throw new UserErrorException($"\"{text}\" is no passage's id; ids look like p17, and memory list shows them");
}
