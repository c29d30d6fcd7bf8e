using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentMemory.Core;

namespace AgentMemory.Verdicts.Curves;

/// <summary>
/// Curves as a JSON array of objects, one an exam:
/// <c>[{"learner": ..., "task": ..., "seed": ..., "step": ..., "score": ...}]</c>, with the same names as the CSV columns.
/// The objects may also follow each other without an array, as in JSON Lines. A number may stand as a text, as exports of tables write it.
/// </summary>
public static class CurveJson
{
    /// <summary>Reads curves.</summary>
    /// <param name="text">UTF-8, its byte order mark taken off.</param>
    /// <param name="source">What to call it in an error.</param>
    /// <param name="cancellation">Looked at before every item.</param>
    /// <exception cref="UserErrorException">Something cannot be used; the message names item and line.</exception>
    public static CurveTable Read(ReadOnlySpan<byte> text, string source, CancellationToken cancellation = default)
    {
        if (!System.Text.Unicode.Utf8.IsValid(text))
        {
            throw new UserErrorException($"{source}: is not text in UTF-8; save it as UTF-8");
        }

        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true });
        var points = new List<CurvePoint>();
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            var isArray = Begin(ref reader, source);
            var more = !isArray || reader.Read();
            var row = new CurveRow();
            var line = 1;
            var counted = 0;
            for (; more && reader.TokenType != JsonTokenType.EndArray; more = reader.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                if (points.Count == CurveLimits.RowsMax)
                {
                    throw new UserErrorException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{source}: more than {CurveLimits.RowsMax:N0} items; that is the limit: keep every k-th step, or "
                        + $"score the learners in several files"));
                }

                var start = (int)reader.TokenStartIndex;
                line += text[counted..start].Count((byte)'\n');
                counted = start;
                points.Add(ReadItem(ref reader, row, new CurvePlace(source, line, points.Count + 1), unknown));
            }

            // What follows the array is read too, so that a second one is not passed over.
            if (isArray && reader.Read())
            {
                throw new UserErrorException($"{source}: something follows the array of {points.Count} items; put all into one array");
            }
        }
        catch (JsonException error)
        {
            throw new UserErrorException(
                $"{source}: line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}: this is not JSON; "
                + "check the comma, quote or bracket there",
                error);
        }
        catch (InvalidOperationException error)
        {
            throw new UserErrorException($"{source}: item {points.Count + 1}: a text holds half a character (\\uD800 to "
                + "\\uDFFF alone); write it whole", error);
        }

        return CurveTable.Of(points, source, cancellation).Without([.. unknown]);
    }

    // True for an array, false for objects that follow each other.
    private static bool Begin(ref Utf8JsonReader reader, string source)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartArray => true,
            JsonTokenType.StartObject => false,
            _ => throw new UserErrorException(
                $"{source}: line 1: the file holds no array; curves are an array of objects, one for each exam"),
        };
    }

    private static CurvePoint ReadItem(ref Utf8JsonReader reader, CurveRow row, CurvePlace place, SortedSet<string> unknown)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new UserErrorException($"{place}: not an object; write {{\"learner\": ..., \"score\": ...}}");
        }

        row.Clear();
        var (hasScore, hasMissing, hasMissingRaw) = (false, false, false);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var column = CurveColumn.Named(reader.GetString()!);
            reader.Read();
            if (column.Kind == CurveColumnKind.Ignored)
            {
                if (column.Kind == CurveColumnKind.Ignored && unknown.Count < CurveLimits.UnknownNamesMax)
                {
                    unknown.Add(column.Name);
                }

                reader.Skip();
                continue;
            }

            if (column.MayBeMissing && IsMissing(ref reader))
            {
                hasMissing |= column.Kind == CurveColumnKind.Score;
                hasMissingRaw |= column.Kind == CurveColumnKind.Raw;
                continue;
            }

            hasScore |= column.Kind == CurveColumnKind.Score;
            if (!ReadField(ref reader, row, column, place))
            {
                throw Refuse(place, column, "stands twice; keep one");
            }
        }

        // Where an item has both, the score decides.
        if (hasMissing || (hasMissingRaw && !hasScore))
        {
            row.SetMissing();
        }

        return row.Finish(place);
    }

    private static bool IsMissing(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => true,
        JsonTokenType.String => CurveNumber.IsMissing(reader.GetString().AsSpan().Trim()),
        JsonTokenType.Number => !reader.TryGetDouble(out var number) || !double.IsFinite(number),
        _ => false,
    };

    private static bool ReadField(ref Utf8JsonReader reader, CurveRow row, CurveColumn column, CurvePlace place)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null when !column.IsRequired:
                return true;
            case JsonTokenType.String when column.IsText:
                return row.Set(column, reader.GetString().AsSpan().Trim());
            case JsonTokenType.Number when column.IsText:
                return row.Set(column, Encoding.UTF8.GetString(reader.ValueSpan));
            case JsonTokenType.String:
                return ReadText(reader.GetString().AsSpan().Trim(), row, column, place);
            case JsonTokenType.Number when reader.TryGetDouble(out var number) && double.IsFinite(number):
                return row.Set(column, number);
            case JsonTokenType.Number:
                throw Refuse(place, column, "is beyond every finite number; write a finite number");
            default:
                var wanted = column.IsText ? "a text" : "a number such as 0.25";
                throw Refuse(place, column, $"is {Described(reader.TokenType)}; write {wanted}");
        }
    }

    // Exports of tables write numbers as texts, and an empty one where there is none.
    private static bool ReadText(ReadOnlySpan<char> text, CurveRow row, CurveColumn column, CurvePlace place)
    {
        if (text.IsEmpty)
        {
            return !column.IsRequired ? true : throw Refuse(place, column, "is an empty text; write a number such as 0.25");
        }

        return CurveNumber.TryRead(text, out var written, out var problem) ? row.Set(column, written) : throw Refuse(place, column, problem);
    }

    private static string Described(JsonTokenType token) => token switch
    {
        JsonTokenType.Null => "null",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.StartObject => "an object",
        _ => "an array",
    };

    private static UserErrorException Refuse(CurvePlace place, CurveColumn column, string problem) =>
        new($"{place}: {column.Name} {problem}");
}
