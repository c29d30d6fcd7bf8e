namespace AgentMemory.Native;

/// <summary>A device that the loaded libraries found.</summary>
public sealed record NativeDeviceCard
{
    /// <summary>CPU, CUDA0, Vulkan0, ...</summary>
    public required string Name { get; init; }

    /// <summary>The maker's name of the device.</summary>
    public required string Description { get; init; }

    /// <summary>False for the processor and its accelerators.</summary>
    public required bool IsGraphics { get; init; }

    /// <summary>Memory of the device in bytes, 0 when it does not say.</summary>
    public required long MemoryBytes { get; init; }
}
