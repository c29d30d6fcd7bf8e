using AgentMemory.Core;
using TorchSharp;

namespace AgentMemory.Training.Torch.Runtime;

/// <summary>libtorch in this process: loaded once, its thread counts, its devices.</summary>
public static class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static bool _started;
    private static int _threads;

    /// <summary>Where remarks go that a person should read once; by default nowhere.</summary>
    public static Action<string> Remark { get; set; } = _ => { };

    /// <summary>Loads the libraries and opens a device.</summary>
    /// <param name="device">
    /// null or "cpu" for the processor; "cuda" or "cuda:1"; "auto" takes a card where this build has CUDA and there is one.
    /// </param>
    /// <param name="threads">On the processor.</param>
    /// <exception cref="UserErrorException">The libraries do not load, or there is no such device.</exception>
    internal static torch.Device Start(string? device, int threads)
    {
        lock (Gate)
        {
            if (!_started)
            {
                // Before anything of TorchSharp is touched: it would look for the libraries by itself.
                TorchLibraries.Load(Remark);
            }

            var wanted = Parse(device);
            if (!_started)
            {
                if (wanted.type == DeviceType.CUDA)
                {
                    // The first tensor picks the backend, so the card's comes before it.
                    torch.TryInitializeDeviceType(DeviceType.CUDA);
                }

                torch.InitializeDeviceType(DeviceType.CPU);
                torch.set_num_interop_threads(1);
                _started = true;
            }

            if (wanted.type == DeviceType.CUDA && !(torch.TryInitializeDeviceType(DeviceType.CUDA) && torch.cuda.is_available()))
            {
                throw new UserErrorException(
                    "there is no CUDA device to train on; leave out --device, or build with AgentMemoryBackend=cuda12 on a machine with an NVIDIA card");
            }

            if (wanted.type == DeviceType.CUDA && wanted.index >= torch.cuda.device_count())
            {
                throw new UserErrorException($"there is no CUDA device {wanted.index}; there are {torch.cuda.device_count()}");
            }

            if (_threads != threads)
            {
                torch.set_num_threads(threads);
                _threads = threads;
            }

            return wanted;
        }
    }

    /// <summary>Changes the number of threads from the next operation on, of all trainers: a process has one number.</summary>
    public static void UseThreads(int threads) => Start(null, threads);

    /// <summary>Whether a device's name means a CUDA card: by its name, or "auto" where this build has CUDA and there is a card.</summary>
    /// <exception cref="UserErrorException">The libraries do not load.</exception>
    public static bool IsCuda(string? device) => device?.ToLowerInvariant() switch
    {
        null or "cpu" => false,
        "auto" => TorchLibraries.HasCuda && HasCard(),
        _ => true,
    };

    private static bool HasCard()
    {
        Start("cpu", Math.Max(1, _threads));
        return torch.TryInitializeDeviceType(DeviceType.CUDA) && torch.cuda.is_available();
    }

    private static torch.Device Parse(string? device)
    {
        var name = device?.ToLowerInvariant();
        if (name is null or "cpu" || (name == "auto" && !IsCuda(name)))
        {
            return torch.CPU;
        }

        name = name == "auto" ? "cuda" : name;
        return name.StartsWith("cuda", StringComparison.Ordinal)
            && int.TryParse(name[4..].TrimStart(':') is { Length: > 0 } digits ? digits : "0", out var index) && index is >= 0 and < 1024
            ? new torch.Device(DeviceType.CUDA, index)
            : throw new UserErrorException($"{device} is no device to train on; take cpu, cuda or cuda:1");
    }
}
