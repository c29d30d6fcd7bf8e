using AgentMemory.Core;
using AgentMemory.Core.Machine;

namespace AgentMemory.Training;

/// <summary>What a trainer will take, estimated before anything is allocated.</summary>
/// <param name="WeightBytes">The frozen base, with whatever copies of it are held.</param>
/// <param name="TrainedBytes">Trained weights with gradients and two moments, 16 bytes each.</param>
/// <param name="ActivationBytes">Intermediate results that the backward pass needs.</param>
public sealed record MemoryEstimate(long WeightBytes, long TrainedBytes, long ActivationBytes)
{
    public long TotalBytes => WeightBytes + TrainedBytes + ActivationBytes;

    /// <summary>Refuses what this machine cannot hold.</summary>
    /// <exception cref="UserErrorException">More than the free memory is needed; the message has the figures.</exception>
    public void RefuseIfTooLarge(string modelPath)
    {
        var free = MachineMemory.AvailableBytes();
        if (TotalBytes > free)
        {
            throw new UserErrorException(
                $"training {modelPath} would take {MiB(TotalBytes)} (base {MiB(WeightBytes)}, "
                + $"trained {MiB(TrainedBytes)}, intermediate results {MiB(ActivationBytes)}) and {MiB(free)} are available; "
                + "take fewer tokens in a batch, a lower rank, or a smaller form of the base");
        }

        static string MiB(long bytes) => $"{bytes / (1 << 20)} MiB";
    }
}
