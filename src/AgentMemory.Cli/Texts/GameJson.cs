using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Games.Checks;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Cli.Texts;

/// <summary>Games as programs read them: one document on one line.</summary>
internal static class GameJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Schema agentmemory.playout/1: the positions in which somebody moves, in order.</summary>
    public static string Played(Playout playout) => JsonSerializer.Serialize(new
    {
        schema = "agentmemory.playout/1",
        game = playout.Game,
        roles = playout.Roles,
        steps = playout.Steps.Select(step => new { legal = step.Legal, moves = step.Moves }),
        goals = playout.Goals,
        terminal = playout.Terminal,
    }, Options);

    /// <summary>Schema agentmemory.solution/1.</summary>
    public static string Solved(Solution solution) => JsonSerializer.Serialize(new
    {
        schema = "agentmemory.solution/1",
        game = solution.Game,
        value = solution.Value,
        best = solution.Best,
        floor = solution.Floor,
        ceiling = solution.Ceiling,
        exploitability = solution.Exploitability,
        states = solution.States,
    }, Options);
}
