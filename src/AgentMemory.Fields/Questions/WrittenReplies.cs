using System.Globalization;
using System.Text;
using AgentMemory.Core.Episodes;

namespace AgentMemory.Fields.Questions;

/// <summary>
/// The forms of written replies, one for all texts of a file and one for all its numbers: a form of a question's own would tell how long
/// its answer is.
/// </summary>
/// <param name="Text">A line that is not empty, no longer than the longest answer.</param>
/// <param name="Number">A number; a sign and decimals only where some answer has them.</param>
internal sealed record WrittenReplies(ReplyForm Text, ReplyForm Number)
{
    // Before and behind an answer a tokenizer may put a space and the end of the line into tokens of their own.
    private const int TokensMore = 8;
    private const int TokensMin = 16;

    /// <summary>The forms for these questions.</summary>
    public static WrittenReplies Of(IReadOnlyList<Question> questions)
    {
        string[] texts = [.. Answers(questions, isNumber: false)];
        string[] numbers = [.. Answers(questions, isNumber: true)];
        return new WrittenReplies(
            Form(texts, $"reply ::= [^ \\t\\r\\n]{Repeated("[^\\r\\n]", Longest(texts, text => text.EnumerateRunes().Count()) - 1)}"),
            Form(numbers, NumberGrammar(numbers)));
    }

    private static IEnumerable<string> Answers(IEnumerable<Question> questions, bool isNumber) =>
        questions.Where(question => question.Choices is null && question.IsNumber == isNumber).SelectMany(question => question.Answers);

    // A tokenizer that knows no words takes a token for each byte.
    private static ReplyForm.Written Form(IEnumerable<string> answers, string grammar) =>
        new(Math.Max(TokensMin, TokensMore + Longest(answers, Encoding.UTF8.GetByteCount)), grammar);

    private static string NumberGrammar(string[] numbers)
    {
        var parts = numbers.Select(number => number.TrimStart('-').Split('.')).ToList();
        var (digits, decimals) = (Longest(parts, part => part[0].Length), Longest(parts, part => part.Length > 1 ? part[1].Length : 0));
        return $"reply ::= {(numbers.Any(number => number.StartsWith('-')) ? "\"-\"? " : "")}[0-9]{Repeated("[0-9]", digits - 1)}"
            + (decimals > 0 ? $" (\".\" [0-9]{Repeated("[0-9]", decimals - 1)})?" : "");
    }

    private static int Longest<T>(IEnumerable<T> items, Func<T, int> length) => items.Select(length).DefaultIfEmpty(0).Max();

    private static string Repeated(string what, int most) =>
        most > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({what}){{0,{most}}}") : "";
}
