namespace AgentMemory.Native;

/// <summary>
/// Which kind of device is asked for. What is really used, <see cref="NativeRuntime.Devices"/> tells.
/// </summary>
public enum NativeDevice
{
    /// <summary>A graphics processor where its libraries and the device are there, else the processor.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA device through CUDA.</summary>
    Cuda,

    /// <summary>Any device through Vulkan.</summary>
    Vulkan,
}
