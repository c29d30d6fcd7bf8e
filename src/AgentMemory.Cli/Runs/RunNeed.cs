using System.Globalization;
using AgentMemory.Cli.Models;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Machine;
using AgentMemory.Experiments.Plans;
using AgentMemory.Inference;
using AgentMemory.Inference.Llama;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Cli.Runs;

/// <summary>
/// What a run will take beside its model, estimated and held against what is there, so that a run that cannot end does not
/// begin. What the model itself takes is checked where it is opened.
/// </summary>
/// <param name="MemoryBytes">Of the learner whose training takes most: one trains at a time.</param>
/// <param name="DiskBytes">The ledger, and what each trial's learner keeps.</param>
internal sealed record RunNeed(long MemoryBytes, long DiskBytes)
{
    private const int TokensStep = 32;

    // What a learner of the memory path keeps of an episode, and its pages, is no more than the ledger's row of it.
    private const int CopiesOfAnEpisode = 2;

    /// <summary>Counts from a plan and the model that it is run with.</summary>
    public static RunNeed Of(Plan plan, LocalModel model)
    {
        var training = plan.Learners.Where(learner => learner.Settings is IAdapterTraining)
            .Select(learner => Training(
                plan, (IAdapterTraining)learner.Settings, Math.Min(plan.WindowOf(learner), model.Card.ContextTokens), model))
            .ToList();
        var kept = training.Sum(need => need.TrainedBytes) * plan.Seeds * plan.Streams.Count;
        return new RunNeed(
            training.Select(need => need.TotalBytes).DefaultIfEmpty(0).Max(),
            (PlanSize.Of(plan).LedgerBytes * CopiesOfAnEpisode) + kept);
    }

    /// <summary>Refuses a run that this machine cannot hold.</summary>
    /// <param name="folder">Where it writes; null where nothing is kept.</param>
    /// <exception cref="UserErrorException">Memory or disk are too small; the message has what is needed and what is there.</exception>
    public void RefuseIfTooLarge(string? folder)
    {
        Refuse(
            "training",
            "of memory",
            MemoryBytes,
            MachineMemory.AvailableBytes(),
            "lower adapter.batch_tokens or adapter.rank, take a smaller model, or leave out the learners that train");
        if (folder is not null && MachineDisk.AvailableBytes(folder) is { } room)
        {
            Refuse(folder, "on disk", DiskBytes, room, "lower exam, practice, blocks or seeds, free some space, or name a folder on another disk");
        }
    }

    /// <summary>Refuses to write what a disk cannot hold.</summary>
    /// <param name="path">Where it is to be written.</param>
    /// <param name="bytes">How much.</param>
    /// <exception cref="UserErrorException">There is less room.</exception>
    public static void RefuseDisk(string path, long bytes)
    {
        if (MachineDisk.AvailableBytes(path) is { } room)
        {
            Refuse(path, "on disk", bytes, room, "free some space, or name a file on another disk");
        }
    }

    private static void Refuse(string what, string where, long need, long available, string remedy)
    {
        if (need > available)
        {
            throw new UserErrorException(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: would take about {MemoryNeed.MiB(need)} {where} and {MemoryNeed.MiB(available)} are available; {remedy}"));
        }
    }

    // A model that cannot be trained is refused where it is.
    private static MemoryEstimate Training(Plan plan, IAdapterTraining training, int window, LocalModel model)
    {
        var (rank, tokens) = (training.Rank, training.BatchTokens);
        var row = (Math.Min(window, tokens) + TokensStep - 1) / TokensStep * TokensStep;
        using var trainers = TrainingEngine.Open();
        return trainers.Estimate(model.Card.Path, new TrainerSettings
        {
            Purpose = TrainingPurpose.TrainAdapter,
            Batch = new BatchShape(Math.Max(1, tokens / row), row, Math.Max(1, tokens / row) * row),
            Adapter = new AdapterShape { Rank = rank, Alpha = rank },
            Base = Enum.Parse<BaseWeights>(plan.TrainingBase, ignoreCase: true),
            Device = plan.Device,
        });
    }
}
