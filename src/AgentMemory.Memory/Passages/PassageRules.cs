using AgentMemory.Core;

namespace AgentMemory.Memory.Passages;

/// <summary>What may be kept.</summary>
internal static class PassageRules
{
    private const int LabelCharactersMax = 1_000;

    /// <exception cref="UserErrorException">It may not be kept; the message says why.</exception>
    public static void Check(NewPassage passage)
    {
        if (string.IsNullOrWhiteSpace(passage.Text))
        {
            throw new UserErrorException("a passage without words cannot be kept; give it a text");
        }

        if (passage.Text.Length > NewPassage.TextCharactersMax)
        {
            throw new UserErrorException(
                $"a passage of {passage.Text.Length} characters cannot be kept; split it, a passage has at most "
                + $"{NewPassage.TextCharactersMax}");
        }

        if (passage.Subject is not null && string.IsNullOrWhiteSpace(passage.Subject))
        {
            throw new UserErrorException("a passage's subject is empty; give it words or leave it away");
        }

        Whole("text", passage.Text);
        foreach (var (name, label) in new[]
        {
            ("subject", passage.Subject ?? ""), ("source", passage.Source), ("provenance", passage.Provenance),
        })
        {
            Whole(name, label);
            if (label.Length > LabelCharactersMax)
            {
                throw new UserErrorException(
                    $"a passage's {name} has {label.Length} characters and may have {LabelCharactersMax}; shorten it");
            }
        }
    }

    private static void Whole(string name, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new UserErrorException($"a passage's {name} holds a zero character, which no text has; give text, not bytes");
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
            {
                throw new UserErrorException(
                    $"a passage's {name} holds half a character at place {i}; give text in valid UTF-8 or UTF-16");
            }
        }
    }
}
