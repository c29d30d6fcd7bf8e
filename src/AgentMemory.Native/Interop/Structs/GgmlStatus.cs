namespace AgentMemory.Native;

/// <summary>enum ggml_status.</summary>
internal enum GgmlStatus
{
    AllocationFailed = -2,
    Failed = -1,
    Success = 0,
    Aborted = 1,
}
