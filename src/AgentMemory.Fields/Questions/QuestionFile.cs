using System.Text;
using AgentMemory.Core;

namespace AgentMemory.Fields.Questions;

/// <summary>A file of questions, one JSON object a line; blank lines are passed over.</summary>
internal static class QuestionFile
{
    /// <summary>Questions that a file may hold.</summary>
    public const int QuestionsMax = 50_000;

    /// <summary>Bytes of the longest line.</summary>
    public const int LineBytesMax = 64 << 10;

    private const byte LineEnd = (byte)'\n';

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads and checks every line.</summary>
    /// <param name="name">Names the file in errors.</param>
    /// <param name="bytes">UTF-8, or UTF-16 with its mark.</param>
    /// <exception cref="UserErrorException">A line cannot be used, or there are too few or too many questions.</exception>
    public static IReadOnlyList<Question> Parse(string name, byte[] bytes)
    {
        var questions = new List<Question>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var asked = new Dictionary<string, List<Question>>(StringComparer.Ordinal);
        foreach (var (line, number) in Lines(name, InUtf8(name, bytes)))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var question = QuestionLine.Read(name, number, line);
            if (!ids.TryAdd(question.Id, number))
            {
                throw new UserErrorException(
                    $"{name} line {number}: the id \"{question.Id}\" is line {ids[question.Id]}'s already; give another, or leave id out");
            }

            var text = AnswerText.Folded(question.Text);
            RefuseSame(name, question, asked.TryGetValue(text, out var same) ? same : asked[text] = []);
            asked[text].Add(question);
            questions.Add(question);
            if (questions.Count > QuestionsMax)
            {
                throw new UserErrorException($"{name} line {number}: there are over {QuestionsMax:N0} questions; take a part of them");
            }
        }

        return questions.Count switch
        {
            0 => throw new UserErrorException($"{name} holds no question; write one JSON object a line, as in {QuestionLine.Example}"),
            1 => throw new UserErrorException(
                $"{name} line {questions[0].Line}: is the only question, and an exam asks what practice never showed; write two of one topic at least"),
            _ => questions,
        };
    }

    // One of two alike would be practised and the other asked at exams.
    private static void RefuseSame(string name, Question question, List<Question> known)
    {
        foreach (var earlier in known.Where(earlier => earlier.Choices is null || question.Choices is null || earlier.Asked == question.Asked))
        {
            throw new UserErrorException($"{name} line {question.Line}: asks what line {earlier.Line} asks"
                + (earlier.Answers.SequenceEqual(question.Answers, StringComparer.Ordinal)
                    ? "; keep one of them"
                    : " and has another answer; keep one of them, or write both answers into answers"));
        }
    }

    private static byte[] InUtf8(string name, byte[] bytes)
    {
        var isBigEndian = bytes.AsSpan().StartsWith(Encoding.BigEndianUnicode.GetPreamble());
        var isWide = isBigEndian || bytes.AsSpan().StartsWith(Encoding.Unicode.GetPreamble());
        try
        {
            var wide = new UnicodeEncoding(isBigEndian, byteOrderMark: true, throwOnInvalidBytes: true);
            return isWide ? Utf8.GetBytes(wide.GetString(bytes, 2, bytes.Length - 2))
                : bytes.AsSpan().StartsWith(Encoding.UTF8.GetPreamble()) ? bytes[Encoding.UTF8.GetPreamble().Length..]
                : bytes;
        }
        catch (DecoderFallbackException e)
        {
            throw new UserErrorException($"{name}: byte {e.Index + 2} is not valid UTF-16; save the file in UTF-8", e);
        }
    }

    private static IEnumerable<(string Line, int Number)> Lines(string name, byte[] bytes)
    {
        var number = 0;
        for (var from = 0; from < bytes.Length;)
        {
            number++;
            var length = bytes.AsSpan(from).IndexOf(LineEnd) is >= 0 and var end ? end : bytes.Length - from;
            yield return (Line($"{name} line {number}", bytes.AsSpan(from, length)), number);
            from += length + 1;
        }
    }

    private static string Line(string place, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LineBytesMax)
        {
            throw new UserErrorException($"{place}: has {bytes.Length:N0} bytes; a line has {LineBytesMax:N0} at most, so write one question on it");
        }

        if (bytes.Contains((byte)0))
        {
            throw new UserErrorException($"{place}: holds a zero byte, so it is no text; save the file in UTF-8");
        }

        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new UserErrorException($"{place}, byte {e.Index + 1}: is not valid UTF-8; save the file in UTF-8", e);
        }
    }
}
