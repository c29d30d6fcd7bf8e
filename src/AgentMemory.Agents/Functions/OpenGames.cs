using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Agents.Functions;

/// <summary>
/// The games that are being played: each is named by its task and the number of the episode, and goes on from call to call. Safe
/// to use from several threads.
/// </summary>
internal sealed class OpenGames(GameSource source)
{
    /// <summary>The one that was longest not played is put away beyond this; looked at again, it begins anew.</summary>
    private const int GamesMax = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ITask> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Task, int Episode), GameInPlay> _games = [];
    private long _turn;

    /// <summary>A game as it stands; one that was not begun is begun.</summary>
    /// <exception cref="UserErrorException">There is no such game.</exception>
    public GameInPlay Look(string name, int episode)
    {
        lock (_gate)
        {
            return Find(name, episode);
        }
    }

    /// <summary>The game after a move.</summary>
    /// <exception cref="UserErrorException">There is no such game, it is over, or the move is not allowed.</exception>
    public GameInPlay Play(string name, int episode, string move)
    {
        lock (_gate)
        {
            var game = Find(name, episode);
            if (game.State.Outcome is not null)
            {
                throw new UserErrorException($"{game.Task.Id}, episode {episode}, is over; play another episode number");
            }

            var view = game.State.View;
            var reply = Checked(view, move);
            var after = game with
            {
                State = game.State.After(reply),
                Earlier = [.. game.Earlier, Step.Of(view, reply)],
                Turn = ++_turn,
            };
            _games[(game.Task.Id, episode)] = after;
            return after;
        }
    }

    private GameInPlay Find(string name, int episode)
    {
        var task = Task(name);
        if (!_games.TryGetValue((task.Id, episode), out var game))
        {
            if (_games.Count == GamesMax)
            {
                _games.Remove(_games.MinBy(other => other.Value.Turn).Key);
            }

            game = new GameInPlay(task, episode, task.Practice((ulong)episode), [], 0);
        }

        return _games[(task.Id, episode)] = game with { Turn = ++_turn };
    }

    // Making a task may take as long as solving it.
    private ITask Task(string name)
    {
        if (!_tasks.TryGetValue(name, out var task))
        {
            if (_tasks.Count == GamesMax)
            {
                _tasks.Clear();
            }

            _tasks[name] = task = source.Open(name);
        }

        return task;
    }

    private static string Checked(View view, string move)
    {
        var text = move.Trim();
        return PlayPrompt.Read(view, text) switch
        {
            Reply.Legal legal when !legal.Text.AsSpan().ContainsAny('\n', '\r') => legal.Text,
            _ when view.Reply is ReplyForm.OneOf form => throw new UserErrorException(
                $"\"{text}\" is no move here; the moves are {string.Join(", ", form.Replies)}{NearestName.Hint(text, form.Replies)}"),
            _ => throw new UserErrorException("the reply is one line of text and not empty; write it so"),
        };
    }
}

/// <summary>A game and how far it is.</summary>
/// <param name="Task">What is played.</param>
/// <param name="Episode">Its number; another one begins another game of the same rules.</param>
/// <param name="State">Now.</param>
/// <param name="Earlier">What was seen and played, in order.</param>
/// <param name="Turn">When it was last used, by the table's own count.</param>
internal sealed record GameInPlay(ITask Task, int Episode, IEpisode State, IReadOnlyList<Step> Earlier, long Turn);
