namespace AgentMemory.Experiments.Probes;

/// <summary>Does a little training on its own games help at exams without any memory?</summary>
public sealed class WeightsGain : IProbe
{
    public string Name => "weights";

    public string Question => "After a few blocks of lora, how much better is the exam with nothing in the window?";

    public IReadOnlyList<ProbeFigure> Measure(ProbeRoom room, CancellationToken cancellation)
    {
        var weights = room.Plan.Weights;
        var gains = Enum.GetValues<ProbePlay>().ToDictionary(play => play, _ => new ProbeTally(room.Plan));
        foreach (var name in weights.Tasks)
        {
            foreach (var trial in room.Draw(name))
            {
                room.Progress($"weights: {name}");
                var learner = room.Learners.Make(ProbedLearner.Weights);
                using var _ = learner as IDisposable;
                var own = ProbeRoom.With(trial, learner);
                var learned = room.Learn(own, weights.Blocks, weights.Practice, cancellation);
                foreach (var (play, tally) in gains)
                {
                    tally.Add(
                        name,
                        room.Score(own, learned.Artifact, play, cancellation) - room.Frozen(trial, play, cancellation));
                }
            }
        }

        return [.. gains.SelectMany(g => ProbeFigures.Of(g.Value, ProbeGroup.Seen, "gain by lora", g.Key))];
    }
}
