using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Fields.Questions;

/// <summary>What a task of questions is made from: its file, how it is split, asked and graded.</summary>
internal sealed record QuestionSettings
{
    private const string Example = "example";
    private const string Beside = "beside";
    private const string None = "none";
    private const string Any = "any";
    private const string Topics = "topics";
    private const int HashDigitsMin = 12;
    private const int HashDigitsMax = 64;
    private const int TuningMax = 999;

    private static readonly WordParameter<bool> Book = new(
        "book", "closed shows the documents only while learning, open at the exam too", ("closed", false), ("open", true))
    {
        KeepsWorld = true,
    };

    private static readonly WordParameter<bool> Letters = new(
        "choices", "words: a listed choice is replied by its text; letters: by its letter", ("words", false), ("letters", true))
    {
        KeepsWorld = true,
    };

    private static readonly TextParameter<string> Folder = new(
        "documents",
        Beside,
        "beside, none, or a folder",
        "texts that learners may read: beside takes the .txt and .md files of FILE.documents, where there is such a folder",
        [Beside, None],
        (_, text) => text)
    {
        KeepsWorld = true,
        NamesFile = true,
    };

    private static readonly TextParameter<string> Path = new(
        "file",
        Example,
        "the path of a .jsonl file, from the working folder; or example, which the project ships",
        "the questions, one JSON object a line: docs/own-questions.md",
        [Example, "mine.jsonl"],
        (_, text) => text)
    {
        NamesFile = true,
    };

    private static readonly WordParameter<bool> Match = new(
        "match",
        "normalised: in a written answer case, punctuation, articles, white space and Unicode's compatibility forms do not matter; exact: all do",
        ("normalised", false),
        ("exact", true))
    {
        KeepsWorld = true,
    };

    private static readonly TextParameter<string> Hash = new(
        "sha256",
        Any,
        "any, or 12 to 64 hexadecimal digits",
        "what the hash over the questions and documents begins with; files that have another are refused",
        [Any],
        (_, text) => text == Any || (text.Length is >= HashDigitsMin and <= HashDigitsMax && text.All(char.IsAsciiHexDigit)) ? text : null);

    private static readonly NumberParameter<int> Share = TaskParameter.Whole(
        "share", 25, 5, 90, "percent of each topic's questions that only exams ask, one at least of a topic that has two");

    private static readonly WordParameter<string> Parted = TaskParameter.Word(
        "split", "questions: exams ask never-met questions of topics that practice met; topics: whole topics are kept for exams", "questions", Topics);

    private static readonly NumberParameter<int> Tuned = TaskParameter.Whole(
        "tuning",
        0,
        0,
        TuningMax,
        "0: the whole file; else only what practice asks, split once more by this number, for choosing settings by other questions than the exam's");

    private readonly TaskParameters _given;

    private QuestionSettings(TaskParameters given) => _given = given;

    /// <summary>In alphabetical order.</summary>
    public static IReadOnlyList<TaskParameter> Parameters { get; } = [Book, Letters, Folder, Path, Match, TaskParameter.Seed, Hash, Share, Parted, Tuned];

    /// <summary>The path of the questions, from the working folder.</summary>
    public required string File { get; init; }

    /// <summary>The questions are those that the project ships.</summary>
    public bool IsExample => File == Example;

    public bool HasDocuments => _given.Read(Folder) != None;

    /// <summary>The folder that was named; null takes the one beside the questions.</summary>
    public string? DocumentFolder => _given.Read(Folder) is not (Beside or None) and var folder ? folder : null;

    public required bool OpenBook { get; init; }

    /// <summary>A choice is replied by its letter.</summary>
    public required bool ByLetters { get; init; }

    /// <summary>Every letter of a written answer counts.</summary>
    public required bool IsExact { get; init; }

    /// <summary>Of each topic, from 0 to 1, held out for exams.</summary>
    public required double ExamShare { get; init; }

    /// <summary>Whole topics are held out.</summary>
    public required bool ByTopics { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Splits the questions of practice once more; 0 leaves the file whole.</summary>
    public required int Tuning { get; init; }

    /// <summary>The task made of the questions of practice alone, split by this number.</summary>
    public static TaskParameters WithTuning(TaskParameters task, ulong number) =>
        task.With(Tuned, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads a task's parameters; no file is opened.</summary>
    /// <exception cref="UserErrorException">A parameter is unknown or cannot be used.</exception>
    public static QuestionSettings Read(TaskParameters given)
    {
        ArgumentNullException.ThrowIfNull(given);
        var settings = new QuestionSettings(given)
        {
            File = given.Read(Path),
            OpenBook = given.Read(Book),
            ByLetters = given.Read(Letters),
            IsExact = given.Read(Match),
            ExamShare = given.Read(Share) / 100.0,
            ByTopics = given.Read(Parted) == Topics,
            Seed = given.Seed,
            Tuning = given.Read(Tuned),
        };
        _ = (given.Read(Folder), given.Read(Hash));
        given.RefuseUnread(Parameters);
        return settings;
    }

    /// <summary>The canonical and complete name of the task with files of this hash.</summary>
    /// <exception cref="UserErrorException">The name asks for files of another hash.</exception>
    public string IdOf(string sha256)
    {
        var wanted = _given.Read(Hash);
        if (wanted != Any && !sha256.StartsWith(wanted, StringComparison.OrdinalIgnoreCase))
        {
            throw new UserErrorException(
                $"task \"{_given}\": the questions or their documents are not those that are asked for: their sha256 begins with "
                + $"{sha256[..Math.Max(HashDigitsMin, wanted.Length)]}; bring back the files as they were, or leave sha256 out");
        }

        var id = new (TaskParameter Parameter, string Value, bool IsUsual)[]
        {
            (Book, Book.Spelling(_given), false),
            (Letters, Letters.Spelling(_given), false),
            (Folder, Folder.Spelling(_given), Folder.Spelling(_given) == Beside),
            (Path, File, IsExample),
            (Match, Match.Spelling(_given), false),
            (TaskParameter.Seed, Seed.ToString(CultureInfo.InvariantCulture), false),
            (Hash, sha256[..HashDigitsMin], false),
            (Share, Share.Spelling(_given), false),
            (Parted, Parted.Spelling(_given), false),
            (Tuned, Tuned.Spelling(_given), Tuning == 0),
        };
        return $"{_given.Family}?{string.Join('&', id.Where(p => !p.IsUsual).Select(p => $"{p.Parameter.Name}={TaskParameters.Escaped(p.Value)}"))}";
    }
}
