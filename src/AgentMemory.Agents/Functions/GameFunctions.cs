using System.Text.Json.Nodes;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;

namespace AgentMemory.Agents.Functions;

/// <summary>Looking at a game and playing a move in it.</summary>
internal static class GameFunctions
{
    private const int NameCharactersMax = 500;
    private const int MoveCharactersMax = 2_000;

    private const string State = """
        "game": { "type": "string", "description": "The game's whole name" },
        "episode": { "type": "integer" },
        "position": { "type": ["string", "null"], "description": "What is seen now; null once the game is over" },
        "moves": { "type": ["array", "null"], "items": { "type": "string" }, "description": "What may be played; null where any line of text may" },
        "is_over": { "type": "boolean" },
        "feedback": { "type": ["string", "null"], "description": "How it ended" },
        "score": { "type": ["number", "null"], "description": "In the game's own unit" }
        """;

    private const string StateRequired = "\"game\", \"episode\", \"position\", \"moves\", \"is_over\", \"feedback\", \"score\"";

    private const string LookSchema = $$"""
        {
          "type": "object",
          "properties": {
            "rules": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": { "title": { "type": "string" }, "text": { "type": "string" } },
                "required": ["title", "text"]
              }
            },
            "earlier": {
              "type": "array",
              "description": "What was seen and played before",
              "items": {
                "type": "object",
                "properties": { "seen": { "type": "string" }, "played": { "type": "string" } },
                "required": ["seen", "played"]
              }
            },
            {{State}}
          },
          "required": ["rules", "earlier", {{StateRequired}}]
        }
        """;

    private const string PlaySchema = $$"""
        {
          "type": "object",
          "properties": { "played": { "type": "string" }, {{State}} },
          "required": ["played", {{StateRequired}}]
        }
        """;

    public static IEnumerable<AgentFunction> Of(GameSource source)
    {
        var table = new OpenGames(source);
        var game = new AgentArgument.Text(
            "game", $"A game's name: {string.Join(", ", source.Families)}, with parameters after a question mark, like {source.Families[0]}?seed=3",
            IsRequired: true, NameCharactersMax);
        var episode = new AgentArgument.Whole("episode", "Which game of these rules; each number begins another way", 1, new NumberRange<int>(1, 1_000_000));
        return
        [
            new(
                "look_at_game",
                "Look at a game",
                "Show a game's rules, what was played so far, the position and the moves that are allowed now.",
                FunctionEffect.Reads,
                [game, episode],
                LookSchema,
                (arguments, _) => Look(table.Look(arguments.Text("game"), arguments.Whole("episode")))),
            new(
                "play_move",
                "Play a move",
                "Play a move in a game and see what comes of it. The moves that are allowed stand in the answer.",
                FunctionEffect.Advances,
                [game, new AgentArgument.Text("move", "One of the moves, as it is written there", IsRequired: true, MoveCharactersMax), episode],
                PlaySchema,
                (arguments, _) => Played(table.Play(arguments.Text("game"), arguments.Whole("episode"), arguments.Text("move")))),
        ];
    }

    private static JsonObject Look(GameInPlay game)
    {
        var shown = new JsonObject
        {
            ["rules"] = new JsonArray([.. game.Task.Documents.Select(d => new JsonObject { ["title"] = d.Title, ["text"] = d.Text })]),
            ["earlier"] = new JsonArray([.. game.Earlier.Select(step => new JsonObject { ["seen"] = step.Text, ["played"] = step.Reply })]),
        };
        return WithState(shown, game);
    }

    private static JsonObject Played(GameInPlay game) => WithState(new JsonObject { ["played"] = game.Earlier[^1].Reply }, game);

    private static JsonObject WithState(JsonObject shown, GameInPlay game)
    {
        var outcome = game.State.Outcome;
        shown["game"] = game.Task.Id;
        shown["episode"] = game.Episode;
        shown["position"] = outcome is null ? game.State.View.Text : null;
        shown["moves"] = outcome is null && game.State.View.Reply is ReplyForm.OneOf form
            ? new JsonArray([.. form.Replies.Select(reply => JsonValue.Create(reply))])
            : null;
        shown["is_over"] = outcome is not null;
        shown["feedback"] = outcome?.Feedback;
        shown["score"] = outcome?.Score;
        return shown;
    }
}
