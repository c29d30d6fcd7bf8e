using System.Text;
using System.Text.Json;
using AgentMemory.Core;

namespace AgentMemory.Fields.Questions;

/// <summary>One line of a file of questions, read and checked.</summary>
internal sealed class QuestionLine
{
    public const string Example = "{\"question\":\"…\",\"answer\":\"…\"}";

    private const int DepthMax = 8;
    private const int QuestionLettersMax = 8_000;
    private const int ChoiceLettersMax = 500;
    private const int NameLettersMax = 100;
    private const int ChoicesMax = 26;
    private const int AnswersMax = 50;

    /// <summary>Of the longest answer that is written: a tokenizer that knows no words takes a token for each byte.</summary>
    public const int AnswerBytesMax = 240;

    private const string TopicOfAll = "general";
    private static readonly string[] Names = ["question", "answer", "answers", "topic", "choices", "id", "tolerance"];

    private readonly string _place;
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);

    private QuestionLine(string place, JsonElement root)
    {
        _place = place;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Wrong($"is {Kind(root)}; write one object a line, as in {Example}");
        }

        foreach (var field in root.EnumerateObject())
        {
            var name = NameOf(field);
            if (!Names.Contains(name))
            {
                throw Wrong($"there is no field \"{name}\"; the fields are {string.Join(", ", Names)}{NearestName.Hint(name, Names)}");
            }

            if (!_fields.TryAdd(name, field.Value))
            {
                throw Wrong($"{name} stands twice; keep one");
            }
        }
    }

    /// <summary>Reads a line.</summary>
    /// <param name="file">Names the file in errors.</param>
    /// <param name="number">Of the line, from 1.</param>
    /// <param name="line">Its text.</param>
    /// <exception cref="UserErrorException">It cannot be used.</exception>
    public static Question Read(string file, int number, string line)
    {
        var place = $"{file} line {number}";
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = DepthMax });
            return new QuestionLine(place, document.RootElement).ToQuestion(number);
        }
        catch (JsonException e)
        {
            var column = (e.BytePositionInLine ?? 0) + 1;
            throw new UserErrorException($"{place}, column {column}: no JSON object can be read; write one on a line, as in {Example}", e);
        }
    }

    private Question ToQuestion(int line)
    {
        var text = Text("question", Required("question"), QuestionLettersMax, isOneLine: false);
        var choices = Choices();
        var (answers, isNumber) = Answers(choices);
        return new Question
        {
            Id = Given("id") is { } id ? Named("id", id) : FormattableString.Invariant($"line-{line}"),
            Line = line,
            Topic = Given("topic") is { } topic ? Named("topic", topic) : TopicOfAll,
            Text = text,
            Choices = choices,
            Answers = answers,
            IsNumber = isNumber,
            Tolerance = Tolerance(isNumber && choices is null),
        };
    }

    private string[]? Choices()
    {
        if (Given("choices") is not { } given)
        {
            return null;
        }

        string[] choices = [.. List("choices", given).Select((choice, i) => Named($"choice {i + 1}", choice, ChoiceLettersMax))];
        if (choices.Length is < 2 or > ChoicesMax)
        {
            throw Wrong($"choices has {choices.Length}; give 2 to {ChoicesMax}, or leave choices out where the answer is to be written");
        }

        var twice = choices.GroupBy(AnswerText.Folded, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1);
        return twice is null ? choices : throw Wrong($"the choice \"{twice.First()}\" stands twice, as far as a reply can tell; keep one");
    }

    private (IReadOnlyList<string> Answers, bool IsNumber) Answers(string[]? choices)
    {
        if (Given("answer") is not null && Given("answers") is not null)
        {
            throw Wrong("has answer and answers; keep one, answers where several are right");
        }

        IReadOnlyList<JsonElement> given = Given("answers") is { } several ? List("answers", several)
            : Given("answer") is { } one ? [one]
            : throw Null("answer") ?? Wrong("answer is missing; write \"answer\": \"…\", or \"answers\": [\"…\"] where several are right");
        if (given.Count is 0 or > AnswersMax)
        {
            throw Wrong($"answers has {given.Count}; give 1 to {AnswersMax}");
        }

        var isNumber = given[0].ValueKind == JsonValueKind.Number;
        if (given.Any(answer => (answer.ValueKind == JsonValueKind.Number) != isNumber))
        {
            throw Wrong("answers mixes texts and numbers; write all of them as texts, or all as numbers");
        }

        string[] answers = [.. given.Select(answer => choices is null
            ? Answer(answer)
            : Named("answer", answer, ChoiceLettersMax))];
        return choices is null ? (answers, isNumber) : (Chosen(answers, choices), false);
    }

    private string Answer(JsonElement answer)
    {
        if (answer.ValueKind == JsonValueKind.Number)
        {
            return AnswerNumber.Text(Number("answer", answer));
        }

        var text = Named("answer", answer, AnswerBytesMax);
        return Encoding.UTF8.GetByteCount(text) <= AnswerBytesMax
            ? text
            : throw Wrong($"answer is over {AnswerBytesMax} bytes of UTF-8; ask for something shorter, or give choices");
    }

    // Each is one of the choices, as that is written.
    private string[] Chosen(string[] answers, string[] choices)
    {
        foreach (var answer in answers.Where(answer => !choices.Contains(answer, StringComparer.Ordinal)))
        {
            throw Wrong($"answer \"{answer}\" is not among the choices; write the text of one of them{NearestName.Hint(answer, choices)}");
        }

        return answers.Distinct(StringComparer.Ordinal).Count() == choices.Length
            ? throw Wrong("every choice is right, so nothing is asked; leave the wrong ones out of answers")
            : [.. answers.Distinct(StringComparer.Ordinal)];
    }

    private decimal Tolerance(bool isNumber)
    {
        if (Given("tolerance") is not { } given)
        {
            return 0;
        }

        if (!isNumber)
        {
            throw Wrong("tolerance belongs to an answer that is a written number, as in \"answer\": 42 without quotation marks; leave it out");
        }

        var tolerance = Number("tolerance", given);
        return tolerance >= 0 ? tolerance : throw Wrong($"tolerance {AnswerNumber.Text(tolerance)} is below 0; write how far a number may be off, either way");
    }

    private decimal Number(string name, JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Number)
        {
            throw Wrong($"{name} is {Kind(given)}; write a number");
        }

        return given.TryGetDecimal(out var number) && Math.Abs(number) <= AnswerNumber.SizeMax && Decimals(number) <= AnswerNumber.DecimalsMax
            ? number
            : throw Wrong(
                $"{name} {given.GetRawText()} cannot be used; a number is from -10^15 to 10^15 with up to {AnswerNumber.DecimalsMax} decimals; "
                + "write others as text");
    }

    private static int Decimals(decimal number) => AnswerNumber.Text(number) is var text && text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point
        ? text.Length - point - 1
        : 0;

    /// <summary>A text of one line, or a number as it is written.</summary>
    private string Named(string name, JsonElement given, int lettersMax = NameLettersMax) => given.ValueKind == JsonValueKind.Number
        ? given.GetRawText()
        : Text(name, given, lettersMax, isOneLine: true);

    private string Text(string name, JsonElement given, int lettersMax, bool isOneLine)
    {
        if (given.ValueKind != JsonValueKind.String)
        {
            throw Wrong($"{name} is {Kind(given)}; write a text in quotation marks");
        }

        string text;
        try
        {
            text = given.GetString()!.ReplaceLineEndings("\n").Trim();
        }
        catch (InvalidOperationException e)
        {
            throw new UserErrorException($"{_place}: {name} holds half of a surrogate pair; write the letter itself, or both halves", e);
        }

        if (text.Length == 0)
        {
            throw Wrong($"{name} is empty; write a text");
        }

        if (text.Length > lettersMax)
        {
            throw Wrong($"{name} has {text.Length:N0} letters; write {lettersMax:N0} at most");
        }

        foreach (var control in text.Where(letter => char.IsControl(letter) && (isOneLine || letter is not ('\n' or '\t'))))
        {
            throw Wrong(control == '\n'
                ? $"{name} goes over several lines; write it on one"
                : $"{name} holds the control character U+{(int)control:X4}; take it out");
        }

        return text;
    }

    private IReadOnlyList<JsonElement> List(string name, JsonElement given) => given.ValueKind == JsonValueKind.Array
        ? [.. given.EnumerateArray()]
        : throw Wrong($"{name} is {Kind(given)}; write a list in brackets");

    private JsonElement Required(string name) => Given(name) ?? throw Null(name) ?? Wrong($"{name} is missing; write \"{name}\": \"…\"");

    // A null is what other programs write for what is left out.
    private JsonElement? Given(string name) => _fields.TryGetValue(name, out var given) && given.ValueKind != JsonValueKind.Null ? given : null;

    private UserErrorException? Null(string name) => _fields.TryGetValue(name, out var given) && given.ValueKind == JsonValueKind.Null
        ? Wrong($"{name} is null; write a text, or take the line out")
        : null;

    private string NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new UserErrorException($"{_place}: a field's name holds half of a surrogate pair; the fields are {string.Join(", ", Names)}", e);
        }
    }

    private UserErrorException Wrong(string what) => new($"{_place}: {what}");

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
