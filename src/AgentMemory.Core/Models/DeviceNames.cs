namespace AgentMemory.Core.Models;

/// <summary>What a device is called in plans and on the command line.</summary>
public static class DeviceNames
{
    public static readonly string[] All = ["auto", "cpu", "cuda"];

    /// <summary>What was meant, or what to take instead; empty where nothing comes near.</summary>
    public static string Hint(string word) => word == "vulkan"
        ? "; Vulkan is not served: take cuda for an NVIDIA card, and cpu otherwise"
        : NearestName.Hint(word, All);
}
