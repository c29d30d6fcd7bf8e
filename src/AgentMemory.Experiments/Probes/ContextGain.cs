namespace AgentMemory.Experiments.Probes;

/// <summary>Does it play better with its own games in the window than without?</summary>
public sealed class ContextGain : IProbe
{
    /// <summary>The measure that the question is about.</summary>
    public const string Gain = "gain";

    public string Name => "context";

    public string Question => "After some episodes, how much better is the exam with them in the window than without?";

    public IReadOnlyList<ProbeFigure> Measure(ProbeRoom room, CancellationToken cancellation)
    {
        var figures = new List<ProbeFigure>();
        foreach (var tasks in room.Plan.Groups)
        {
            foreach (var play in Enum.GetValues<ProbePlay>())
            {
                var (without, with, gains) = (new ProbeTally(room.Plan), new ProbeTally(room.Plan), new ProbeTally(room.Plan));
                foreach (var name in tasks.Names)
                {
                    room.Progress($"context, {play}: {name}");
                    foreach (var trial in room.Draw(name))
                    {
                        var frozen = room.Frozen(trial, play, cancellation);
                        var context = ProbeRoom.With(trial, room.Learners.Make(ProbedLearner.InContext));
                        var practised = room.Score(context, room.Context(trial, cancellation).Artifact, play, cancellation);
                        without.Add(name, frozen);
                        with.Add(name, practised);
                        gains.Add(name, practised - frozen);
                    }
                }

                double? goal = tasks.Group == ProbeGroup.Seen ? room.Plan.Goals.ContextGain : null;
                figures.AddRange(ProbeFigures.Of(without, tasks.Group, "score, frozen", play));
                figures.AddRange(ProbeFigures.Of(with, tasks.Group, "score, context", play));
                figures.AddRange(ProbeFigures.Of(gains, tasks.Group, Gain, play, goal));
            }
        }

        return figures;
    }
}
