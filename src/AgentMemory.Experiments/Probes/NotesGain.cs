using AgentMemory.Core.Lives;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Probes;

/// <summary>Do true notes in the prompt help, and notes of another game not?</summary>
public sealed class NotesGain : IProbe
{
    public string Name => "notes";

    public string Question => "How much do true notes raise the exam's score, and how much those of another game, shuffled?";

    public IReadOnlyList<ProbeFigure> Measure(ProbeRoom room, CancellationToken cancellation)
    {
        var figures = new List<ProbeFigure>();
        foreach (var tasks in room.Plan.Groups.Where(tasks => tasks.Group != ProbeGroup.Computed))
        {
            foreach (var play in Enum.GetValues<ProbePlay>())
            {
                var (truth, others) = (new ProbeTally(room.Plan), new ProbeTally(room.Plan));
                foreach (var name in tasks.Names)
                {
                    room.Progress($"notes, {play}: {name}");
                    Ask(room, name, play, truth, others, cancellation);
                }

                double? goal = tasks.Group == ProbeGroup.Seen ? room.Plan.Goals.NotesGain : null;
                figures.AddRange(ProbeFigures.Of(truth, tasks.Group, "gain by true notes", play, goal));
                figures.AddRange(ProbeFigures.Of(others, tasks.Group, "gain by another game's", play));
            }
        }

        return figures;
    }

    private static void Ask(
        ProbeRoom room, string name, ProbePlay play, ProbeTally truth, ProbeTally others, CancellationToken cancellation)
    {
        var trials = room.Draw(name);
        foreach (var (place, trial) in trials.Index())
        {
            var own = NotesOf(trial);
            if (own.Count == 0)
            {
                continue;
            }

            var none = room.Frozen(trial, play, cancellation);
            truth.Add(name, ScoreWith(own, "true") - none);
            string[] another = [.. NotesOf(trials[(place + 1) % trials.Count])];
            if (trials.Count > 1 && !another.ToHashSet(StringComparer.Ordinal).SetEquals(own))
            {
                trial.Rng.Fork("shuffled notes").Shuffle<string>(another);
                others.Add(name, ScoreWith(another, "another's") - none);
            }

            double ScoreWith(IReadOnlyList<string> notes, string whose)
            {
                var told = new PromptedLearner(room, turn => new Recollection { Documents = turn.Documents, Notes = notes });
                return room.Score(
                    trial with { Learner = told, Key = trial.Key with { Learner = whose } }, null, play, cancellation);
            }
        }
    }

    private static IReadOnlyList<string> NotesOf(Trial trial) => (trial.Tasks[0].Task as IDemonstrable)?.TrueNotes ?? [];
}
