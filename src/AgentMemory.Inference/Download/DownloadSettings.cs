namespace AgentMemory.Inference.Download;

/// <summary>How patient a download is.</summary>
public sealed record DownloadSettings
{
    /// <summary>How long nothing may come before the connection counts as dead.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Attempts in a row that may bring nothing.</summary>
    public int AttemptsMax { get; init; } = 5;

    /// <summary>Wait after the first of them; after the second twice as long, and so on.</summary>
    public TimeSpan PauseBetweenAttempts { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>How far a download is.</summary>
/// <param name="BytesHere">Of the file, those of earlier attempts among them.</param>
/// <param name="BytesTotal">Of the file; null where the server does not say.</param>
public sealed record DownloadProgress(long BytesHere, long? BytesTotal);
