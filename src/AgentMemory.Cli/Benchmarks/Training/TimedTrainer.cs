using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Cli.Benchmarks.Training;

/// <summary>A trainer whose steps are timed.</summary>
internal sealed class TimedTrainer : IDisposable
{
    private readonly BenchContext _context;
    private readonly ITrainer _trainer;
    private readonly Batch _batch;

    /// <summary>Opens it and takes a step that is not counted.</summary>
    public TimedTrainer(BenchContext context, string name, ITrainerProvider trainers, string path, TrainerSettings settings)
    {
        (_context, Name) = (context, name);
        _trainer = trainers.Open(path, settings);
        _batch = TrainBenchModels.RandomBatch(settings.Batch, _trainer.Shape.Vocabulary, context.Seed);
        Step();
    }

    public string Name { get; }

    /// <summary>Tokens a second, over at least one step and as long as the benchmark measures.</summary>
    public double Measure()
    {
        var start = _context.Time.GetTimestamp();
        var steps = 0;
        do
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            Step();
            steps++;
        }
        while (_context.Time.GetElapsedTime(start) < _context.Each);

        return steps * _trainer.Settings.Batch.Tokens / _context.Time.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _trainer.Dispose();

    private void Step()
    {
        _trainer.Accumulate(_batch);
        _trainer.Step(new AdamStep { LearningRate = 1e-4f });
    }
}
