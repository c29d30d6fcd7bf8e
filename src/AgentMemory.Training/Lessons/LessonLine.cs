using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AgentMemory.Training.Lessons;

/// <summary>
/// One line of JSON whose texts can go to a model whole. A NUL would end a text for the engine, and half of a surrogate pair is no
/// character; both are legal in JSON, so they are looked for here, where their column is still known.
/// </summary>
internal static class LessonLine
{
    private const int EscapeLength = 6;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="line">UTF-8.</param>
    /// <exception cref="LessonLineException">It is no UTF-8, no JSON, or a text in it cannot be used.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> line)
    {
        CheckBytes(line.Span);
        try
        {
            CheckTexts(line.Span);
            return JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            var why = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new LessonLineException(Column(line.Span, (int)(e.BytePositionInLine ?? 0)), $"no JSON: {why}");
        }
    }

    private static void CheckBytes(ReadOnlySpan<byte> line)
    {
        try
        {
            _ = Strict.GetCharCount(line);
        }
        catch (DecoderFallbackException e)
        {
            throw new LessonLineException(Column(line, e.Index), "a byte that is no UTF-8; save the file as UTF-8");
        }
    }

    private static void CheckTexts(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                CheckEscapes(line, (int)reader.TokenStartIndex + 1, reader.ValueSpan);
            }
        }
    }

    private static void CheckEscapes(ReadOnlySpan<byte> line, int start, ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                continue;
            }

            if (text[i + 1] != 'u')
            {
                i++;
                continue;
            }

            var unit = UnitAt(text, i);
            if (unit == 0)
            {
                throw new LessonLineException(Column(line, start + i), "\\u0000 is no character of a text; the engine would end the text there");
            }

            var isPair = char.IsHighSurrogate((char)unit) && char.IsLowSurrogate((char)UnitAt(text, i + EscapeLength));
            if (char.IsSurrogate((char)unit) && !isPair)
            {
                throw new LessonLineException(Column(line, start + i), $"\\u{unit:x4} is half of a surrogate pair and no character");
            }

            i += (isPair ? 2 * EscapeLength : EscapeLength) - 1;
        }
    }

    // The reader has seen to it that four digits follow \u.
    private static int UnitAt(ReadOnlySpan<byte> text, int at) =>
        text[Math.Min(at, text.Length)..] is [(byte)'\\', (byte)'u', ..]
            ? int.Parse(text.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : 'x';

    private static int Column(ReadOnlySpan<byte> line, int at) => Encoding.UTF8.GetCharCount(line[..Math.Min(at, line.Length)]) + 1;
}
