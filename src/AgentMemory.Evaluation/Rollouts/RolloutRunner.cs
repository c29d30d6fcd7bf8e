using System.Diagnostics;
using AgentMemory.Core;

namespace AgentMemory.Evaluation;

/// <summary>An episode about to be played.</summary>
public sealed record Seat
{
    /// <summary>The task's name in the plan.</summary>
    public required string Name { get; init; }

    public required ITask Task { get; init; }

    public required IEpisode Start { get; init; }

    /// <summary>Seed of the episode.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Seed of every choice in it: that of the episode, but for further attempts at the same episode.</summary>
    public required ulong Draws { get; init; }

    public required IReadOnlyList<Document> Documents { get; init; }

    public required double Temperature { get; init; }

    public required bool Restricted { get; init; }
}

/// <summary>Finished episodes, in the order of their seats, and what they took.</summary>
public sealed record Played(IReadOnlyList<EpisodeRecord> Episodes, Cost Cost, int Moves, int Unreadable)
{
    /// <summary>
    /// For each move of the first episode what stood in front of it: documents and memory. Null where it was the same as
    /// at the move before.
    /// </summary>
    public IReadOnlyList<string?> FirstMemory { get; init; } = [];

    /// <summary>Titles of documents that did not fit the window at some move.</summary>
    public IReadOnlyCollection<string> DocumentsLeftOut { get; init; } = [];
}

/// <summary>Plays many episodes side by side with one player; practice, exam and watching all go through here.</summary>
public static class Playing
{
    /// <summary>No invented game lasts this long; one that does is broken.</summary>
    private const int TurnsMax = 1_000;

    /// <summary>Plays every seat to its end, at most <paramref name="batch"/> at a time and always in the same company.</summary>
    /// <param name="watch">Called after every move, for those who watch.</param>
    /// <exception cref="UserErrorException">An episode does not end.</exception>
    public static Played Play(
        IPlayer player,
        IReadOnlyList<Seat> seats,
        int batch,
        TimeProvider time,
        CancellationToken cancellation,
        Action<WatchedMove>? watch = null)
    {
        var began = time.GetTimestamp();
        var tables = seats.Select(seat => new Table(seat)).ToList();
        var cost = Cost.None;
        var memory = new List<string?>();
        var leftOut = new HashSet<string>(StringComparer.Ordinal);
        var last = (string?)null;
        foreach (var company in tables.Chunk(batch))
        {
            for (var turn = 0; company.Any(t => !t.IsOver); turn++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (turn == TurnsMax)
                {
                    throw new UserErrorException(
                        $"task {company.First(t => !t.IsOver).Seat.Task.Id}: an episode goes on after {TurnsMax} moves; "
                        + "give the game an end");
                }

                var open = company.Where(t => !t.IsOver).ToList();
                var choices = Asking.Choose(player, [.. open.Select(t => (t.Turn(), t.State))], cancellation);
                for (var i = 0; i < open.Count; i++)
                {
                    open[i].Take(choices[i], watch);
                    cost += choices[i].Cost;
                    leftOut.UnionWith(choices[i].DocumentsLeftOut);
                }

                if (ReferenceEquals(open[0], tables[0]))
                {
                    memory.Add(choices[0].Memory == last ? null : choices[0].Memory);
                    last = choices[0].Memory;
                }
            }
        }

        cost += new Cost { Seconds = time.GetElapsedTime(began).TotalSeconds };
        return new Played(
            [.. tables.Select(t => t.Record())], cost, tables.Sum(t => t.Moves), tables.Sum(t => t.Unreadable))
        {
            FirstMemory = memory,
            DocumentsLeftOut = leftOut,
        };
    }

    /// <summary>A finished episode; its score is on the task's own scale.</summary>
    internal static EpisodeRecord RecordOf(ITask task, ulong seed, IReadOnlyList<Move> moves, Outcome outcome) => new()
    {
        TaskId = task.Id,
        Seed = seed,
        Moves = moves,
        Outcome = outcome,
        Score = (outcome.Score - task.Floor) / (task.Ceiling - task.Floor),
    };

    /// <summary>One episode in progress.</summary>
    private sealed class Table(Seat seat)
    {
        private readonly List<Move> _moves = [];
        private IEpisode _state = seat.Start;

        public Seat Seat => seat;

        public IEpisode State => _state;

        public bool IsOver => _state.Outcome is not null;

        public int Moves => _moves.Count;

        public int Unreadable => _moves.Count(m => m.Unreadable is not null);

        public Turn Turn() => new()
        {
            TaskId = seat.Task.Id,
            Documents = seat.Documents,
            Earlier = [.. _moves.Select(m => new Step(m.View.Text, m.Reply))],
            View = _state.View,
            Temperature = seat.Temperature,
            Restricted = seat.Restricted,
            Seed = ChoiceSeed(),
        };

        public void Take(Choice choice, Action<WatchedMove>? watch)
        {
            var view = _state.View;
            var (reply, unreadable) = choice.Reply switch
            {
                Reply.Legal legal => (legal.Text, (string?)null),
                Reply.Unreadable other => (Substitute(view), other.Text),
                _ => throw new UnreachableException(),
            };
            var after = _state.After(reply);
            _moves.Add(new Move(view, reply, unreadable, choice.LogProbability));
            _state = after;
            watch?.Invoke(new WatchedMove(seat, view, reply, unreadable, choice, after.Outcome));
        }

        public EpisodeRecord Record() => RecordOf(seat.Task, seat.Seed, _moves, _state.Outcome ?? throw new UnreachableException());

        private ulong ChoiceSeed() => Rng.Mix(Rng.Mix(seat.Draws, Rng.Hash("choice")), (ulong)_moves.Count);

        // What could not be read is replaced, not punished: format is counted apart from skill.
        private string Substitute(View view) => view.Reply is ReplyForm.OneOf form
            ? new Rng(ChoiceSeed()).Fork("substitute").Pick(form.Replies)
            : "";
    }
}

/// <summary>A move for those who watch.</summary>
public sealed record WatchedMove(Seat Seat, View View, string Reply, string? Unreadable, Choice Choice, Outcome? Outcome);
