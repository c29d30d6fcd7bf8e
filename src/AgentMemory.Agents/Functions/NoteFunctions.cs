using System.Text.Json.Nodes;
using AgentMemory.Core;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Agents.Functions;

/// <summary>
/// A notebook in the memory store: each note has a title, and writing a title again replaces its text. A note is a passage like
/// others, found by the search and kept as history.
/// </summary>
internal static class NoteFunctions
{
    /// <summary>The source by which notes are told from other passages.</summary>
    private const string Source = "notebook";

    private const int TitleCharactersMax = 200;
    private const int NotesMax = 100;

    private const string NotesSchema = """
        {
          "type": "object",
          "properties": {
            "notes": {
              "type": "array",
              "description": "Newest first",
              "items": {
                "type": "object",
                "properties": {
                  "title": { "type": "string" },
                  "text": { "type": "string" },
                  "id": { "type": "string", "description": "The passage's id" },
                  "time": { "type": "string", "format": "date-time" }
                },
                "required": ["title", "text", "id", "time"]
              }
            },
            "more": { "type": "boolean", "description": "Whether older notes were left out" }
          },
          "required": ["notes", "more"]
        }
        """;

    private const string WrittenSchema = """
        {
          "type": "object",
          "properties": {
            "title": { "type": "string" },
            "id": { "type": "string", "description": "The passage's id" },
            "replaced": { "type": ["string", "null"], "description": "The id of the note it replaced" }
          },
          "required": ["title", "id", "replaced"]
        }
        """;

    public static IEnumerable<AgentFunction> Of(SharedStore store, string caller) =>
    [
        new(
            "read_notes",
            "Read notes",
            "Read the notebook: one note by its title, or all of them.",
            FunctionEffect.Reads,
            [
                new AgentArgument.Text("title", "The note's title; without it, every note", IsRequired: false, TitleCharactersMax),
                new AgentArgument.Whole("count", "At most so many notes", 20, new NumberRange<int>(1, NotesMax)),
            ],
            NotesSchema,
            (arguments, _) => ReadNotes(store, arguments.OptionalText("title"), arguments.Whole("count"))),
        new(
            "write_note",
            "Write a note",
            "Write a note under a title. A note of this title is replaced and stays as history, so give the whole text.",
            FunctionEffect.Adds,
            [
                new AgentArgument.Text("title", "A few words that name it", IsRequired: true, TitleCharactersMax),
                new AgentArgument.Text("text", "The whole note", IsRequired: true, NewPassage.TextCharactersMax),
            ],
            WrittenSchema,
            (arguments, cancellation) => WriteNote(store, caller, arguments.Text("title"), arguments.Text("text"), cancellation)),
    ];

    private static JsonObject ReadNotes(SharedStore store, string? title, int count)
    {
        var found = store.Use(s => s.List(Notes(title), count + 1));
        if (title is not null && found.Count == 0)
        {
            var titles = store.Use(s => s.List(Notes(null), NotesMax)).Select(note => note.Subject!).ToList();
            throw new UserErrorException(
                $"there is no note \"{title}\"; there are {(titles.Count == 0 ? "none" : string.Join(", ", titles))}{NearestName.Hint(title, titles)}");
        }

        return new JsonObject
        {
            ["notes"] = new JsonArray([.. found.Take(count).Select(note => new JsonObject
            {
                ["title"] = note.Subject,
                ["text"] = note.Text,
                ["id"] = note.Id,
                ["time"] = PassageJson.Moment(note.Time),
            })]),
            ["more"] = found.Count > count,
        };
    }

    private static JsonObject WriteNote(SharedStore store, string caller, string title, string text, CancellationToken cancellation) => store.Use(s =>
    {
        // A subject has one valid passage: a note under a fact's subject would hide the fact.
        var before = s.List(new PassageFilter { Subject = title }, 1).FirstOrDefault();
        if (before is not null && before.Source != Source)
        {
            throw new UserErrorException($"\"{title}\" is the subject of {before.Id}, which is no note; give the note another title");
        }

        var kept = s.Add(
            new NewPassage { Text = text, Kind = PassageKind.Note, Subject = title, Source = Source, Provenance = caller }, cancellation);
        return new JsonObject { ["title"] = title, ["id"] = kept.Id, ["replaced"] = before is null || before.Id == kept.Id ? null : before.Id };
    });

    private static PassageFilter Notes(string? title) => new() { Kinds = [PassageKind.Note], Source = Source, Subject = title };
}
