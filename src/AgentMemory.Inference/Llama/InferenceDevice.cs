namespace AgentMemory.Inference.Llama;

/// <summary>Which kind of device is asked for. What is really used, <see cref="LocalModel.Device"/> tells.</summary>
public enum InferenceDevice
{
    /// <summary>A graphics processor where its libraries and the device are there, else the processor.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA device through CUDA.</summary>
    Cuda,
}

/// <summary>A device that the loaded libraries found.</summary>
/// <param name="Name">As llama.cpp calls it: CPU, CUDA0, Metal, ...</param>
public sealed record DeviceCard(string Name)
{
    /// <summary>False for the processor and its helpers.</summary>
    public bool IsGraphics => !Name.StartsWith("CPU", StringComparison.Ordinal)
        && !Name.StartsWith("BLAS", StringComparison.Ordinal) && !Name.StartsWith("ACCEL", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is an NVIDIA device.</summary>
    public bool IsCuda => Name.StartsWith("CUDA", StringComparison.Ordinal);
}
