using System.Diagnostics;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Experiments.Rollouts;

/// <summary>Plays many episodes side by side with one player; practice, exam and watching all go through here.</summary>
public static class RolloutRunner
{
    /// <summary>No invented game lasts this long; one that does is broken.</summary>
    private const int TurnsMax = 1_000;

    /// <summary>Plays every episode to its end, at most <paramref name="batch"/> at a time and always in the same company.</summary>
    /// <param name="observer">Told of every move, or null.</param>
    /// <exception cref="UserErrorException">An episode does not end.</exception>
    public static RolloutBatch Play(
        IPlayer player,
        IReadOnlyList<RolloutRequest> requests,
        int batch,
        TimeProvider time,
        CancellationToken cancellation,
        IMoveObserver? observer = null)
    {
        var began = time.GetTimestamp();
        var rollouts = requests.Select(request => new Rollout(request)).ToList();
        var cost = Cost.None;
        var memory = new List<string?>();
        var leftOut = new HashSet<string>(StringComparer.Ordinal);
        var last = (string?)null;
        foreach (var company in rollouts.Chunk(batch))
        {
            for (var turn = 0; company.Any(t => !t.IsOver); turn++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (turn == TurnsMax)
                {
                    throw new UserErrorException(
                        $"task {company.First(t => !t.IsOver).Request.Task.Id}: an episode goes on after {TurnsMax} moves; "
                        + "give the game an end");
                }

                var open = company.Where(t => !t.IsOver).ToList();
                var choices = Choose(player, [.. open.Select(t => (t.Turn(), t.State))], cancellation);
                for (var i = 0; i < open.Count; i++)
                {
                    open[i].Take(choices[i], observer);
                    cost += choices[i].Cost;
                    leftOut.UnionWith(choices[i].DocumentsLeftOut);
                }

                if (ReferenceEquals(open[0], rollouts[0]))
                {
                    memory.Add(choices[0].Memory == last ? null : choices[0].Memory);
                    last = choices[0].Memory;
                }
            }
        }

        cost += new Cost { Seconds = time.GetElapsedTime(began).TotalSeconds };
        return new RolloutBatch(
            [.. rollouts.Select(t => t.Record())], cost, rollouts.Sum(t => t.Moves), rollouts.Sum(t => t.Unreadable))
        {
            FirstMemory = memory,
            DocumentsLeftOut = leftOut,
        };
    }

    /// <summary>One choice for each moment; a player that knows the truth is told it.</summary>
    internal static IReadOnlyList<Choice> Choose(
        IPlayer player, IReadOnlyList<(Turn Turn, IEpisode Moment)> moments, CancellationToken cancellation) => player is IOraclePlayer oracle
        ? oracle.Choose(moments, cancellation)
        : player.Choose([.. moments.Select(moment => moment.Turn)], cancellation);

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
    private sealed class Rollout(RolloutRequest request)
    {
        private readonly List<Move> _moves = [];
        private IEpisode _state = request.Start;

        public RolloutRequest Request => request;

        public IEpisode State => _state;

        public bool IsOver => _state.Outcome is not null;

        public int Moves => _moves.Count;

        public int Unreadable => _moves.Count(m => m.Unreadable is not null);

        public Turn Turn() => new()
        {
            TaskId = request.Task.Id,
            Documents = request.Documents,
            Earlier = [.. _moves.Select(m => Step.Of(m.View, m.Reply) with { Thought = m.Thought })],
            View = _state.View,
            Temperature = request.Temperature,
            Restricted = request.Restricted,
            Seed = ChoiceSeed(),
        };

        public void Take(Choice choice, IMoveObserver? observer)
        {
            var view = _state.View;
            var (reply, unreadable) = choice.Reply switch
            {
                Reply.Legal legal => (legal.Text, (string?)null),
                Reply.Unreadable other => (Substitute(view), other.Text),
                _ => throw new UnreachableException(),
            };
            var after = _state.After(reply);
            _moves.Add(new Move(view, reply, unreadable, choice.LogProbability) { Thought = choice.Thought });
            _state = after;
            observer?.Observe(new ObservedMove(request.Seed, view, reply, unreadable, choice, after.Outcome));
        }

        public EpisodeRecord Record() => RecordOf(request.Task, request.Seed, _moves, _state.Outcome ?? throw new UnreachableException());

        private ulong ChoiceSeed() => Rng.Mix(Rng.Mix(request.Draws, Rng.Hash("choice")), (ulong)_moves.Count);

        // What could not be read is replaced, not punished: format is counted apart from skill.
        private string Substitute(View view) => view.Reply is ReplyForm.OneOf form
            ? new Rng(ChoiceSeed()).Fork("substitute").Pick(form.Replies)
            : "";
    }
}
