using System.Text.Json;

namespace AgentMemory.Fields.Questions;

/// <summary>A question of somebody's own, as a line of a file gives it.</summary>
internal sealed record Question
{
    /// <summary>The user's, or "line-" with the number of the line.</summary>
    public required string Id { get; init; }

    /// <summary>Number of its line in the file, from 1.</summary>
    public required int Line { get; init; }

    public required string Topic { get; init; }

    public required string Text { get; init; }

    /// <summary>What may be chosen from, in the file's order; null where the answer is written.</summary>
    public required IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Every answer that counts as right; the first is the one that is told. Of a number, its one spelling.</summary>
    public required IReadOnlyList<string> Answers { get; init; }

    /// <summary>The answers are numbers.</summary>
    public required bool IsNumber { get; init; }

    /// <summary>How far a number may be off.</summary>
    public required decimal Tolerance { get; init; }

    /// <summary>Chance of a right answer by guessing among the choices; 0 where the answer is written.</summary>
    public double Chance => Choices is null ? 0 : (double)Answers.Count / Choices.Count;

    /// <summary>Names what is asked, however it is spelt and wherever it stands in its file.</summary>
    public string Asked => Choices is null
        ? AnswerText.Folded(Text)
        : JsonSerializer.Serialize(Choices.Select(AnswerText.Folded).Order(StringComparer.Ordinal).Prepend(AnswerText.Folded(Text)));

    /// <summary>Whether a reply is right.</summary>
    /// <param name="reply">A choice's text, or what was written.</param>
    /// <param name="isExact">Every letter counts; otherwise case, punctuation, articles and white space do not.</param>
    public bool Accepts(string reply, bool isExact)
    {
        var given = reply.Trim();
        return given.Length > 0 && (IsNumber && Choices is null
            ? AnswerNumber.TryRead(given, out var number)
                && Answers.Any(answer => AnswerNumber.TryRead(answer, out var right) && Math.Abs(number - right) <= Tolerance)
            : Choices is not null || isExact ? Answers.Contains(given, StringComparer.Ordinal)
            : Answers.Any(answer => AnswerText.Normalised(answer) == AnswerText.Normalised(given)));
    }
}
